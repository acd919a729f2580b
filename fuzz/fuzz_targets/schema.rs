//! Schemas and data: neither panics, and the verdict on the same data is the same. The first line is the schema, the
//! rest the data.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::__private::{Data, Schema};
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
    let Ok(schema) = Schema::compile(&schema) else {
        return;
    };
    let (mut first, mut second) = (Data::from(&data), Data::from(&data));
    assert_eq!(schema.validate(&mut first), schema.validate(&mut second));
    assert_eq!(first, second);
});
