//! A client that opens one connection per request.

use super::KEY;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use novu_framework::signature::{self, SecretKey};
use std::{net::SocketAddr, time::SystemTime};
use tokio::net::TcpStream;

/// Creates an unsigned request.
pub(super) fn request(method: &str, target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(target)
        .header("host", "localhost")
        .body(Full::new(body.into()))
        .unwrap()
}

/// Creates a request with the signature of Novu.
pub(super) fn signed(method: &str, target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    let body = body.into();
    let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
    let header = SecretKey::new(KEY).unwrap().sign(SystemTime::now(), text);
    let mut request = request(method, target, body);
    request
        .headers_mut()
        .insert(signature::HEADER, header.parse().unwrap());
    request
}

/// Sends `request`. The connection stays open until response and body are done.
pub(super) async fn send(address: SocketAddr, request: Request<Full<Bytes>>) -> Response<Incoming> {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection.with_upgrades());
    sender.send_request(request).await.unwrap()
}

/// Sends `request` and returns status and body of the response.
pub(super) async fn ask(address: SocketAddr, request: Request<Full<Bytes>>) -> (u16, String) {
    let response = send(address, request).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}
