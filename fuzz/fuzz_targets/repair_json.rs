//! Repairing what should be JSON: no panic, and what is JSON stays the same value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::repair_json;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let repaired = repair_json(text);
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let repaired = repaired.expect("JSON needs no repair");
        assert_eq!(serde_json::from_str::<Value>(&repaired).ok(), Some(value));
    }
});
