//! The budget of searches: what they do is charged.

use crate::schema::{
    Validator,
    mock::{
        generator::{BUDGET, Generator},
        mock,
    },
};
use serde_json::{Map, Value, json};

/// Returns the steps that one search takes.
fn spent(schema: &Value) -> u64 {
    let mut generator = Generator::new(schema);
    generator.search(&[schema]);
    BUDGET - generator.budget().get()
}

#[test]
fn searches_are_charged_for_what_they_read_and_build() {
    let texts = |count: usize| -> Vec<String> { (0..count).map(|n| format!("n{n}")).collect() };
    let members = |schema: Value| -> Map<String, Value> {
        texts(1000)
            .into_iter()
            .map(|name| (name, schema.clone()))
            .collect()
    };
    for (name, schema, least) in [
        (
            "positions that check a value",
            json!({"const": vec![1; 1000], "items": {"allOf": vec![json!({"type": "integer"}); 10]}}),
            160_000,
        ),
        (
            "bytes that a pattern reads",
            json!({"const": "a".repeat(50_000), "pattern": "b$"}),
            50_000,
        ),
        (
            "steps of look-around",
            json!({"type": "string", "minLength": 200, "pattern": "(?=(?:a|b|P)+$)(?!)"}),
            1_000_000,
        ),
        (
            "bytes of an automaton",
            json!({"type": "string", "pattern": "^(?:\\S{0,100}x){0,75}$"}),
            180_000,
        ),
        (
            "values that are copied",
            json!({"default": vec![1; 10_000], "type": "array"}),
            160_000,
        ),
        (
            "values that others are told apart from",
            json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 500}),
            // Two candidates and more for each item, and a quarter of a visit for each item before it.
            500 * 499 / 8 * 16 * 2,
        ),
        (
            "required members",
            json!({"type": "object", "required": texts(1000)}),
            128_000,
        ),
        (
            "declared members",
            json!({"type": "object", "properties": members(json!({}))}),
            128_000,
        ),
        (
            "members that are made up",
            json!({"type": "object", "minProperties": 256}),
            256 * 255 * 16,
        ),
        (
            "names that patterns are matched with",
            json!({"type": "object", "required": texts(100), "patternProperties": {"x$": {}}}),
            3_200,
        ),
        (
            "schemas that hold together",
            json!({"allOf": vec![json!({"minimum": 1}); 100], "type": "integer"}),
            100 * 13 * 16,
        ),
        (
            "dependencies",
            json!({"type": "object", "required": ["n0"], "dependencies": {"n0": texts(1000)}}),
            32_000,
        ),
    ] {
        let spent = spent(&schema);
        assert!(spent >= least, "{name}: {spent} of at least {least}");
    }
}

#[test]
fn searches_end_with_their_budget() {
    let conjunction: Vec<_> = (0..12)
        .map(|n| json!({"anyOf": [{"minimum": n}, {"minimum": -n}, {"type": "integer"}]}))
        .collect();
    let schema = json!({"allOf": conjunction, "type": "integer", "not": {"type": "integer"}});
    assert_eq!(spent(&schema), BUDGET);
}

/// Whatever step the budget ends at, the result is a value that satisfies the schema or nothing.
#[test]
fn search_that_runs_out_of_its_budget_returns_no_wrong_value() {
    let member = json!({"type": "string", "pattern": "^[a-c]{2,4}$", "minLength": 3});
    let schema = json!({
        "type": "object",
        "properties": {"a": member, "b": {"type": "array", "items": member, "minItems": 2, "uniqueItems": true}},
        "required": ["a", "b"],
        "dependencies": {"a": ["c"]},
        "minProperties": 4,
        "additionalProperties": {"type": "integer", "minimum": 3},
        "not": {"properties": {"a": {"enum": ["aaa", "aab"]}}, "required": ["a"]},
    });
    let validator = Validator::compile(&json!({"allOf": [schema]})).unwrap();
    let needed = spent(&schema);
    let step = usize::try_from(needed / 400 + 1).unwrap();
    let mut found = 0;
    for budget in (0..=needed).rev().step_by(step) {
        let mut generator = Generator::new(&schema);
        generator.budget().set(budget);
        if let Some(mut value) = generator.build(&[&schema], &[]) {
            assert!(validator.validate_value(&mut value).is_ok(), "{budget}: {value}");
            found += 1;
        }
    }
    assert!(found > 0);
}

#[test]
fn lists_of_a_thousand_different_values_are_within_the_budget() {
    for items in [json!({"type": "string"}), json!({"type": "integer"})] {
        let list = json!({"type": "array", "items": items, "uniqueItems": true, "minItems": 1000});
        let mock = mock(&json!({"type": "object", "properties": {"l": list}, "required": ["l"]}));
        assert_eq!(mock["l"].as_array().map(Vec::len), Some(1000), "{items}");
    }
}
