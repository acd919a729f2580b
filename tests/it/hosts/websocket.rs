//! A WebSocket through the layer: handshake and frames of RFC 6455, sections 1.3 and 5.7.

use super::{
    client::{request, send},
    server::{layer, serve},
};
use axum::{Router, body::Body, extract::Request, response::Response, routing::get};
use http::{HeaderValue, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// "Hello", masked as clients have to.
const FROM_CLIENT: &[u8] = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
/// "Hello" from a server.
const FROM_SERVER: &[u8] = b"\x81\x05Hello";

const KEY: HeaderValue = HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ==");
const ACCEPT: HeaderValue = HeaderValue::from_static("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");
const UPGRADE: HeaderValue = HeaderValue::from_static("Upgrade");

/// A WebSocket that expects one message and answers it.
async fn hello(request: Request) -> Response {
    assert_eq!(request.headers()[header::SEC_WEBSOCKET_KEY], KEY);
    tokio::spawn(async {
        let mut socket = TokioIo::new(hyper::upgrade::on(request).await.unwrap());
        let mut frame = [0; FROM_CLIENT.len()];
        socket.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame, FROM_CLIENT);
        socket.write_all(FROM_SERVER).await.unwrap();
    });
    Response::builder()
        .status(101)
        .header(header::CONNECTION, UPGRADE)
        .header(header::UPGRADE, WEBSOCKET)
        .header(header::SEC_WEBSOCKET_ACCEPT, ACCEPT)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn websocket_passes_through_the_layer() {
    let address = serve(Router::new().route("/socket", get(hello)).layer(layer())).await;
    let mut request = request("GET", "/socket", "");
    for (name, value) in [
        (header::CONNECTION, UPGRADE),
        (header::UPGRADE, WEBSOCKET),
        (header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
        (header::SEC_WEBSOCKET_KEY, KEY),
    ] {
        request.headers_mut().insert(name, value);
    }
    let response = send(address, request).await;
    assert_eq!(response.status(), 101);
    assert_eq!(response.headers()[header::SEC_WEBSOCKET_ACCEPT], ACCEPT);

    let mut socket = TokioIo::new(hyper::upgrade::on(response).await.unwrap());
    socket.write_all(FROM_CLIENT).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, FROM_SERVER);
}
