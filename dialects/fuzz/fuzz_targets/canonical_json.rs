//! Reads a body and prints it again: no panic, and both readers agree.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework_dialects::json::{Json, canonical, read, stringify};

fuzz_target!(|body: &[u8]| {
    let canonical_text = canonical(body).map_err(|error| error.to_string());
    let value = read(body).map_err(|error| error.to_string());
    assert_eq!(canonical_text.as_ref().err(), value.as_ref().err());
    let (Ok(canonical_text), Ok(value)) = (canonical_text, value) else {
        return;
    };
    let again = canonical(canonical_text.as_bytes()).expect("canonical JSON is JSON");
    assert_eq!(again, canonical_text);
    // Lone surrogates and numbers that overflow are all that a value cannot hold.
    if let Ok(strict) = serde_json::from_slice::<serde_json::Value>(body) {
        assert_eq!(Json::from(&strict), value);
        let mut printed = String::new();
        stringify(&mut printed, &value);
        assert_eq!(printed, canonical_text);
    }
});
