//! The work of validations: everything that grows with the data is counted.

use super::*;
use crate::schema::evaluate::{Limits, evaluate};
use serde_json::Map;

/// Returns the keyword of the first violation, under limits of 2,000 visits and 100,000 steps.
fn refused(schema: &Value, data: &Value) -> Option<&'static str> {
    let validator = Validator::compile(schema).unwrap();
    let mut limits = Limits {
        visits: 2_000,
        steps: 100_000,
    };
    evaluate(&validator.program, ROOT, &mut Json::from(data), &mut limits)
        .err()
        .map(|violations| violations[0].keyword)
}

/// A schema that visits the innermost value of data that nests `n` 2^depth times.
fn exponential(leaf: Value) -> Value {
    let branch = |name: &str| json!({"allOf": [{"properties": {"n": {"$ref": "#/definitions/n"}}}, {"required": [name]}]});
    let mut node = leaf;
    node["anyOf"] = json!([branch("x"), branch("y"), {"type": ["string", "array"]}]);
    json!({"type": "object", "properties": {"n": {"$ref": "#/definitions/n"}}, "definitions": {"n": node}})
}

fn innermost(value: Value) -> Value {
    (0..5).fold(value, |inner, _| json!({"n": inner}))
}

fn list(items: &Value) -> Value {
    json!({"type": "object", "properties": {"l": {"items": items}}})
}

fn items(item: &Value, count: usize) -> Value {
    json!({"l": vec![item; count]})
}

#[test]
fn visited_texts_are_counted() {
    let schema = exponential(json!({"maxLength": 1_000_000}));
    assert_eq!(refused(&schema, &innermost(json!("a"))), Some("required"));
    assert_eq!(
        refused(&schema, &innermost(json!("a".repeat(4_000)))),
        Some("limit")
    );
}

#[test]
fn compared_items_are_counted() {
    let schema = exponential(json!({"uniqueItems": true}));
    assert_eq!(refused(&schema, &innermost(json!([1, 2]))), Some("required"));
    let items: Vec<_> = (0..300).collect();
    assert_eq!(refused(&schema, &innermost(json!(items))), Some("limit"));
    // One item may hold many values.
    assert_eq!(refused(&schema, &innermost(json!([items, 1]))), Some("limit"));
    assert_eq!(
        refused(&schema, &innermost(json!(["a".repeat(20_000)]))),
        Some("limit")
    );
}

#[test]
fn filled_in_defaults_are_counted() {
    let filling = |default: Value| {
        let properties: Map<String, Value> = (0..10)
            .map(|n| (format!("p{n}"), json!({"default": default})))
            .collect();
        list(&json!({"properties": properties}))
    };
    assert_eq!(refused(&filling(json!(1)), &items(&json!({}), 170)), None);
    assert_eq!(
        refused(&filling(json!(1)), &items(&json!({}), 190)),
        Some("limit")
    );
    let (large, long) = (json!([1, 2, 3, {"a": 1}]), json!("a".repeat(1000)));
    assert_eq!(refused(&filling(large), &items(&json!({}), 100)), Some("limit"));
    assert_eq!(refused(&filling(long), &items(&json!({}), 20)), Some("limit"));
    let positional = list(&json!({"items": [{}, {}, {}, {}, {"default": 1}]}));
    assert_eq!(refused(&positional, &items(&json!([]), 300)), None);
    assert_eq!(refused(&positional, &items(&json!([]), 400)), Some("limit"));
}

#[test]
fn properties_that_are_looked_for_are_counted() {
    let properties: Map<String, Value> = (0..320)
        .map(|n| (format!("p{n}"), json!({"type": "string"})))
        .collect();
    let schema = list(&json!({ "properties": properties }));
    assert_eq!(refused(&schema, &items(&json!({}), 100)), None);
    assert_eq!(refused(&schema, &items(&json!({}), 200)), Some("limit"));
    let names: Vec<_> = (0..320).map(|n| format!("p{n}")).collect();
    let schema = list(&json!({ "anyOf": [{ "required": names }, {}], "not": { "required": names } }));
    assert_eq!(refused(&schema, &items(&json!({}), 100)), None);
    assert_eq!(refused(&schema, &items(&json!({}), 200)), Some("limit"));
}

#[test]
fn objects_compared_with_an_enum_are_counted() {
    let objects: Vec<_> = (0..320).map(|n| json!({"n": n})).collect();
    let numbers: Vec<_> = (0..320).collect();
    let [objects, numbers] =
        [json!({ "enum": objects }), json!({ "enum": numbers })].map(|items| list(&items));
    assert_eq!(refused(&objects, &items(&json!({"n": 0}), 100)), None);
    assert_eq!(refused(&objects, &items(&json!({"n": 0}), 200)), Some("limit"));
    assert_eq!(refused(&numbers, &items(&json!(319), 1_900)), None);
}
