//! Mocks of schemas with one rule each, and against random ones.

mod budget;
mod derived;
mod entropy;

use super::mock;
use crate::schema::Validator;
use entropy::{entropy, rubbish, satisfiable};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Whether the validator accepts `value`; `None` if it refuses the schema itself.
fn validates(schema: &Value, value: &Value) -> Option<bool> {
    let validator = Validator::compile(schema).or_else(|_| Validator::compile(&json!({ "allOf": [schema] })));
    validator
        .ok()
        .map(|validator| validator.validate_value(&mut value.clone()).is_ok())
}

/// Asserts that the mock of `schema` validates.
#[track_caller]
fn valid(schema: &Value) {
    let mock = mock(schema);
    assert_eq!(validates(schema, &mock), Some(true), "{mock} for {schema}");
}

#[test]
fn every_keyword_is_met() {
    let deep = (0..40).fold(
        json!({ "type": "string" }),
        |inner, _| json!({ "type": "object", "properties": { "k": inner }, "required": ["k"] }),
    );
    for schema in [
        json!({ "type": "string", "maxLength": 0 }),
        json!({ "type": "string", "minLength": 100, "maxLength": 101 }),
        json!({ "type": "string", "pattern": "^a+$", "minLength": 30 }),
        json!({ "type": "string", "pattern": "[a-z]\\d", "maxLength": 2 }),
        json!({ "type": "string", "pattern": "^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$" }),
        json!({ "allOf": [{ "pattern": "^a" }, { "pattern": "b$" }], "type": "string" }),
        json!({ "type": "string", "format": "email", "minLength": 40 }),
        json!({ "type": "string", "format": "email", "maxLength": 8 }),
        json!({ "type": "string", "format": "time", "minLength": 20 }),
        json!({ "type": "string", "format": "date-time", "minLength": 40 }),
        json!({ "type": "number", "not": { "enum": [0, 1, 2] } }),
        json!({ "type": "string", "pattern": "^(ab?)\\1$", "minLength": 3 }),
        json!({ "type": "string", "format": "uri", "minLength": 80 }),
        json!({ "type": "string", "format": "date", "pattern": "^2024" }),
        json!({ "type": "string", "format": "date", "formatMinimum": "2030-05-05" }),
        json!({ "type": "string", "not": { "minLength": 3 } }),
        json!({ "type": "string", "not": { "maxLength": 20 } }),
        json!({ "type": "string", "not": { "const": "[placeholder]" } }),
        json!({ "type": "string", "not": { "enum": ["[placeholder]", "placeholder", ""] } }),
        json!({ "type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5 }),
        json!({ "type": "integer", "minimum": 2.5, "maximum": 3.4 }),
        json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001 }),
        json!({ "type": "number", "multipleOf": 0.01, "minimum": 4.355, "maximum": 4.365 }),
        json!({ "type": "number", "multipleOf": 0.5, "minimum": 1, "maximum": 9 }),
        json!({ "type": "integer", "multipleOf": 7, "minimum": 50 }),
        json!({ "type": "integer", "maximum": -10, "multipleOf": 3 }),
        json!({ "allOf": [{ "multipleOf": 4 }, { "multipleOf": 6 }], "type": "integer", "minimum": 1 }),
        json!({ "type": "integer", "minimum": 9_007_199_254_740_993_u64 }),
        json!({ "type": "integer", "minimum": u64::MAX }),
        json!({ "type": "number", "minimum": 1e300 }),
        json!({ "type": "number", "not": { "type": "integer" } }),
        json!({ "type": "integer", "not": { "minimum": -50 } }),
        json!({ "oneOf": [{ "type": "integer" }, { "type": "number" }] }),
        json!({ "type": "boolean", "not": { "const": false } }),
        json!({ "not": { "type": ["string", "object", "boolean"] } }),
        json!({ "not": { "type": "object" }, "minLength": 5 }),
        json!({ "type": ["null", "integer"], "minimum": 5 }),
        json!({ "type": ["string", "null"], "enum": [null, 3] }),
        json!({ "enum": [1, 2, 3], "minimum": 2, "not": { "const": 2 } }),
        json!({ "allOf": [{ "enum": [1, 2] }, { "enum": [2, 3] }] }),
        json!({ "type": "integer", "default": "wrong" }),
        json!({ "type": "array", "minItems": 2 }),
        json!({ "type": "array", "minItems": 2, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "string" }, "minItems": 5, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "integer", "minimum": 3, "maximum": 9 }, "minItems": 7, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "string", "maxLength": 1 }, "minItems": 9, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "string", "format": "uuid" }, "minItems": 9, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "string", "pattern": "^[ab]{2}$" }, "minItems": 4, "uniqueItems": true }),
        json!({ "type": "array", "items": { "type": "boolean" }, "minItems": 2, "maxItems": 9, "uniqueItems": true }),
        json!({ "type": "array", "minItems": 3, "uniqueItems": true,
            "items": { "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] } }),
        json!({ "type": "array", "items": { "type": "object" }, "minItems": 2 }),
        json!({ "type": "array", "items": { "type": "integer" }, "contains": { "minimum": 100 }, "maxItems": 1 }),
        json!({ "type": "array", "contains": { "type": "null" } }),
        json!({ "type": "array", "items": [{ "const": 1 }], "additionalItems": { "type": "string" }, "minItems": 3 }),
        json!({ "type": "array", "items": [{}, {}], "maxItems": 1 }),
        json!({ "type": "array", "items": false }),
        json!({ "type": "array", "items": { "not": {} } }),
        json!({ "type": "array", "items": { "type": "integer" }, "not": { "maxItems": 2 } }),
        json!({ "type": "object", "minProperties": 3 }),
        json!({ "type": "object", "minProperties": 2, "properties": { "a": { "const": 1 }, "b": false } }),
        json!({ "type": "object", "minProperties": 2, "additionalProperties": false, "patternProperties": { "^x\\d$": {} } }),
        json!({ "type": "object", "minProperties": 2, "propertyNames": { "pattern": "^[a-z]{2}$" } }),
        json!({ "type": "object", "additionalProperties": true, "propertyNames": { "enum": ["q"] } }),
        json!({ "type": "object", "additionalProperties": true, "maxProperties": 0 }),
        json!({ "type": "object", "additionalProperties": { "type": "string", "minLength": 5 }, "required": ["a"] }),
        json!({ "type": "object", "required": ["a", "b"], "additionalProperties": false }),
        json!({ "type": "object", "required": ["a"], "dependencies": { "a": ["b"], "b": { "required": ["c"] } } }),
        json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } },
            "if": { "properties": { "a": { "type": "string" } } }, "then": { "required": ["b"] } }),
        json!({ "type": "object", "properties": { "k": { "enum": ["x", "y"] } }, "required": ["k"],
            "if": { "properties": { "k": { "const": "x" } } }, "then": false }),
        json!({ "type": "object", "properties": { "a": { "type": "integer" }, "b": { "type": "integer" } },
            "required": ["a"], "not": { "properties": { "a": { "const": 1 } } } }),
        json!({ "type": "object", "properties": { "a": {}, "b": {} }, "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
        json!({ "type": "object", "properties": { "a": {}, "b": {} }, "anyOf": [{ "required": ["a", "b"] }] }),
        json!({ "type": "object", "properties": { "a": { "type": "string" } }, "allOf": [
            { "required": ["a"] }, { "properties": { "a": { "minLength": 20 } } }, { "properties": { "a": { "maxLength": 21 } } } ] }),
        json!({ "type": "object", "default": { "a": 1 }, "required": ["b"] }),
        json!({ "anyOf": [{ "type": "string", "minLength": 2, "maxLength": 1 }, { "type": "integer" }] }),
        json!({ "oneOf": [{ "type": "string" }, { "type": "string", "minLength": 2 }] }),
        json!({ "definitions": { "N": { "type": "object", "properties": { "n": { "anyOf": [{ "$ref": "#/definitions/N" },
            { "type": "null" }] } }, "required": ["n"] } }, "allOf": [{ "$ref": "#/definitions/N" }] }),
        json!({ "type": "object", "properties": { "next": { "oneOf": [{ "$ref": "#" }, { "const": "end" }] } }, "required": ["next"] }),
        json!({ "type": "object", "properties": { "kids": { "type": "array", "items": { "$ref": "#" } } }, "required": ["kids"] }),
        json!({ "type": "object", "properties": { "a": { "minLength": 20, "type": "string" }, "b": { "$ref": "#/properties/a" } },
            "required": ["b"] }),
        json!({ "$id": "http://example.com/root", "type": "object", "definitions": { "a/b": { "const": 7 } },
            "properties": { "a": { "$ref": "#/definitions/a~1b" }, "b": { "$ref": "#/definitions/a%7E1b" } },
            "required": ["a", "b"] }),
        json!({ "type": "object", "definitions": { "x": { "$id": "#x", "type": "integer", "minimum": 4 } },
            "properties": { "default": { "$ref": "#x" }, "const": { "$ref": "#/definitions/x" } },
            "required": ["default", "const"] }),
        deep,
    ] {
        valid(&schema);
    }
}

