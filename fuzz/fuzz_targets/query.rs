//! Reads the query of a request: no panic, and a plain value arrives in the message about it.

#![no_main]

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use novu_framework::{NovuEndpoint, NovuLayer, Registry};
use std::{
    future::Future,
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
};
use tower::Service;

/// A bridge without workflows, for everybody: an execute request ends in a message with the id of the
/// workflow.
static BRIDGE: LazyLock<NovuEndpoint> = LazyLock::new(|| {
    let registry = Registry::builder().build().expect("a registry");
    let layer = NovuLayer::builder(registry).insecure_without_signature();
    layer.build().expect("a layer").into_endpoint()
});

fuzz_target!(|text: &str| {
    let plain: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(100)
        .collect();
    let target = format!("/?action=execute&{text}&stepId=s&&workflow_id={plain}");
    let Ok(request) = Request::post(target).body(Full::new(Bytes::from_static(b"{}"))) else {
        return;
    };
    let response = now(BRIDGE.clone().call(request)).expect("never an error");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let body = now(response.into_body().collect()).expect("a body").to_bytes();
    // The message holds the start of the id. Every byte that is not UTF-8 becomes a character of three.
    assert!(body.len() <= 4096);
    let names_another = text.contains("orkflow") || text.contains(['%', '#']);
    let body = str::from_utf8(&body).expect("text");
    assert!(names_another || body.contains(&format!("`{plain}`")), "{body}");
});

/// The output of a future that never waits.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}
