//! Validates data against a schema twice: no panic, and the same verdict. The first line is the schema, the
//! rest the data.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework_dialects::{json::Json, schema::Validator};
use serde_json::Value;

fuzz_target!(|input: &str| {
    let Some((schema, data)) = input.split_once('\n') else {
        return;
    };
    let (Ok(schema), Ok(data)) = (
        serde_json::from_str::<Value>(schema),
        serde_json::from_str::<Value>(data),
    ) else {
        return;
    };
    let Ok(validator) = Validator::compile(&schema) else {
        return;
    };
    let verdict = |data: &mut Json| {
        validator
            .validate(data)
            .map_err(|violations| format!("{violations:?}"))
    };
    let (mut first, mut second) = (Json::from(&data), Json::from(&data));
    assert_eq!(verdict(&mut first), verdict(&mut second));
    assert_eq!(first, second);
});