#[test]
fn only_what_cannot_be_mocked_is_left_out() {
    for (schema, expected) in [
        (
            json!({ "type": "object", "properties": { "a": { "not": {} }, "b": { "const": 1 } }, "required": ["a", "b"] }),
            json!({ "b": 1 }),
        ),
        (
            json!({ "properties": { "a": { "$ref": "#/nowhere" }, "b": { "type": "string", "minLength": 14 } },
                "required": ["a", "b"], "type": "object" }),
            json!({ "b": "[placeholder][placeholder]" }),
        ),
        (
            json!({ "items": { "type": "nonsense" }, "type": "array" }),
            json!([]),
        ),
        (json!(false), json!({})),
        (json!(null), json!({})),
        (json!("schema"), json!({})),
    ] {
        assert_eq!(mock(&schema), expected, "{schema}");
    }
}

#[test]
fn representative_values_are_simple() {
    for (schema, expected) in [
        (json!({ "type": "integer" }), json!(1)),
        (
            json!({ "type": "number", "minimum": 0, "maximum": 0.5 }),
            json!(0),
        ),
        (json!({ "type": "integer", "minimum": 3, "maximum": 5 }), json!(3)),
        (json!({ "type": "boolean" }), json!(false)),
        (json!({ "type": ["null", "string"] }), json!("[placeholder]")),
        (json!({ "enum": ["x", "y"] }), json!("x")),
        (
            json!({ "anyOf": [{ "const": "l" }, { "const": "r" }] }),
            json!("l"),
        ),
        (
            json!({ "type": "array", "items": { "type": "string" } }),
            json!(["[placeholder]"]),
        ),
        (
            json!({ "type": "string", "format": "date-time" }),
            json!("2024-01-01T12:00:00.000Z"),
        ),
        (
            json!({ "type": "string", "format": "uuid" }),
            json!("00000000-0000-4000-8000-000000000000"),
        ),
        (
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            json!({ "[placeholder]": "[placeholder]" }),
        ),
        (
            json!({ "type": "object", "additionalProperties": true }),
            json!({}),
        ),
        (
            json!({ "type": "object", "required": ["a"], "additionalProperties": true }),
            json!({ "a": "[placeholder]" }),
        ),
    ] {
        assert_eq!(mock(&schema), expected, "{schema}");
    }
}

