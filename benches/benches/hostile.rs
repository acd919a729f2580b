//! The growth of the cost of hostile queries and signature headers: the worst that were found, in three
//! sizes.

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use http::Request;
use http_body_util::Full;
use novu_framework::{
    NovuLayer, Registry,
    signature::{SecretKey, Verifier},
};
use novu_framework_benches::block_on;
use novu_framework_dialects_benches::bench_growth;
use std::{hint::black_box, time::UNIX_EPOCH};
use tower::Service;

/// The query of a health check, which costs next to nothing besides. The HTTP library takes 65,534 bytes.
fn query(c: &mut Criterion) {
    let registry = Registry::builder().build().unwrap();
    let layer = NovuLayer::builder(registry).insecure_without_signature();
    let mut bridge = layer.build().unwrap().into_endpoint();
    let texts = [("pairs", ["", "%&", ""]), ("repeated", ["", "&%61ction=", ""])];
    bench_growth(c, "query", &texts, |text| {
        let query = &text[..text.len().min(60_000)];
        let request = Request::get(format!("/?{query}&action=health-check"));
        let request = request.body(Full::<Bytes>::default()).unwrap();
        drop(black_box(block_on(bridge.call(request))));
    });
}

fn header(c: &mut Criterion) {
    let verifier = Verifier::new([SecretKey::new("key").unwrap()]);
    let texts = [("parts", ["", "t=,", ""]), ("digits", ["v1=a,t=0x", "f", ""])];
    bench_growth(c, "signature_header", &texts, |text| {
        drop(black_box(verifier.verify_at(
            Some(text.as_bytes()),
            b"{}",
            UNIX_EPOCH,
        )));
    });
}

criterion_group!(benches, query, header);
criterion_main!(benches);
