//! Markup: no panic, bounded growth, and text that needs nothing stays as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::sanitize;

fuzz_target!(|input: &str| {
    let clean = sanitize(input);
    assert!(clean.len() <= 8 * input.len());
    if !input.contains(['<', '>', '&']) {
        assert_eq!(clean, input);
    }
    sanitize(&clean);
});
