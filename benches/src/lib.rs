//! The workflows of the bench server, and requests to them.

pub mod workflows;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use novu_framework::{NovuEndpoint, NovuLayer, signature::SecretKey};
use novu_framework_dialects_benches::SMS_EVENT;
pub use novu_framework_dialects_benches::html;
use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::SystemTime,
};

/// The key of the bench server.
pub const KEY: &str = "bench-secret-key-0123456789abcdef";

/// Creates the bridge of the bench server, which checks signatures.
pub fn endpoint() -> NovuEndpoint {
    NovuLayer::builder(workflows::registry().expect("the workflows are right"))
        .secret_key(KEY)
        .build()
        .expect("there is a key")
        .into_endpoint()
}

/// Creates a signed request to `target`, without the prefix. It is valid for five minutes.
pub fn request(target: &str, body: &Bytes) -> Request<Full<Bytes>> {
    let key = SecretKey::new(KEY).expect("it is not empty");
    let signature = key.sign(SystemTime::now(), body);
    Request::post(format!("/api/novu{target}"))
        .header("novu-signature", signature)
        .body(Full::new(body.clone()))
        .expect("a valid request")
}

/// Returns the body of an e-mail step, with `html` as the control of that name.
pub fn email_event(html: &str) -> Bytes {
    novu_framework_dialects_benches::email_event(html).into()
}

/// Returns the body of a whole run.
pub fn whole_event() -> Bytes {
    novu_framework_dialects_benches::whole_event().into()
}

/// Returns the body of the smallest step, a text message.
pub fn sms_event() -> Bytes {
    Bytes::from_static(SMS_EVENT.as_bytes())
}

/// Runs a future that never waits.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}
