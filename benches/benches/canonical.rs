//! What does the canonical form of a body cost? Baseline: `serde_json` parsing and printing it.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework::__private::canonical_json;
use novu_framework_benches::{email_event, html, sms_event};
use serde_json::Value;
use std::hint::black_box;

fn canonical(c: &mut Criterion) {
    let mut group = c.benchmark_group("canonical");
    for body in [sms_event(), email_event(""), email_event(&html(50_000))] {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::new("serde_json", body.len()), |b| {
            b.iter(|| {
                serde_json::from_slice::<Value>(black_box(&body))
                    .unwrap()
                    .to_string()
            });
        });
        group.bench_function(BenchmarkId::new("canonical", body.len()), |b| {
            b.iter(|| canonical_json(black_box(&body)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, canonical);
criterion_main!(benches);
