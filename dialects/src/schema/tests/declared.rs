//! The properties and defaults that schemas declare.

use crate::schema::{Property, Shape, Validator, defaults};
use serde_json::{Value, json};

/// Looks up a dotted path, `*` for any element. Returns "found", "unknown", or the names that there are.
fn look_up(schema: &Value, path: &str) -> String {
    let mut shape = Shape::new(schema);
    for name in path.split('.') {
        let property = if name == "*" {
            shape.any()
        } else {
            shape.property(name)
        };
        shape = match property {
            Property::Found(shape) => shape,
            Property::Unknown => return "unknown".into(),
            Property::Missing(names) => return format!("only [{}]", names.join(" ")),
        };
    }
    "found".into()
}

#[test]
fn properties_are_found_unknown_or_missing() {
    let order = json!({
        "type": "object",
        "properties": {
            "id": { "type": "string" },
            "lines": { "type": "array", "items": { "$ref": "#/$defs/Line" } },
            "tags": { "type": ["array", "null"] },
            "address": { "anyOf": [{ "$ref": "#/$defs/Address" }, { "type": "null" }] },
            "extra": { "type": "object" },
            "prices": { "type": "object", "additionalProperties": { "type": "object", "properties": { "net": {} } } },
            "open": { "type": "object", "properties": { "a": true }, "additionalProperties": true },
            "any": {},
            "kind": { "enum": ["a", "b"] },
            "shape": { "oneOf": [
                { "type": "object", "properties": { "type": { "const": "circle" }, "radius": { "type": "number" } } },
                { "type": "object", "properties": { "type": { "const": "square" }, "side": { "type": "number" } } },
            ] },
            "both": { "allOf": [{ "$ref": "#/$defs/Line" }, { "properties": { "note": {} } }, { "required": ["note"] }] },
            "tree": { "$ref": "#/$defs/Tree" },
            "self": { "$ref": "#" },
            "far": { "$ref": "https://example.com/schema" },
            "pair": { "items": [{ "type": "string" }, { "type": "object", "properties": { "x": {} } }] },
            "keyed": { "type": "object", "properties": { "a": {} }, "patternProperties": { "^x": {} } },
            "chosen": { "type": "object", "properties": { "a": {} }, "if": {}, "then": { "properties": { "b": {} } } },
            "empty": { "type": "object", "properties": {}, "additionalProperties": false },
        },
        "$defs": {
            "Line": { "type": "object", "properties": { "sku": { "type": "string" } } },
            "Address": { "type": "object", "properties": { "city": { "type": "string" } } },
            "Tree": { "type": "object", "properties": { "left": { "$ref": "#/$defs/Tree" } } },
        },
    });
    for (path, expected) in [
        ("id", "found"),
        ("id.size", "found"),
        ("id.0", "found"),
        ("id.first", "only []"),
        ("kind.name", "only []"),
        ("lines.*.sku", "found"),
        ("lines.first.sku", "found"),
        ("lines.0.sky", "only [sku]"),
        ("lines.sku", "only []"),
        ("lines.size", "found"),
        ("tags.*.a", "unknown"),
        ("tags.0.a", "unknown"),
        ("address.city", "found"),
        ("address.town", "only [city]"),
        ("address.*", "unknown"),
        ("extra.a.b", "unknown"),
        ("prices.eur.net", "found"),
        ("prices.eur.gross", "only [net]"),
        ("open.b", "unknown"),
        ("any.b", "unknown"),
        ("shape.radius", "found"),
        ("shape.angle", "only [radius side type]"),
        ("both.sku", "found"),
        ("both.note.x", "unknown"),
        ("both.other", "only [note sku]"),
        ("tree.left.left.left", "found"),
        ("tree.left.right", "only [left]"),
        ("self.self.id", "found"),
        ("far.a", "unknown"),
        ("pair.1.x", "unknown"),
        ("keyed.xa", "unknown"),
        ("chosen.b", "found"),
        ("chosen.c", "only [a b]"),
        ("empty.a", "only []"),
        ("empty.size", "found"),
    ] {
        assert_eq!(look_up(&order, path), expected, "{path}");
    }
    assert!(look_up(&order, "total").starts_with("only [address any both "));
}

