//! The cost of building a registry and of answering a discovery, and its growth with the workflows.

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use http_body_util::Full;
use novu_framework::{Context, NovuLayer, Registry, Result, Sms, Workflow};
use novu_framework_benches::{KEY, block_on, endpoint, request, workflows::registry};
use serde_json::Value;
use tower::Service;

async fn one_step(cx: Context<Value>) -> Result<()> {
    cx.step.sms("text", || Sms::new("hello")).await?;
    Ok(())
}

fn many(count: usize) -> Registry {
    (0..count)
        .fold(Registry::builder(), |registry, n| {
            registry.workflow(&Workflow::builder(format!("w{n}"), one_step).build())
        })
        .build()
        .unwrap()
}

fn discovery(c: &mut Criterion) {
    c.bench_function("registry/bench_server", |b| b.iter(|| registry().unwrap()));
    let mut bridge = endpoint();
    let ask = || {
        // A `GET` has no body and signs `{}`.
        let (mut parts, _) = request("?action=discover", &Bytes::from_static(b"{}")).into_parts();
        parts.method = http::Method::GET;
        http::Request::from_parts(parts, Full::<Bytes>::default())
    };
    assert_eq!(block_on(bridge.call(ask())).unwrap().status(), 200);
    c.bench_function("discover/bench_server", |b| {
        b.iter_batched(
            ask,
            |request| block_on(bridge.call(request)),
            criterion::BatchSize::SmallInput,
        );
    });
    let mut group = c.benchmark_group("growth");
    for count in [10, 100, 1_000] {
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("registry", count), |b| b.iter(|| many(count)));
        let layer = NovuLayer::builder(many(count)).secret_key(KEY).build().unwrap();
        let mut bridge = layer.into_endpoint();
        group.bench_function(BenchmarkId::new("discover", count), |b| {
            b.iter_batched(
                ask,
                |request| block_on(bridge.call(request)),
                criterion::BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, discovery);
criterion_main!(benches);
