//! Random schemas: satisfiable ones with a witness, and rubbish.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A stream of random choices; all zero when used up, which makes the simplest choice everywhere.
#[derive(Debug, Clone)]
pub(super) struct Entropy {
    bytes: Vec<u8>,
    at: usize,
}

/// Random choices for one case.
pub(super) fn entropy() -> impl Strategy<Value = Entropy> {
    proptest::collection::vec(any::<u8>(), 0..160).prop_map(|bytes| Entropy { bytes, at: 0 })
}

impl Entropy {
    fn below(&mut self, bound: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % bound
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 1
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// A schema and a value that it should accept.
pub(super) fn satisfiable(entropy: &mut Entropy, depth: usize) -> (Value, Value) {
    let (schema, witness) = match entropy.below(if depth == 0 { 5 } else { 9 }) {
        0 => string(entropy),
        1 => number(entropy),
        2 => (json!({ "type": "boolean" }), json!(entropy.chance(2))),
        3 => (json!({ "type": "null" }), Value::Null),
        4 => {
            let members = [json!("a"), json!(1), json!(null), json!({ "k": 1 }), json!([2])];
            let witness = entropy.pick(&members);
            (json!({ "enum": [witness, "z"] }), witness)
        }
        5 | 6 => object(entropy, depth),
        _ => array(entropy, depth),
    };
    composed(entropy, depth, schema, witness)
}

fn string(entropy: &mut Entropy) -> (Value, Value) {
    let mut schema = json!({ "type": "string" });
    let witness = match entropy.below(6) {
        0 => entropy.pick(&[
            "",
            "a",
            "hello",
            "[placeholder]",
            "zwölf",
            "x y",
            "some longer text than usual",
        ]),
        1 => {
            let (pattern, text) = entropy.pick(&[
                ("^[a-z]{3,5}$", "abcd"),
                ("^(?=.*\\d)[a-z\\d]{6,}$", "abc123"),
                ("^\\d{4}-\\d\\d$", "2024-01"),
                ("^(foo|bar|bazz)$", "bazz"),
                ("[!?]$", "why?"),
                ("^(?!a)[ab]c$", "bc"),
                ("^\\p{Lu}\\w*$", "Name"),
                ("^(\\w+) \\1$", "go go"),
            ]);
            schema["pattern"] = json!(pattern);
            text
        }
        _ => {
            let (format, text) = entropy.pick(&[
                ("date", "2020-02-29"),
                ("date-time", "2020-02-29T10:00:00Z"),
                ("time", "10:00:00Z"),
                ("email", "a@b.co"),
                ("uri", "https://example.org/x"),
                ("uuid", "00000000-0000-4000-8000-000000000000"),
                ("ipv4", "127.0.0.1"),
                ("ipv6", "::1"),
                ("hostname", "a.b"),
                ("duration", "P1D"),
                ("json-pointer", "/a"),
                ("uri-reference", "a/b"),
                ("uri-template", "/{x}"),
                ("url", "https://example.org"),
                ("byte", "aGk="),
                ("regex", "a+"),
                ("relative-json-pointer", "1/a"),
                ("json-pointer-uri-fragment", "#/a"),
                ("password", "secret"),
                ("unheard-of", "x"),
            ]);
            schema["format"] = json!(format);
            text
        }
    };
    let length = witness.chars().count();
    if schema.get("format").is_none() || entropy.chance(4) {
        if entropy.chance(3) {
            schema["minLength"] = json!(length - entropy.below(length.min(3) + 1));
        }
        if entropy.chance(3) && schema.get("format").is_none() {
            schema["maxLength"] = json!(length + entropy.below(4));
        }
    }
    (schema, json!(witness))
}

fn number(entropy: &mut Entropy) -> (Value, Value) {
    let whole = entropy.chance(2);
    let mut schema = json!({ "type": if whole { "integer" } else { "number" } });
    let witness = entropy.pick(&[0, 1, -1, 6, 12, 30, -30, 1000, -99999, 42]);
    let (below, above) = (entropy.below(5), entropy.below(5));
    let close = i64::from(entropy.chance(3));
    if entropy.chance(2) {
        schema["minimum"] = json!(witness - i64::try_from(below).unwrap());
    } else if entropy.chance(2) {
        schema["exclusiveMinimum"] = json!(witness - 1 - close);
    }
    if entropy.chance(2) {
        schema["maximum"] = json!(witness + i64::try_from(above).unwrap());
    } else if entropy.chance(2) {
        schema["exclusiveMaximum"] = json!(witness + 1 + close);
    }
    if entropy.chance(3) {
        let step = entropy.pick(&[1, 2, 3, 5, 6]);
        if witness % step == 0 {
            schema["multipleOf"] = json!(step);
        }
    }
    (schema, json!(witness))
}

fn object(entropy: &mut Entropy, depth: usize) -> (Value, Value) {
    let (mut properties, mut members, mut required) = (Map::new(), Map::new(), Vec::new());
    for name in ["a", "b", "c-d", "x1"].iter().take(entropy.below(5)) {
        let (schema, witness) = satisfiable(entropy, depth - 1);
        properties.insert((*name).to_owned(), schema);
        if entropy.below(3) > 0 {
            members.insert((*name).to_owned(), witness);
            if entropy.below(3) > 0 {
                required.push(*name);
            }
        }
    }
    let count = members.len();
    let mut schema = json!({ "type": "object", "properties": properties, "required": required });
    match entropy.below(6) {
        1 => schema["additionalProperties"] = json!(false),
        2 => schema["additionalProperties"] = json!(true),
        3 => schema["additionalProperties"] = json!({ "type": "integer" }),
        4 => schema["patternProperties"] = json!({ "^x": {}, "^q\\d$": { "type": "string" } }),
        _ => {}
    }
    if entropy.chance(4) {
        schema["minProperties"] = json!(count);
    }
    if entropy.chance(4) {
        schema["maxProperties"] = json!(count + entropy.below(2));
    }
    if entropy.chance(5) {
        schema["propertyNames"] = json!({ "pattern": "^[a-z0-9-]+$" });
    }
    if entropy.chance(5) && members.contains_key("a") && members.contains_key("b") {
        schema["dependencies"] = json!({ "a": ["b"] });
    }
    if entropy.chance(5) && members.contains_key("b") {
        schema["if"] = json!({ "required": ["a"] });
        schema["then"] = json!({ "required": ["b"] });
    }
    (schema, Value::Object(members))
}

fn array(entropy: &mut Entropy, depth: usize) -> (Value, Value) {
    let mut schema = json!({ "type": "array" });
    let mut witness = Vec::new();
    if entropy.chance(3) {
        let mut positions = Vec::new();
        for _ in 0..entropy.below(3) {
            let (schema, value) = satisfiable(entropy, depth - 1);
            positions.push(schema);
            witness.push(value);
        }
        schema["items"] = Value::Array(positions);
        if entropy.chance(3) {
            schema["additionalItems"] = json!(false);
        }
    } else {
        let (items, value) = satisfiable(entropy, depth - 1);
        schema["items"] = items;
        if entropy.chance(3) {
            schema["uniqueItems"] = json!(true);
            witness.push(value);
        } else {
            witness = vec![value; entropy.below(4)];
        }
    }
    if entropy.chance(3) {
        schema["minItems"] = json!(witness.len());
    }
    if entropy.chance(3) {
        schema["maxItems"] = json!(witness.len() + entropy.below(2));
    }
    if entropy.chance(5)
        && let Some(item) = witness.first()
    {
        schema["contains"] = json!({ "const": item });
    }
    (schema, Value::Array(witness))
}

/// Wraps `schema` into unions, references and the like that still accept `witness`.
fn composed(entropy: &mut Entropy, depth: usize, schema: Value, witness: Value) -> (Value, Value) {
    let composed = match entropy.below(14) {
        1 => json!({ "anyOf": [{ "type": "string", "minLength": 3, "maxLength": 2 }, schema] }),
        2 => json!({ "oneOf": [schema, { "const": "only this" }] }),
        3 => json!({ "allOf": [schema, {}] }),
        4 => json!({ "allOf": [schema, { "not": { "const": "[placeholder]" } }] }),
        5 => json!({ "allOf": [{ "not": { "const": 1 } }, schema] }),
        6 => json!({ "anyOf": [{ "not": {} }, schema], "title": "t" }),
        7 if depth > 0 => {
            let (other, _) = satisfiable(entropy, depth - 1);
            json!({ "anyOf": [other, schema] })
        }
        8 => {
            json!({ "if": { "type": "string" }, "then": { "minLength": 0 }, "else": true, "allOf": [schema] })
        }
        _ => schema,
    };
    (composed, witness)
}

/// Keywords with values that make sense, or do not.
pub(super) fn rubbish(entropy: &mut Entropy, depth: usize) -> Value {
    if depth == 0 {
        return entropy.pick(&[
            json!(true),
            json!(false),
            json!(null),
            json!({}),
            json!(-1),
            json!(1e300),
            json!("#"),
            json!(0.1),
            json!("string"),
            json!("object"),
            json!("array"),
            json!("integer"),
            json!("^(a|b)*$"),
            json!([]),
            json!("#/definitions/a"),
            json!("[("),
            json!(3),
            json!("date"),
            json!("#/properties/a"),
            json!(u64::MAX),
        ]);
    }
    if entropy.chance(6) {
        return Value::Array(
            (0..entropy.below(4))
                .map(|_| rubbish(entropy, depth - 1))
                .collect(),
        );
    }
    const KEYWORDS: [&str; 36] = [
        "type",
        "properties",
        "required",
        "items",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "if",
        "then",
        "else",
        "$ref",
        "definitions",
        "a",
        "b",
        "const",
        "enum",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "dependencies",
        "default",
        "$id",
    ];
    let mut map = Map::new();
    for _ in 0..entropy.below(5) {
        let keyword = entropy.pick(&KEYWORDS);
        let value = match keyword {
            "type" => entropy.pick(&[
                json!("object"),
                json!("array"),
                json!("string"),
                json!(["number", "null"]),
            ]),
            "$ref" => entropy.pick(&[
                json!("#"),
                json!("#/definitions/a"),
                json!("#/properties/b"),
                json!("#/items"),
            ]),
            "required" => json!(["a", "b"]),
            "anyOf" | "oneOf" | "allOf" => Value::Array(
                (0..=entropy.below(3))
                    .map(|_| rubbish(entropy, depth - 1))
                    .collect(),
            ),
            "properties" | "definitions" => {
                json!({ "a": rubbish(entropy, depth - 1), "b": rubbish(entropy, depth - 1) })
            }
            _ => rubbish(entropy, depth - 1),
        };
        map.insert(keyword.to_owned(), value);
    }
    Value::Object(map)
}
