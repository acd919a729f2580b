//! Sanitises markup: no panic, bounded growth, text without markup stays as it is, and a browser finds
//! nothing in the output that the sanitiser promises to remove.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework_dialects::html::sanitize;

#[path = "../../src/html/tests/browser.rs"]
mod browser;

fuzz_target!(|input: &str| {
    let clean = sanitize(input);
    assert!(clean.len() <= 8 * input.len());
    if !input.contains(['<', '>', '&']) {
        assert_eq!(clean, input);
    }
    if clean.contains('<') {
        // The browser's parser takes most of the time, so each input goes through only one of its two modes.
        let found = match input.len() % 2 {
            0 => browser::forbidden_in_document(&clean),
            _ => browser::forbidden_in_page(&clean),
        };
        assert!(found.is_empty(), "{found:?} in {clean:?}");
    }
});
