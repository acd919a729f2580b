//! Repairing what should be JSON: no panic, bounded growth, and compact JSON stays as it is.
//!
//! But not where a bracket stands in a string: there the reference may mangle what is right. (The framework repairs only
//! what is no JSON.)

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::{Data, repair_json, stringify_json};
use serde_json::Value;

fuzz_target!(|text: &str| {
    if let Some(repaired) = repair_json(text) {
        assert!(repaired.len() <= 16 * text.len());
    }
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && !has_bracket_in_text(&value)
    {
        let compact = stringify_json(&Data::from(&value));
        assert_eq!(repair_json(&compact), Some(compact));
    }
});

fn has_bracket_in_text(value: &Value) -> bool {
    let is_odd = |text: &str| text.contains(['{', '[']);
    match value {
        Value::String(text) => is_odd(text),
        Value::Array(items) => items.iter().any(has_bracket_in_text),
        Value::Object(map) => map.iter().any(|(key, value)| is_odd(key) || has_bracket_in_text(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
