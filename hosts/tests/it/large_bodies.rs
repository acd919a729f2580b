//! Bodies over the limit or without a signature: senders that write all of theirs before they read get the
//! response, over HTTP/1 and HTTP/2, from axum and from bare hyper.

use super::{KEY, sign};
use axum::Router;
use hyper::{
    Request, Response,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    client::conn::{http1, http2},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use novu_framework::{NovuLayer, Registry};
use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tower_service::Service;

const MIB: usize = 1024 * 1024;

const EXECUTE: &str = "/api/novu?action=execute&workflowId=w&stepId=s";

/// Targets, whether requests to them are signed, and the statuses of the layer and of the endpoint, which has
/// no paths below its own.
const TARGETS: [(&str, bool, [u16; 2]); 5] = [
    (EXECUTE, true, [413, 413]),
    (EXECUTE, false, [401, 401]),
    ("/api/novu?action=discover", false, [401, 401]),
    ("/api/novu/elsewhere", true, [404, 400]),
    ("/api/novu", true, [400, 400]),
];

fn layer() -> NovuLayer {
    let registry = Registry::builder().build().unwrap();
    NovuLayer::builder(registry).secret_key(KEY).build().unwrap()
}

/// Serves both versions of HTTP on a free port for as long as the test runs.
async fn serve<S, B>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let builder = auto::Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    address
}

/// Starts axum with the layer, and hyper with the endpoint alone.
async fn servers() -> [SocketAddr; 2] {
    let axum = serve(Router::new().layer(layer())).await;
    let hyper = serve(layer().into_endpoint()).await;
    [axum, hyper]
}

/// Targets with their signatures and the statuses of one server.
fn targets(server: usize) -> impl Iterator<Item = (&'static str, String, u16)> {
    TARGETS.into_iter().map(move |(target, is_signed, statuses)| {
        let signature = if is_signed { sign(b"{}") } else { String::new() };
        (target, signature, statuses[server])
    })
}

/// A body of a mebibyte a frame that reports on `written` when all of it was taken.
struct LargeBody {
    mebibytes: usize,
    written: mpsc::UnboundedSender<()>,
}

impl Body for LargeBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.mebibytes.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.mebibytes = left;
        if left == 0 {
            let _ = self.written.send(());
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b' '; MIB])))))
    }

    fn is_end_stream(&self) -> bool {
        self.mebibytes == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.mebibytes * MIB) as u64)
    }
}

/// Creates a request with a large body, and a signal that it was written.
fn request(
    address: SocketAddr,
    target: &str,
    signature: &str,
    mebibytes: usize,
) -> (Request<LargeBody>, mpsc::UnboundedReceiver<()>) {
    let (written, all_written) = mpsc::unbounded_channel();
    let request = Request::post(format!("http://{address}{target}"))
        .header("host", "localhost")
        .header("novu-signature", signature)
        .body(LargeBody { mebibytes, written })
        .unwrap();
    (request, all_written)
}

#[tokio::test]
async fn http1_sender_that_writes_before_it_reads_gets_its_response() {
    for (server, address) in servers().await.into_iter().enumerate() {
        for (target, signature, expected) in targets(server) {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "POST {target} HTTP/1.1\r\nhost: localhost\r\nnovu-signature: {}\r\ncontent-length: {}\r\n\r\n",
                signature,
                30 * MIB
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            let piece = vec![b' '; MIB];
            for _ in 0..30 {
                stream.write_all(&piece).await.unwrap();
            }
            let mut start = [0; 12];
            stream.read_exact(&mut start).await.unwrap();
            assert_eq!(
                String::from_utf8_lossy(&start),
                format!("HTTP/1.1 {}", expected),
                "{server} {target}"
            );
        }
    }
}

#[tokio::test]
async fn http1_client_writes_all_of_a_rejected_body() {
    for (server, address) in servers().await.into_iter().enumerate() {
        for (target, signature, expected) in targets(server) {
            let stream = TcpStream::connect(address).await.unwrap();
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            let (request, mut all_written) = request(address, target, &signature, 30);
            let response = sender.send_request(request).await.unwrap();
            assert_eq!(response.status().as_u16(), expected, "{server} {target}");
            assert_eq!(all_written.recv().await, Some(()), "{server} {target}");
        }
    }
}

#[tokio::test]
async fn http2_client_writes_all_of_a_rejected_body() {
    for (server, address) in servers().await.into_iter().enumerate() {
        let stream = TcpStream::connect(address).await.unwrap();
        let builder = http2::Builder::new(TokioExecutor::new());
        let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        // All on one connection: none is in the way of the next.
        for (target, signature, expected) in targets(server).chain(targets(server)) {
            let (request, mut all_written) = request(address, target, &signature, 30);
            let response = sender.send_request(request).await.unwrap();
            assert_eq!(response.status().as_u16(), expected, "{server} {target}");
            assert_eq!(all_written.recv().await, Some(()), "{server} {target}");
        }
    }
}
