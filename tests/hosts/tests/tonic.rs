//! The layer on a tonic server: gRPC over HTTP/2 passes through, Novu is answered over HTTP/1 and HTTP/2.

use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use novu_framework::{NovuLayer, Registry};
use std::{
    convert::Infallible,
    future::{Ready, ready},
    task::{Context, Poll},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{body::Body, server::NamedService, transport::Server};
use tower::Service;

/// A gRPC service that has no method.
#[derive(Clone)]
struct Empties;

impl NamedService for Empties {
    const NAME: &'static str = "test.Empties";
}

impl Service<Request<Body>> for Empties {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        ready(Ok(
            tonic::Status::unimplemented("there are no methods").into_http()
        ))
    }
}

/// The address of a tonic server with our layer, which lives as long as the test's runtime.
async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let registry = Registry::builder().build().unwrap();
    let layer = NovuLayer::builder(registry).secret_key("key").build().unwrap();
    let server = Server::builder()
        .accept_http1(true)
        .layer(layer)
        .add_service(Empties)
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(server);
    address
}

async fn text(response: Response<Incoming>) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn novu_is_answered_over_http_1() {
    let stream = TcpStream::connect(server().await).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let request = Request::get("/api/novu").body(Empty::<Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(text(response).await.starts_with(r#"{"status":"ok""#));
}

#[tokio::test]
async fn novu_and_grpc_share_a_connection_over_http_2() {
    let stream = TcpStream::connect(server().await).await.unwrap();
    let builder = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);

    let novu = Request::get("http://localhost/api/novu?action=discover")
        .body(Empty::<Bytes>::new())
        .unwrap();
    let response = sender.send_request(novu).await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(
        text(response)
            .await
            .ends_with(r#""code":"SignatureNotFoundError"}"#)
    );

    let grpc = Request::post("http://localhost/test.Empties/Method")
        .header("content-type", "application/grpc")
        .body(Empty::<Bytes>::new())
        .unwrap();
    let response = sender.send_request(grpc).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["grpc-status"], "12");
}
