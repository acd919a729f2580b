//! `tonic`: gRPC over HTTP/2 passes through, and the bridge answers over HTTP/1 and HTTP/2.

use super::{KEY, Program, sign};
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Request, StatusCode,
    body::Bytes,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use novu_framework::{NovuLayer, Registry};
use std::io::{BufRead, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tonic::{
    Code,
    transport::{Channel, Server, server::TcpIncoming},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

/// An empty message, uncompressed.
const EMPTY: Bytes = Bytes::from_static(b"\0\0\0\0\0");
const EVENT: &str = r#"{"payload":{"name":"Ada"},"controls":{},"state":[]}"#;

/// Starts the program and returns its address.
fn start() -> (Program, String) {
    let mut program = Program::start(env!("CARGO_BIN_EXE_tonic"), &[("PORT", "0")]);
    let mut line = String::new();
    BufReader::new(program.0.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim_end().strip_prefix("listening on http://").unwrap();
    let address = address.to_owned();
    (program, address)
}

fn request(method: &str, target: String, signature: Option<String>, body: &str) -> Request<Full<Bytes>> {
    let mut request = Request::builder().method(method).uri(target);
    if let Some(signature) = signature {
        request = request.header("novu-signature", signature);
    }
    request.body(body.to_owned().into()).unwrap()
}

fn grpc(address: &str, method: &str) -> Request<Full<Bytes>> {
    Request::post(format!("http://{address}/grpc.health.v1.Health/{method}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(EMPTY.into())
        .unwrap()
}

async fn over_http1(address: &str, request: Request<Full<Bytes>>) -> (StatusCode, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, String::from_utf8(body.to_vec()).unwrap())
}

async fn connect_http2(address: &str) -> http2::SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    let builder = http2::Builder::new(TokioExecutor::new());
    let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// A whole response.
#[derive(Debug, PartialEq)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    trailers: Option<HeaderMap>,
}

async fn over_http2(sender: &mut http2::SendRequest<Full<Bytes>>, request: Request<Full<Bytes>>) -> Answer {
    let (mut head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap();
    head.headers.remove("date");
    Answer {
        status: head.status,
        headers: head.headers,
        trailers: body.trailers().cloned(),
        body: body.to_bytes(),
    }
}

#[tokio::test]
async fn bridge_answers_over_http_1() {
    let (_program, address) = start();
    let health = request("GET", "/api/novu".into(), None, "");
    let (status, body) = over_http1(&address, health).await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"status":"ok""#), "{body}");
    let unknown = request("GET", "/api/novu/x".into(), None, "");
    assert_eq!(over_http1(&address, unknown).await.0, 404);

    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let unsigned = request("POST", target.into(), None, EVENT);
    assert_eq!(over_http1(&address, unsigned).await.0, 401);
    let signed = request("POST", target.into(), Some(sign(EVENT.as_bytes())), EVENT);
    let (status, body) = over_http1(&address, signed).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("<p>Hi Ada</p>"), "{body}");
}

#[tokio::test]
async fn bridge_and_grpc_share_a_connection_over_http_2() {
    let (_program, address) = start();
    let mut sender = connect_http2(&address).await;
    let target = format!("http://{address}/api/novu?action=discover");
    let discover = request("GET", target, Some(sign(b"{}")), "");
    let answer = over_http2(&mut sender, discover).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/json")
    );

    let answer = over_http2(&mut sender, grpc(&address, "Check")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/grpc");
    assert!(!answer.headers.contains_key("grpc-status"));
    // Field 1, `SERVING`.
    assert_eq!(answer.body, &b"\0\0\0\0\x02\x08\x01"[..]);
    assert_eq!(answer.trailers.unwrap()["grpc-status"], "0");
}

#[tokio::test]
async fn grpc_client_works_through_the_layer() {
    let (_program, address) = start();
    let channel = Channel::from_shared(format!("http://{address}")).unwrap();
    let mut client = HealthClient::new(channel.connect().await.unwrap());
    let health = |service: &str| HealthCheckRequest {
        service: service.into(),
    };

    let answer = client.check(health("")).await.unwrap();
    assert_eq!(answer.metadata().get("content-type").unwrap(), "application/grpc");
    assert_eq!(answer.into_inner().status(), ServingStatus::Serving);
    // An error response: without a body, its trailers among the headers.
    let error = client.check(health("nobody")).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    // A stream that does not end.
    let mut changes = client.watch(health("")).await.unwrap().into_inner();
    let first = changes.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);
}

#[tokio::test]
async fn grpc_responses_are_equal_with_and_without_the_layer() {
    let mut answers = Vec::new();
    for layered in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let incoming = TcpIncoming::from(listener);
        let (_reporter, health) = tonic_health::server::health_reporter();
        if layered {
            let registry = Registry::builder().build().unwrap();
            let layer = NovuLayer::builder(registry).secret_key(KEY).build().unwrap();
            let server = Server::builder().layer(layer).add_service(health);
            tokio::spawn(server.serve_with_incoming(incoming));
        } else {
            let server = Server::builder().add_service(health);
            tokio::spawn(server.serve_with_incoming(incoming));
        }
        let mut sender = connect_http2(&address).await;
        for method in ["Check", "Nothing"] {
            answers.push(over_http2(&mut sender, grpc(&address, method)).await);
        }
    }
    let layered = answers.split_off(2);
    assert_eq!(answers, layered);
    assert!(answers[0].trailers.is_some());
}
