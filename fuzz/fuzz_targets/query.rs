//! Queries: no panic, bounded growth, and plain values come through.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::read_query;

fuzz_target!(|text: &str| {
    // Every byte that is not UTF-8 becomes a character of three.
    for value in read_query(text) {
        assert!(value.len() <= text.len());
    }
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let [action, workflow, step] = read_query(&format!("{text}&&workflow_id={plain}"));
    drop((action, step));
    assert!(workflow == plain || text.contains("orkflow") || text.contains('%'));
});
