//! Templates from strangers over payloads from strangers: no panic, and the same text every time. The first line is the
//! payload, the rest the template.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::{Data, Template};
use serde_json::Value;

fuzz_target!(|input: &str| {
    let (payload, template) = input.split_once('\n').unwrap_or(("", input));
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    let payload = Data::from(&payload);
    // The time and what is drawn by lot are all that may change.
    let steady = !["now", "today", "random", "sample"]
        .iter()
        .any(|word| template.contains(word));
    let Ok(template) = Template::parse(template) else {
        return;
    };
    let print = || template.render_briefly(&payload);
    let printed = print();
    assert!(!steady || printed == print());
});
