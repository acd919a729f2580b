//! Renders a template over a payload twice: no panic, and the same text. The first line is the payload, the
//! rest the template.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework_dialects::{
    json::Json,
    liquid::{Scope, Template},
};
use serde_json::Value;

fuzz_target!(|input: &str| {
    let (payload, template) = input.split_once('\n').unwrap_or(("", input));
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    let payload = Json::from(&payload);
    // Only the time and random filters may change the text.
    let steady = !["now", "today", "random", "sample"]
        .iter()
        .any(|word| template.contains(word));
    let Ok(template) = Template::parse(template) else {
        return;
    };
    let print = || {
        let mut scope = Scope::new([("payload", &payload)]).with_work_left(1 << 18);
        let mut out = String::new();
        let result = template.render(&mut scope, &mut out);
        result.map(|()| out).map_err(|error| error.to_string())
    };
    let printed = print();
    assert!(!steady || printed == print());
});
