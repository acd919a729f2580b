//! Whole requests from strangers and from Novu: each gets an answer of the protocol, and only a sender with
//! the key runs a workflow.
//!
//! The input looks like HTTP/1: `METHOD TARGET`, lines of headers, an empty line, the body. The header
//! `sign: raw` asks for a signature over the body, `sign: canonical` for one over its canonical form.

#![no_main]

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use novu_framework::{ErrorCode, NovuLayer, signature::SecretKey};
use novu_framework_dialects::json::canonical;
use serde_json::Value;
use std::{
    convert::Infallible,
    future::Future,
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
    time::SystemTime,
};
use tower::{Layer, Service, service_fn};

#[path = "../../examples/conformance/description.rs"]
mod description;

const SECRET: &str = "unknown-to-the-fuzzer-4711";

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::new(SECRET).expect("a key"));

/// The workflows of the recorded exchanges, except those that panic: every panic ends the fuzzer.
static LAYER: LazyLock<NovuLayer> = LazyLock::new(|| {
    let mut workflows: Value =
        serde_json::from_str(include_str!("../../tests/vectors/workflows.json")).expect("JSON");
    let all = workflows["workflows"].as_array_mut().expect("workflows");
    all.retain(|workflow| !workflow.to_string().contains("\"panic\":"));
    let registry = description::registry(workflows.to_string().as_bytes()).expect("a registry");
    NovuLayer::builder(registry)
        .secret_key(SECRET)
        .body_limit(4096)
        .build()
        .expect("a layer")
});

fuzz_target!(|input: &[u8]| {
    // The fuzzer sees the operands of comparisons, so it finds the key sooner or later.
    if input.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()) {
        return;
    }
    let Some((mut request, sign)) = read(input) else {
        return;
    };
    let path = request.uri().path();
    let is_ours = path == "/api/novu" || path.starts_with("/api/novu/");
    let is_whole = path.ends_with("/execute");
    let method = request.method().clone();
    let signed = sign && sign_with_key(&mut request);
    let (status, code, body) = answer(request);

    if !is_ours {
        assert_eq!(&*body, b"inner");
        return;
    }
    let text = str::from_utf8(&body).expect("text");
    assert!(!text.contains(SECRET));
    if method == Method::HEAD {
        assert_eq!(text, "");
    } else {
        let body: Value = serde_json::from_str(text).expect("JSON");
        if let Some(code) = code {
            assert_eq!(body["code"], code.as_str());
        }
        if !signed && status == StatusCode::OK && method != Method::OPTIONS {
            assert!(method == Method::GET && body["status"] == "ok" && body["discovered"].is_object());
        }
    }
    let known: &[u16] = match code {
        None => &[200, 404],
        Some(ErrorCode::Bridge) => &[400, 413, 500],
        Some(ErrorCode::InvalidAction) => &[400, 404],
        Some(ErrorCode::StepExecutionFailed) => &[502, 503],
        Some(ref code) => &[code.status().as_u16()],
    };
    // Every failure of a whole run is a 500.
    let is_known = known.contains(&status.as_u16()) || (is_whole && signed && status == 500);
    assert!(is_known, "{status} {code:?}");
    if signed {
        assert_ne!(status, StatusCode::UNAUTHORIZED, "{text}");
    } else {
        // Nothing after the signature check has run.
        assert!(status.as_u16() < 500, "{status} {text}");
    }
});

/// Parses the request and whether to sign it; `None` for input that no server would pass on.
fn read(input: &[u8]) -> Option<(Request<Bytes>, bool)> {
    let mut rest = input;
    let mut line = || {
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        line
    };
    let (method, target) = str::from_utf8(line()).ok()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(target);
    let mut sign = None;
    loop {
        let line = line();
        if line.is_empty() {
            break;
        }
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name == b"sign" {
            sign = Some(value);
        } else {
            request = request.header(
                HeaderName::from_bytes(name).ok()?,
                HeaderValue::from_bytes(value).ok()?,
            );
        }
    }
    let mut request = request.body(Bytes::copy_from_slice(rest)).ok()?;
    if sign == Some(b"canonical")
        && let Ok(text) = canonical(rest)
    {
        request.extensions_mut().insert(Signed(text));
    }
    Some((request, sign.is_some()))
}

/// The text to sign in place of the body.
#[derive(Clone)]
struct Signed(String);

/// Replaces the signature by a valid one.
fn sign_with_key(request: &mut Request<Bytes>) -> bool {
    let canonical = request.extensions_mut().remove::<Signed>();
    let text = canonical
        .as_ref()
        .map_or(&**request.body(), |signed| signed.0.as_bytes());
    // Other methods have no body; an empty object is signed in its place.
    let text = if request.method() == Method::POST {
        text
    } else {
        b"{}"
    };
    let header = KEY.sign(SystemTime::now(), text);
    let header = HeaderValue::from_str(&header).expect("a header");
    request.headers_mut().insert("novu-signature", header);
    true
}

/// Returns status, code and body of the answer of the layer over a service that answers `inner`.
fn answer(request: Request<Bytes>) -> (StatusCode, Option<ErrorCode>, Bytes) {
    let inner = service_fn(async |_: Request<Full<Bytes>>| {
        Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from_static(b"inner"))))
    });
    let response = block_on(LAYER.layer(inner).call(request.map(Full::new))).expect("never an error");
    let code = response.extensions().get().copied();
    let status = response.status();
    let body = block_on(response.into_body().collect())
        .expect("a body")
        .to_bytes();
    (status, code, body)
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..1000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("no answer");
}