#[test]
fn roots_are_mocked_by_an_object_if_possible() {
    let text = json!({ "type": "string" });
    let object = |name: &str, value: Value| json!({ "type": "object", "required": [name], "properties": { name: { "const": value } } });
    for (schema, expected) in [
        (
            json!({ "anyOf": [text, object("type", json!("x"))] }),
            json!({ "type": "x" }),
        ),
        (
            json!({ "allOf": [{ "oneOf": [text, object("k", json!(1))] }] }),
            json!({ "k": 1 }),
        ),
        (
            json!({ "anyOf": [{ "type": "integer" }, { "const": 1 }, object("k", json!(2))] }),
            json!({ "k": 2 }),
        ),
        (
            json!({ "enum": ["a", { "b": 1 }], "anyOf": [{}] }),
            json!({ "b": 1 }),
        ),
        (
            json!({ "anyOf": [text, { "type": "integer" }] }),
            json!("[placeholder]"),
        ),
    ] {
        assert_eq!(mock(&schema), expected, "{schema}");
    }
}

/// `count` definitions, each made from the name of the next one by `link`.
fn chain(count: usize, last: Value, link: impl Fn(&str) -> Value) -> Value {
    let mut definitions = serde_json::Map::new();
    for n in 0..count {
        definitions.insert(format!("d{n}"), link(&format!("#/definitions/d{}", n + 1)));
    }
    definitions.insert(format!("d{count}"), last);
    json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/d0" } }, "required": ["a"],
        "definitions": definitions })
}

