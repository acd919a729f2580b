//! The cost of the layer for a request of the app. Baseline: the bare service.

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::NovuLayer;
use novu_framework_benches::{KEY, block_on, workflows::registry};
use std::{convert::Infallible, hint::black_box};
use tower::{Layer, Service, service_fn};

fn pass_through(c: &mut Criterion) {
    let bare = service_fn(|_: Request<Full<Bytes>>| {
        std::future::ready(Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(
            b"hello",
        )))))
    });
    let layer = NovuLayer::builder(registry().unwrap())
        .secret_key(KEY)
        .build()
        .unwrap();
    let mut layered = layer.layer(bare);
    let mut bare = bare;
    let request = || Request::get("/hello").body(Full::<Bytes>::default()).unwrap();
    let mut group = c.benchmark_group("pass_through");
    group.bench_function("bare", |b| {
        b.iter_batched(
            request,
            |request| block_on(bare.call(black_box(request))),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("layered", |b| {
        b.iter_batched(
            request,
            |request| block_on(layered.call(black_box(request))),
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, pass_through);
criterion_main!(benches);
