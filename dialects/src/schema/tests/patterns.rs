//! Patterns: their limits.

use super::*;

#[test]
fn texts_beyond_their_length_are_not_matched() {
    let schema = json!({"type": "object", "properties": {"a": {"pattern": "^(a+)+$", "maxLength": 10}}});
    let validator = Validator::compile(&schema).unwrap();
    let mut data = json!({ "a": "a".repeat(100) + "b" });
    assert_eq!(
        validator.validate_value(&mut data).unwrap_err()[0].keyword,
        "maxLength"
    );
}

#[test]
fn patterns_that_take_too_many_steps_are_a_violation() {
    let slow = json!({"pattern": "^(?=(?:a|b)+$)"});
    for position in [
        slow.clone(),
        json!({"not": slow}),
        json!({"anyOf": [slow, {"type": "string"}]}),
        json!({"propertyNames": slow}),
        json!({"patternProperties": {"^(?=(?:a|b)+$)": {"type": "string"}}}),
        json!({"patternProperties": {"^(?=(?:a|b)+$)": {}}, "additionalProperties": false}),
    ] {
        let schema = json!({"type": "object", "properties": {"p": position}});
        let text = "a".repeat(400_000);
        let keyed = position
            .as_object()
            .unwrap()
            .keys()
            .any(|key| key.starts_with('p') && key != "pattern");
        let mut data = json!({ "p": if keyed { json!({ text: 1 }) } else { json!(text) } });
        let violations = Validator::compile(&schema)
            .unwrap()
            .validate_value(&mut data)
            .unwrap_err();
        assert_eq!(violations.len(), 1, "{schema}");
        assert_eq!(violations[0].keyword, "limit", "{schema}");
        assert!(
            violations[0].path.starts_with("/p"),
            "{schema}: {}",
            violations[0].path
        );
        assert!(violations[0].message.contains("too many steps"), "{schema}");
    }
}

#[test]
fn large_patterns_are_compiled_or_refused() {
    on_a_small_stack(|| {
        let compile = |pattern: String| {
            Validator::compile(&json!({"type": "object", "properties": {"a": {"pattern": pattern}}}))
        };
        compile("|".repeat(5000)).unwrap();
        let words = compile(vec!["w"; 5000].join("|")).unwrap();
        words.validate_value(&mut json!({"a": "w"})).unwrap();
        compile(format!("{}a{}", "(?:".repeat(100), ")*".repeat(100))).unwrap();
        let error = compile("(".repeat(101) + &")".repeat(101)).unwrap_err();
        assert!(error.cause.contains("more than 100 nested groups"), "{error}");
    });
}

#[test]
fn patterns_that_occur_often_are_compiled_once() {
    let large: Vec<_> = (0..40)
        .map(|_| json!({"pattern": "(?:\\S{0,100}x){0,40}"}))
        .collect();
    let schema = json!({"type": "object", "properties": {"a": {"anyOf": large}}});
    let mut data = json!({ "a": "a".repeat(1000) });
    // Compiled forty times, most would be left to the engine that backtracks.
    let validator = Validator::compile(&schema).unwrap();
    let linear = format!("{validator:?}").matches("Pattern(linear)").count();
    assert_eq!(linear, 40);
    validator.validate_value(&mut data).unwrap();
}

#[test]
fn states_that_a_pattern_visits_are_steps_and_those_that_it_leaves_are_not() {
    let large = |pattern: &str, text: &str| {
        let schema = json!({"type": "object", "properties": {"a": {"pattern": pattern}}});
        let violations = Validator::compile(&schema)
            .unwrap()
            .validate_value(&mut json!({ "a": text }));
        violations.unwrap_err()[0].keyword
    };
    let text = "a".repeat(100_000);
    // Dead after 2,500 characters, most of which are searched without a cache.
    assert_eq!(large("^(a{1,50}){1,50}$", &text), "pattern");
    // A thousand states at each character.
    assert_eq!(large("(?:a|b)*a(?:a|b){3000}c", &text), "limit");
}
