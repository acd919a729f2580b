//! Random schemas and patterns.

use novu_framework_dialects_benches::{random::Random, shape::shorter_texts};
use serde_json::{Map, Value, json};

const NAMES: &[&str] = &["a", "b", "c", "l", "1"];
const TYPES: &[&str] = &[
    "object", "array", "string", "number", "integer", "boolean", "null",
];
const FORMATS: &[&str] = &[
    "uri",
    "uri-reference",
    "email",
    "date-time",
    "date",
    "time",
    "ipv4",
    "ipv6",
    "hostname",
    "regex",
    "uuid",
    "json-pointer",
    "uri-template",
    "url",
    "duration",
];
const ATOMS: &[&str] = &[
    "a",
    "b",
    ".",
    "\\s",
    "\\w",
    "\\d",
    "[ab]",
    "[^a]",
    "\\b",
    "^",
    "$",
    "a*",
    "b+",
    "x?",
    "\\w+",
    ".*",
    "(?:a|b)*",
    "(a+)+",
    "a{2,50}",
    "é",
    "\\u{1f600}",
    "(?:a|ab)(?:c|bcd)",
    "[a-z]{0,200}",
    "\\S+@\\S+",
];
const LOOKS: &[&str] = &[
    "(?=a)",
    "(?!b)",
    "(?<=a)",
    "(?<!b)",
    "\\1",
    "(a)",
    "(?=.*a)",
    "(?=(?:a|b)+$)",
];

/// Returns an ECMAScript pattern; with look-around in one of four.
pub(super) fn pattern(random: &mut Random) -> String {
    let mut text = String::new();
    let look = random.below(4) == 0;
    for _ in 0..1 + random.below(6) {
        let atoms = if look && random.below(2) == 0 {
            LOOKS
        } else {
            ATOMS
        };
        let atom = random.pick(atoms);
        text.push_str(atom);
        match random.below(8) {
            0 => text = format!("(?:{text})*"),
            1 => text = format!("({text})+"),
            2 => text = format!("(?:{text}|{})", random.pick(ATOMS)),
            3 => text = format!("(?:{text}){{0,{}}}", 1 + random.below(30)),
            _ => {}
        }
    }
    text
}

/// Returns a schema whose root is an object, with two definitions to refer to.
pub(super) fn root(random: &mut Random) -> Value {
    let mut schema = schema(random, 4);
    if !schema.is_object() {
        schema = json!({});
    }
    schema["type"] = "object".into();
    schema["definitions"] = json!({ "n": self::schema(random, 2), "m": self::schema(random, 2) });
    schema
}

/// Returns a schema that nests up to `depth` deep.
pub(super) fn schema(random: &mut Random, depth: usize) -> Value {
    let mut schema = Map::new();
    for _ in 0..1 + random.below(3) {
        let (keyword, value) = keyword(random, depth);
        schema.insert(keyword.to_owned(), value);
    }
    schema.into()
}

fn list(random: &mut Random, depth: usize, most: usize) -> Value {
    (0..1 + random.below(most))
        .map(|_| schema(random, depth))
        .collect()
}

fn map(random: &mut Random, depth: usize) -> Value {
    (0..1 + random.below(3))
        .map(|_| (random.pick(NAMES).to_owned(), schema(random, depth)))
        .collect::<Map<_, _>>()
        .into()
}

