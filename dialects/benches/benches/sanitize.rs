//! The bytes that the sanitiser reads in a second. Baseline: copying them.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework_dialects::html::sanitize;
use novu_framework_dialects_benches::html;
use std::hint::black_box;

fn sanitise(c: &mut Criterion) {
    let mut group = c.benchmark_group("sanitize");
    let cases = [
        ("email_37k", html(37_000)),
        ("email_500k", html(500_000)),
        ("plain_37k", "Nothing to do here. ".repeat(1_850)),
        ("nested_40k", "<b>".repeat(13_000)),
        ("entities_40k", "&amp;&zwnj;".repeat(3_600)),
    ];
    for (name, text) in &cases {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("copy", name), |b| {
            b.iter(|| black_box(text).clone())
        });
        group.bench_function(BenchmarkId::new("sanitize", name), |b| {
            b.iter(|| sanitize(black_box(text)).len())
        });
    }
    group.finish();
}

criterion_group!(benches, sanitise);
criterion_main!(benches);
