//! The work of validations and mocks, against a table.
//!
//! Visits and steps are measured times (`dialects/benches/benches/inputs`). A change of the table is a change
//! of a limit: measure again before you accept it.

use super::*;
use crate::schema::{
    evaluate::{Limits, evaluate},
    mock,
};
use std::fmt::Write;

/// Visits and steps of a validation, steps of a mock, and the schema, line by line.
const TABLE: &str = include_str!("work.txt");

/// Schemas of a value, each with the value.
fn cases() -> Vec<(Value, Value)> {
    let list: Vec<Value> = (0..40).map(|n| json!(n)).collect();
    let objects: Vec<Value> = (0..40).map(|n| json!({ "a": n, "b": "x".repeat(n) })).collect();
    let text = json!("ab".repeat(200));
    vec![
        (
            json!({ "type": "string", "minLength": 3, "maxLength": 900 }),
            text.clone(),
        ),
        (json!({ "pattern": "^(?:ab)+$" }), text.clone()),
        (json!({ "pattern": "(?=a)(?:ab)+$" }), text),
        (json!({ "format": "uri" }), json!("https://example.com/a?b=c")),
        (
            json!({ "format": "date-time", "formatMinimum": "2020-01-01T00:00:00Z" }),
            json!("2024-01-01T00:00:00Z"),
        ),
        (json!({ "enum": ["a", 1, objects, list] }), json!(list)),
        (json!({ "enum": [["a", { "b": 1 }]] }), json!(["a", { "b": 1 }])),
        (json!({ "const": objects }), json!(objects)),
        (
            json!({ "multipleOf": 3, "minimum": 1, "exclusiveMaximum": 900 }),
            json!(9),
        ),
        (
            json!({ "multipleOf": 7, "not": { "multipleOf": 2 }, "minimum": 100 }),
            json!(105),
        ),
        (
            json!({ "items": { "type": "number" }, "minItems": 3, "maxItems": 50, "uniqueItems": true }),
            json!(list),
        ),
        (
            json!({ "items": [{ "type": "number" }, {}], "additionalItems": { "minimum": 1 }, "uniqueItems": true }),
            json!(list),
        ),
        (json!({ "contains": { "const": 39 }, "minItems": 2 }), json!(list)),
        (
            json!({ "items": { "properties": { "a": { "type": "number" } }, "required": ["a", "b"] } }),
            json!(objects),
        ),
        (
            json!({ "uniqueItems": true, "items": { "type": "object" }, "minItems": 5 }),
            json!(objects),
        ),
        (
            json!({ "properties": { "k1": {}, "k2": { "default": [1, 2, "x"] } }, "required": ["k1"] }),
            json!({ "k1": 1 }),
        ),
        (
            json!({ "patternProperties": { "^k": { "type": "number" } }, "additionalProperties": false, "minProperties": 4 }),
            json!({ "k1": 1, "k2": 2, "k3": 3, "k4": 4 }),
        ),
        (
            json!({ "propertyNames": { "maxLength": 4 }, "minProperties": 1, "maxProperties": 9 }),
            json!({ "k1": 1, "k2": 2 }),
        ),
        (
            json!({ "dependencies": { "a": ["b"], "b": { "required": ["a"] } } }),
            json!({ "a": 1, "b": 2 }),
        ),
        (
            json!({ "anyOf": [{ "type": "string" }, { "required": ["x"] }, { "type": "array" }] }),
            json!(list),
        ),
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "array", "maxItems": 3 }, { "type": "array" }] }),
            json!(list),
        ),
        (
            json!({ "allOf": [{ "type": "array" }, { "minItems": 1 }], "not": { "maxItems": 3 } }),
            json!(list),
        ),
        (
            json!({ "if": { "type": "array" }, "then": { "minItems": 1 }, "else": false }),
            json!(list),
        ),
        (
            json!({ "properties": { "n": { "$ref": "#/properties/v" } } }),
            json!({ "n": { "n": {} } }),
        ),
        (
            json!({ "type": "string", "minLength": 40, "pattern": "^[a-z]{2,90}$" }),
            json!("a".repeat(50)),
        ),
        (
            json!({ "type": "string", "minLength": 40, "pattern": "(?!b)a", "format": "email" }),
            json!("a".repeat(50)),
        ),
        (
            json!({ "type": "object", "required": ["a", "b", "c"], "properties": { "a": { "type": "string" }, "b": { "type": "integer" } }, "additionalProperties": { "minimum": 4 } }),
            json!({ "a": "", "b": 1, "c": 4 }),
        ),
        (
            json!({ "type": "array", "minItems": 6, "uniqueItems": true, "items": { "enum": [1, 2, 3, 4, 5, 6] } }),
            json!([1, 2, 3, 4, 5, 6]),
        ),
        (
            json!({ "type": "array", "minItems": 3, "uniqueItems": true, "items": { "type": "object", "required": ["a"], "properties": { "a": { "type": "boolean" } } } }),
            json!([{ "a": true }, { "a": false }, { "a": true, "b": 1 }]),
        ),
    ]
}

#[test]
fn work_of_validations_and_mocks_is_that_of_the_table() {
    let mut table = String::new();
    for (value, data) in cases() {
        let schema = json!({ "type": "object", "properties": { "v": value }, "required": ["v"] });
        let validator = Validator::compile(&schema).unwrap();
        let before = Limits::default();
        let mut limits = before;
        // Violations take work, too.
        let _ = evaluate(
            &validator.program,
            ROOT,
            &mut Json::from(&json!({ "v": data })),
            &mut limits,
        );
        let (visits, steps) = (before.visits - limits.visits, before.steps - limits.steps);
        writeln!(table, "{visits} {steps} {} {value}", mock::steps(&schema)).unwrap();
    }
    let wrong: Vec<_> = table
        .lines()
        .zip(TABLE.lines().chain(std::iter::repeat("")))
        .filter(|(found, expected)| found != expected)
        .collect();
    assert!(
        wrong.is_empty() && table.lines().count() == TABLE.lines().count(),
        "{wrong:#?}\n{table}"
    );
}
