//! What do compiling a schema and validating against it cost? Baseline: cloning the data.

use criterion::{Criterion, criterion_group, criterion_main};
use novu_framework::__private::{Data, Schema};
use novu_framework_benches::email_event;
use serde_json::{Value, json};
use std::hint::black_box;

fn validate(c: &mut Criterion) {
    let schema = json!({
        "type": "object",
        "properties": {
            "orderId": { "type": "string", "minLength": 1 }, "currency": { "type": "string", "minLength": 3, "maxLength": 3 },
            "total": { "type": "number", "minimum": 0 }, "itemCount": { "type": "integer", "minimum": 1 },
            "customer": {
                "type": "object",
                "properties": { "name": { "type": "string" }, "email": { "type": "string", "format": "email" }, "locale": { "type": "string", "default": "en-US" } },
                "required": ["name", "email"],
            },
            "items": { "type": "array", "minItems": 1, "items": { "type": "object", "properties": { "sku": { "type": "string", "pattern": "^S-[0-9]+$" } }, "required": ["sku"] } },
            "note": { "type": "string", "default": "" },
        },
        "required": ["orderId", "currency", "total"],
    });
    let event: Value = serde_json::from_slice(&email_event("")).unwrap();
    let payload = &Data::from(&event["payload"]);
    let mut group = c.benchmark_group("validate");
    group.bench_function("compile", |b| {
        b.iter(|| Schema::compile(black_box(&schema)).unwrap())
    });
    let compiled = Schema::compile(&schema).unwrap();
    group.bench_function("clone", |b| b.iter(|| black_box(payload).clone()));
    group.bench_function("clone_and_validate", |b| {
        b.iter(|| {
            let mut payload = black_box(payload).clone();
            compiled.validate(&mut payload).unwrap();
            payload
        });
    });
    group.finish();
}

criterion_group!(benches, validate);
criterion_main!(benches);