#[test]
fn elements_are_known_if_all_positions_declare_them() {
    let item = |name: &str| json!({ "type": "object", "properties": { name: {} } });
    let schema = json!({
        "properties": {
            "tuple": { "type": "array", "items": [item("a")], "additionalItems": item("b") },
            "prefixed": { "type": "array", "prefixItems": [item("a")], "items": item("b") },
            "listed": { "enum": [["a"], ["b"]] },
            "both": { "enum": [{ "a": 1 }, ["b"]] },
        },
    });
    for (path, expected) in [
        ("tuple.*.a", "found"),
        ("tuple.*.b", "found"),
        ("tuple.*.c", "only [a b]"),
        ("prefixed.0.a", "found"),
        ("prefixed.0.c", "only [a b]"),
        ("listed.first", "unknown"),
        ("listed.name", "only []"),
        ("both.a", "unknown"),
    ] {
        assert_eq!(look_up(&schema, path), expected, "{path}");
    }
}

#[test]
fn texts_are_strings_that_may_contain_markup() {
    let is_text = |schema: Value| Shape::new(&schema).is_text();
    assert!(is_text(json!({ "type": "string" })));
    assert!(is_text(
        json!({ "type": ["string", "null"], "format": "textarea" })
    ));
    assert!(is_text(
        json!({ "anyOf": [{ "type": "number" }, { "type": "string" }] })
    ));
    for schema in [
        json!({}),
        json!({ "type": "number" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "enum": ["a"] }),
        json!({ "type": "string", "pattern": "^[a-z]*$" }),
        json!({ "type": "array", "items": { "type": "string" } }),
        json!({ "anyOf": [{}, { "type": "string" }] }),
    ] {
        assert!(!is_text(schema.clone()), "{schema}");
    }
}

#[test]
fn defaults_are_listed_with_their_violations() {
    let schema = json!({
        "type": "object",
        "default": { "ignored": true },
        "properties": {
            "a/b": { "type": "string", "minLength": 1, "default": "" },
            "good": { "type": "string", "default": "x" },
            "wrong": { "type": "integer", "default": "x" },
            "object": { "type": "object", "properties": { "n": { "type": "integer", "default": "x" } }, "default": {} },
            "referred": { "$ref": "#/$defs/Short", "default": "xx" },
            "list": { "type": "array", "items": { "type": "object", "properties": { "d": { "default": 1 } }, "default": 0 } },
            "union": { "anyOf": [{ "type": "object", "properties": { "u": { "type": "null", "default": 1 } } }] },
            "default": { "enum": [{ "default": 1 }] },
        },
        "$defs": { "Short": { "type": "string", "maxLength": 1, "default": "ignored" } },
    });
    let found = defaults(&schema).unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|found| {
            let violations = found
                .violations
                .iter()
                .map(|violation| format!("{} {}", violation.path, violation.keyword));
            (found.pointer.as_str(), violations.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let expected = [
        ("/a~1b", " minLength"),
        ("/good", ""),
        ("/wrong", " type"),
        ("/object", "/n type"),
        ("/object/n", " type"),
        ("/referred", " maxLength"),
        ("/list/*/d", ""),
        ("/union/u", ""),
    ];
    assert_eq!(
        found,
        expected.map(|(pointer, violations)| (pointer, violations.to_owned()))
    );
}

#[test]
fn limits_of_one_have_the_singular() {
    for (schema, data, message) in [
        (
            json!({ "minLength": 1 }),
            json!(""),
            "must have at least 1 character",
        ),
        (
            json!({ "maxLength": 1 }),
            json!("ab"),
            "must have at most 1 character",
        ),
        (
            json!({ "maxLength": 2 }),
            json!("abc"),
            "must have at most 2 characters",
        ),
        (json!({ "minItems": 1 }), json!([]), "must have at least 1 item"),
        (
            json!({ "items": [{}], "additionalItems": false }),
            json!([1, 2]),
            "must have at most 1 item",
        ),
        (
            json!({ "minProperties": 1 }),
            json!({}),
            "must have at least 1 property",
        ),
        (
            json!({ "maxProperties": 0 }),
            json!({ "a": 1 }),
            "must have at most 0 properties",
        ),
        (
            json!({ "anyOf": [false] }),
            json!(1),
            "does not match the only alternative",
        ),
    ] {
        let root = json!({ "type": "object", "properties": { "p": schema } });
        let mut data = json!({ "p": data });
        let violations = Validator::compile(&root)
            .unwrap()
            .validate_value(&mut data)
            .unwrap_err();
        let messages: Vec<_> = violations.iter().map(|violation| &*violation.message).collect();
        assert!(messages.contains(&message), "{schema}: {messages:?}");
    }
}

#[test]
fn endless_references_end() {
    let schema = json!({ "type": "object", "properties": { "a": { "$ref": "#/properties/a" } } });
    assert_eq!(look_up(&schema, "a.b"), "only []");
    assert!(defaults(&schema).is_err());
}