fn keyword(random: &mut Random, depth: usize) -> (&'static str, Value) {
    let number = json!([0, 1, 2, 3, 7, 40, 300, 5000][random.below(8)]);
    let value =
        |random: &mut Random| json!([null, 1, "a", [], {}, [1, 2], { "a": 1 }])[random.below(7)].clone();
    let inner = depth.saturating_sub(1);
    let choices = if depth == 0 { 17 } else { 35 };
    match random.below(choices) {
        0..=2 => ("type", random.pick(TYPES).into()),
        3 => ("type", json!([random.pick(TYPES), "null"])),
        4 => ("enum", json!([value(random), "b", 3])),
        5 => ("const", value(random)),
        6 => ("pattern", pattern(random).into()),
        7 => ("format", random.pick(FORMATS).into()),
        8 => (
            [
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "minProperties",
                "maxProperties",
            ][random.below(6)],
            number,
        ),
        9 => (
            ["minimum", "maximum", "exclusiveMinimum", "multipleOf"][random.below(4)],
            json!(1 + random.below(9)),
        ),
        10 => ("uniqueItems", true.into()),
        11 => ("required", json!([random.pick(NAMES)])),
        12 => ("default", value(random)),
        13 | 14 => (
            "$ref",
            json!(["#/definitions/n", "#/definitions/m", "#"][random.below(3)]),
        ),
        15 => ("additionalProperties", false.into()),
        16 => ("required", json!(["a", "b", "c"])),
        17..=20 => ("properties", map(random, inner)),
        21 | 22 => ("items", schema(random, inner)),
        23 => ("items", list(random, inner, 3)),
        24 => ("contains", schema(random, inner)),
        25 => ("additionalProperties", schema(random, inner)),
        26 => (
            "patternProperties",
            json!({ pattern(random): schema(random, inner) }),
        ),
        27 => ("propertyNames", schema(random, inner)),
        28 => ("dependencies", map(random, inner)),
        29 => ("anyOf", list(random, inner, 4)),
        30 => ("oneOf", list(random, inner, 4)),
        31 => ("allOf", list(random, inner, 4)),
        32 => ("not", schema(random, inner)),
        33 => ("if", schema(random, inner)),
        _ => ("then", schema(random, inner)),
    }
}

/// Returns a schema that contains `inner` about as often as fits into `size` bytes.
pub(super) fn repeated(inner: &Value, way: usize, size: usize) -> Value {
    let count = (size / (inner.to_string().len() + 12)).max(1);
    let list = || -> Value { vec![inner.clone(); count].into() };
    let named = |prefix: &str| -> Value {
        (0..count)
            .map(|n| (format!("{prefix}{n}"), inner.clone()))
            .collect::<Map<_, _>>()
            .into()
    };
    match way {
        0 => json!({ "type": "object", "properties": named("p") }),
        1 => json!({ "type": "object", "allOf": list() }),
        2 => json!({ "anyOf": list() }),
        3 => json!({ "type": "object", "oneOf": list() }),
        4 => json!({ "type": "object", "patternProperties": named("p") }),
        5 => json!({ "type": "object", "dependencies": named("p") }),
        6 => json!({ "type": "object", "properties": { "l": { "items": list(), "minItems": count } } }),
        7 => {
            let names: Vec<_> = (0..count).map(|n| format!("p{n}")).collect();
            json!({ "type": "object", "required": names, "properties": named("p") })
        }
        8 => {
            let mut definitions = named("p");
            for n in 1..count {
                definitions[format!("p{n}")]["$ref"] = format!("#/definitions/p{}", n - 1).into();
            }
            let last = format!("#/definitions/p{}", count - 1);
            json!({ "type": "object", "properties": { "a": { "$ref": last } }, "required": ["a"], "definitions": definitions })
        }
        _ => json!({ "type": "object", "definitions": { "n": inner },
            "properties": { "l": { "minItems": count, "uniqueItems": true, "items": { "$ref": "#/definitions/n" } } },
            "required": ["l"] }),
    }
}

/// How many ways [`repeated`] knows.
pub(super) const WAYS: usize = 10;

/// Returns schemas that lack a little of this one.
pub(super) fn simpler(schema: &Value) -> Vec<Value> {
    match schema {
        Value::String(text) => shorter_texts(text).into_iter().map(Value::from).collect(),
        Value::Array(items) => {
            let mut all = Vec::new();
            for at in 0..items.len() {
                let mut shorter = items.clone();
                shorter.remove(at);
                all.push(Value::from(shorter));
                for item in simpler(&items[at]) {
                    let mut changed = items.clone();
                    changed[at] = item;
                    all.push(Value::from(changed));
                }
            }
            all
        }
        Value::Object(members) => {
            let mut all = Vec::new();
            for (name, value) in members {
                let mut shorter = members.clone();
                shorter.remove(name);
                all.push(Value::from(shorter));
                for value in simpler(value) {
                    let mut changed = members.clone();
                    changed[name] = value;
                    all.push(Value::from(changed));
                }
            }
            all
        }
        _ => Vec::new(),
    }
}
