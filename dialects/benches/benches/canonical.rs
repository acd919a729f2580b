//! The cost of the canonical form of a body. Baseline: `serde_json` parsing and printing it.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework_dialects::json;
use novu_framework_dialects_benches::{SMS_EVENT, email_event, html};
use serde_json::Value;
use std::hint::black_box;

fn canonical(c: &mut Criterion) {
    let mut group = c.benchmark_group("canonical");
    for body in [SMS_EVENT.to_owned(), email_event(""), email_event(&html(50_000))] {
        let body = body.as_bytes();
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::new("serde_json", body.len()), |b| {
            b.iter(|| {
                serde_json::from_slice::<Value>(black_box(body))
                    .unwrap()
                    .to_string()
            });
        });
        group.bench_function(BenchmarkId::new("canonical", body.len()), |b| {
            b.iter(|| json::canonical(black_box(body)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, canonical);
criterion_main!(benches);
