//! Layers that change request bodies: outside of the bridge they break signatures, inside they do not affect
//! it.

use super::{
    KEY,
    client::{ask, signed},
    server::{layer, serve},
};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use novu_framework::signature::SecretKey;
use serde_json::Value;
use std::time::SystemTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower_http::decompression::RequestDecompressionLayer;

const EXECUTE: &str = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
const EVENT: &str = r#"{"payload":{},"controls":{},"state":[]}"#;
/// [`EVENT`] in gzip.
const GZIPPED: &str = "H4sIAAAAAAACA6tWKkiszMlPTFGyqq7VUUrOzyspys8phvCKSxJLUpWsomNrAZ8VE4onAAAA";

fn app() -> Router {
    Router::new().route("/", get(|| async { "the rest of my app" }))
}

/// Sends the event; returns the status and whether its signature was rejected.
async fn execute(app: Router, event: impl Into<Bytes>, gzip: bool) -> (u16, bool) {
    let mut request = signed("POST", EXECUTE, event);
    if gzip {
        let encoding = http::HeaderValue::from_static("gzip");
        request.headers_mut().insert("content-encoding", encoding);
    }
    let (status, body) = ask(serve(app).await, request).await;
    (status, body.contains("SignatureMismatchError"))
}

async fn read(request: Request) -> (http::request::Parts, Bytes) {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove("content-length");
    (parts, to_bytes(body, usize::MAX).await.unwrap())
}

/// A layer that adds a member to JSON bodies.
async fn rewrite(request: Request, next: Next) -> Response {
    let (parts, body) = read(request).await;
    let mut json: Value = serde_json::from_slice(&body).unwrap();
    json["region"] = "eu".into();
    next.run(Request::from_parts(parts, Body::from(json.to_string())))
        .await
}

/// A layer that reads bodies and passes on empty ones, as a log of bodies may.
async fn consume(request: Request, next: Next) -> Response {
    let (parts, _) = read(request).await;
    next.run(Request::from_parts(parts, Body::empty())).await
}

#[tokio::test]
async fn body_rewriting_layer_breaks_signatures_only_outside() {
    let outside = app().layer(layer()).layer(from_fn(rewrite));
    assert_eq!(execute(outside, EVENT, false).await, (401, true));
    let inside = app().layer(from_fn(rewrite)).layer(layer());
    assert_eq!(execute(inside, EVENT, false).await, (200, false));
}

#[tokio::test]
async fn body_consuming_layer_breaks_signatures_only_outside() {
    let outside = app().layer(layer()).layer(from_fn(consume));
    assert_eq!(execute(outside, EVENT, false).await, (401, true));
    let inside = app().layer(from_fn(consume)).layer(layer());
    assert_eq!(execute(inside, EVENT, false).await, (200, false));
}

#[tokio::test]
async fn decompressing_layer_breaks_signatures_only_outside() {
    let gzipped = STANDARD.decode(GZIPPED).unwrap();
    let outside = app().layer(layer()).layer(RequestDecompressionLayer::new());
    assert_eq!(execute(outside, gzipped.clone(), true).await, (401, true));
    // The signature is valid, but gzip is not JSON: Novu does not compress, so the bridge does not
    // decompress.
    let inside = app().layer(RequestDecompressionLayer::new()).layer(layer());
    assert_eq!(execute(inside, gzipped, true).await, (400, false));
}

/// Sends a head and a whole body before it reads the response.
async fn write_before_reading(app: Router, target: &str, header: &str, length: usize) -> String {
    let mut stream = TcpStream::connect(serve(app).await).await.unwrap();
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: localhost\r\nnovu-signature: {header}\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![b' '; 1 << 20];
    for start in (0..length).step_by(piece.len()) {
        let end = piece.len().min(length - start);
        stream.write_all(&piece[..end]).await.unwrap();
    }
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn sender_that_writes_before_it_reads_gets_its_413_404_and_401() {
    let header = SecretKey::new(KEY).unwrap().sign(SystemTime::now(), b"{}");
    let app = || app().layer(layer());
    for length in [21 << 20, 30 << 20] {
        let too_large = write_before_reading(app(), EXECUTE, &header, length).await;
        assert_eq!(too_large, "HTTP/1.1 413 Payload Too Large");
        let unknown = write_before_reading(app(), "/api/novu/elsewhere", &header, length).await;
        assert_eq!(unknown, "HTTP/1.1 404 Not Found");
        let unsigned = write_before_reading(app(), EXECUTE, "", length).await;
        assert_eq!(unsigned, "HTTP/1.1 401 Unauthorized");
    }
}
