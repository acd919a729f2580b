//! Mocks: any schema has one, always the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::mock;
use serde_json::Value;

fuzz_target!(|schema: &str| {
    if let Ok(schema) = serde_json::from_str::<Value>(schema) {
        assert_eq!(mock(&schema), mock(&schema));
    }
});
