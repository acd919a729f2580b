//! The cost of one step, without HTTP parsing. Baseline: reading the body as JSON.

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework_benches::{block_on, email_event, endpoint, html, request, sms_event};
use std::hint::black_box;
use tower::Service;

fn execute(c: &mut Criterion) {
    let mut bridge = endpoint();
    let cases = [
        ("w7_sms", "workflowId=sms-code&stepId=text", sms_event()),
        ("w3_email", "workflowId=order-update&stepId=mail", email_event("")),
        (
            "w4_email_50k",
            "workflowId=order-update&stepId=mail",
            email_event(&html(50_000)),
        ),
    ];
    let mut group = c.benchmark_group("execute");
    for (name, query, body) in &cases {
        group.throughput(Throughput::Bytes(body.len() as u64));
        let ask = || request(&format!("?action=execute&{query}"), body);
        assert_eq!(block_on(bridge.call(ask())).unwrap().status(), 200);
        group.bench_function(BenchmarkId::new("json_only", name), |b| {
            b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(body)).unwrap());
        });
        group.bench_function(BenchmarkId::new("bridge", name), |b| {
            b.iter_batched(
                ask,
                |request| block_on(bridge.call(request)),
                criterion::BatchSize::SmallInput,
            );
        });
    }
    group.finish();

    let mut group = c.benchmark_group("execute_size");
    for size in [50_000, 500_000, 5_000_000] {
        let body: Bytes = email_event(&html(size));
        group
            .throughput(Throughput::Bytes(body.len() as u64))
            .sample_size(10);
        let ask = || request("?action=execute&workflowId=order-update&stepId=mail", &body);
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter_batched(
                ask,
                |request| block_on(bridge.call(request)),
                criterion::BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, execute);
criterion_main!(benches);
