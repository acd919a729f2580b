//! The cost of checking a signature. Baseline: the HMAC alone.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use novu_framework::signature::{SecretKey, Verifier};
use sha2::Sha256;
use std::{
    hint::black_box,
    time::{Duration, UNIX_EPOCH},
};

fn verify(c: &mut Criterion) {
    let key = SecretKey::new("key").unwrap();
    let verifier = Verifier::new([key.clone()]);
    let keyed = Hmac::<Sha256>::new_from_slice(b"key").unwrap();
    let now = UNIX_EPOCH + Duration::from_millis(1_700_000_000_000);
    let mut group = c.benchmark_group("verify");
    for size in [100, 1_000, 10_000, 100_000] {
        let text = "x".repeat(size - 2);
        let body = format!("\"{text}\"").into_bytes();
        let header = key.sign(now, &body);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("hmac", size), |b| {
            b.iter(|| {
                let mut mac = keyed.clone();
                mac.update(b"1700000000000.");
                mac.update(black_box(&body));
                mac.finalize()
            });
        });
        group.bench_function(BenchmarkId::new("verify", size), |b| {
            b.iter(|| {
                verifier
                    .verify_at(Some(header.as_bytes()), black_box(&body), now)
                    .unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
