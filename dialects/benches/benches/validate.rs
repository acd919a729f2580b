//! The cost of compiling a schema and of validating against it. Baseline: cloning the data.

use criterion::{Criterion, criterion_group, criterion_main};
use novu_framework_dialects::{json::Json, schema::Validator};
use novu_framework_dialects_benches::order;
use serde_json::json;
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
    let payload = &Json::from(&order());
    let mut group = c.benchmark_group("validate");
    group.bench_function("compile", |b| {
        b.iter(|| Validator::compile(black_box(&schema)).unwrap())
    });
    let compiled = Validator::compile(&schema).unwrap();
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