#[test]
fn hostile_schemas_end_within_the_budget() {
    let nested = (0..110).fold(
        json!({ "type": "string", "minLength": 2, "maxLength": 1 }),
        |inner, n| match n % 3 {
            0 => json!({ "type": "array", "items": inner, "minItems": 1 }),
            1 => json!({ "anyOf": [inner, inner.get("never").unwrap_or(&Value::Null)] }),
            _ => json!({ "type": "object", "properties": { "k": inner }, "required": ["k"] }),
        },
    );
    let names: Vec<String> = (0..5000).map(|n| format!("n{n}")).collect();
    for schema in [
        chain(
            40,
            json!({ "type": "string" }),
            |next| json!({ "allOf": [{ "$ref": next }, { "$ref": next }] }),
        ),
        chain(
            40,
            json!({ "type": "string" }),
            |next| json!({ "anyOf": [{ "$ref": next }, { "$ref": next }] }),
        ),
        chain(
            24,
            json!({ "not": {} }),
            |next| json!({ "anyOf": [{ "$ref": next }, { "$ref": next, "title": "x" }] }),
        ),
        chain(
            40,
            json!({ "type": "string" }),
            |next| json!({ "type": "array", "items": { "$ref": next }, "maxItems": 9 }),
        ),
        chain(
            40,
            json!({ "type": "string" }),
            |next| json!({ "type": "object", "properties": { "a": { "$ref": next }, "b": { "$ref": next } }, "required": ["a", "b"] }),
        ),
        json!({ "type": "array", "items": { "type": "string" }, "minItems": 1_000_000_000 }),
        json!({ "type": "array", "items": { "type": "string" }, "maxItems": 1_000_000_000 }),
        json!({ "type": "array", "items": { "type": "boolean" }, "minItems": 5000, "uniqueItems": true }),
        json!({ "type": "string", "minLength": 1e15 }),
        json!({ "type": "string", "pattern": "^((a{1000}){1000}){1000}$" }),
        json!({ "type": "string", "pattern": "^(a+)+$", "minLength": 24, "not": { "pattern": "^a" } }),
        json!({ "type": "object", "minProperties": 1e9 }),
        json!({ "type": "object", "required": names }),
        json!({ "allOf": vec![json!({ "anyOf": [{ "type": "string" }, { "type": "object" }] }); 60], "type": "integer" }),
        nested,
    ] {
        mock(&schema);
    }
}

#[test]
fn a_small_stack_is_enough() {
    let nested = (0..120).fold(json!({ "type": "string" }), |inner, n| match n % 2 {
        0 => json!({ "type": "array", "items": inner, "minItems": 1, "uniqueItems": true }),
        _ => json!({ "type": "object", "properties": { "k": inner }, "required": ["k"], "not": { "const": 1 } }),
    });
    let small = std::thread::Builder::new().stack_size(2 << 20);
    small.spawn(move || mock(&nested)).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn satisfiable_schemas_are_satisfied(mut entropy in entropy()) {
        let (schema, witness) = satisfiable(&mut entropy, 3);
        if validates(&schema, &witness) == Some(true) {
            let mock = mock(&schema);
            prop_assert_eq!(validates(&schema, &mock), Some(true), "{} for {}, not {}", mock, schema, witness);
        }
    }

    #[test]
    fn anything_is_mocked_and_always_the_same(mut entropy in entropy()) {
        let schema = rubbish(&mut entropy, 4);
        prop_assert_eq!(mock(&schema), mock(&schema));
    }
}
