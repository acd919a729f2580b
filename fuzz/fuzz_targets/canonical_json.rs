//! Reading and re-printing a body: no panic, and both ways agree.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::{Data, canonical_json, read_json, stringify_json};

fuzz_target!(|body: &[u8]| {
    let canonical = canonical_json(body);
    let value = read_json(body);
    assert_eq!(canonical.as_ref().err(), value.as_ref().err());
    let (Ok(canonical), Ok(value)) = (canonical, value) else {
        return;
    };
    assert_eq!(canonical_json(canonical.as_bytes()), Ok(canonical.clone()));
    // Lone surrogates and what overflows are the only things that a value cannot hold.
    if let Ok(strict) = serde_json::from_slice::<serde_json::Value>(body) {
        assert_eq!(Data::from(&strict), value);
        assert_eq!(stringify_json(&value), canonical);
    }
});
