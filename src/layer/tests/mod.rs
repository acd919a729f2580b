//! The middleware with a registry of fixtures, in process.

mod environment;
#[cfg(feature = "client")]
mod forwarding;
mod hosts;
mod service;
mod settings;

use super::{NovuLayer, NovuLayerBuilder};
use crate::{
    bridge::tests::fixtures::{TestBody, block_on, registry},
    signature::{self, SecretKey},
};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tower::ServiceExt;

/// The time of these tests in milliseconds since 1970.
const NOW: u64 = 1_700_000_000_000;

fn clock() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(NOW)
}

fn open() -> NovuLayer {
    NovuLayer::builder(registry())
        .insecure_without_signature()
        .build()
        .unwrap()
}

fn get(target: &str) -> Request<TestBody> {
    Request::get(target).body(TestBody::new()).unwrap()
}

/// Returns what the endpoint of `layer` answers.
fn ask(layer: NovuLayer, request: Request<TestBody>) -> Response<Full<Bytes>> {
    let Ok(response) = block_on(layer.into_endpoint().oneshot(request));
    response
}

/// Returns the status of a discovery signed with `key`.
fn discover(builder: NovuLayerBuilder, key: &str) -> u16 {
    let mut request = get("/?action=discover");
    let header = SecretKey::new(key).unwrap().sign(clock(), b"{}").parse().unwrap();
    request.headers_mut().insert(signature::HEADER, header);
    ask(builder.clock(clock).finish(), request).status().as_u16()
}
