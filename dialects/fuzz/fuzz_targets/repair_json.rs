//! Repairs text that should be JSON: no panic, bounded growth, and compact JSON stays as it is.
//!
//! JSON with a bracket inside a string is left out: there the reference may change valid text. (The framework
//! repairs only text that is not JSON.)

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework_dialects::{
    json::{Json, stringify},
    jsonrepair::repair,
};
use serde_json::Value;

fuzz_target!(|text: &str| {
    if let Ok(repaired) = repair(text) {
        assert!(repaired.len() <= 16 * text.len());
    }
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && !has_bracket_in_text(&value)
    {
        let mut compact = String::new();
        stringify(&mut compact, &Json::from(&value));
        assert_eq!(repair(&compact).ok(), Some(compact));
    }
});

fn has_bracket_in_text(value: &Value) -> bool {
    let has_bracket = |text: &str| text.contains(['{', '[']);
    match value {
        Value::String(text) => has_bracket(text),
        Value::Array(items) => items.iter().any(has_bracket_in_text),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| has_bracket(key) || has_bracket_in_text(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
