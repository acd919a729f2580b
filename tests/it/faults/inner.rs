//! Faults of the app that the layer wraps.

use super::server::{HELLO, Inner, Server, execute, read};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::json;
use std::{
    future::pending,
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};
use tokio::sync::Notify;
use tower::{Service, ServiceBuilder, ServiceExt, limit::GlobalConcurrencyLimitLayer, service_fn};

/// An app that says hello, fails, panics or hangs, depending on the path. It notifies when it hangs.
fn app() -> (Inner, Arc<Notify>) {
    let hangs = Arc::new(Notify::new());
    let told = Arc::clone(&hangs);
    let app = service_fn(move |request: Request<Incoming>| {
        let told = Arc::clone(&told);
        async move {
            match request.uri().path() {
                "/hello" => Ok(Response::new(Full::<Bytes>::from("hello"))),
                "/hang" => {
                    told.notify_one();
                    pending().await
                }
                "/fail" => Err(io::Error::other("broken")),
                path => panic!("{path}"),
            }
        }
    });
    (app.boxed_clone(), hangs)
}

fn get(path: &str) -> String {
    HELLO.replace("/hello", path)
}

#[tokio::test]
async fn unready_app_delays_bridge_requests_and_loses_none() {
    let (app, hangs) = app();
    let one_at_a_time = ServiceBuilder::new()
        .layer(GlobalConcurrencyLimitLayer::new(1))
        .service(app);
    let server = Server::around(|builder| builder, one_at_a_time.boxed_clone());
    let busy = server.send(&get("/hang")).await;
    hangs.notified().await;
    // Both wait for the app to be ready. One of them loses its patience.
    let waits = server.send(&execute(&json!({}))).await;
    drop(server.send(&execute(&json!({}))).await);
    drop(busy);
    assert_eq!(read(waits).await.expect("an answer").0, 200);
    server.assert_as_before().await;
}

#[tokio::test]
async fn failing_app_closes_only_its_own_connection() {
    let (app, _) = app();
    let server = Server::around(|builder| builder, app);
    assert_eq!(read(server.send(&get("/fail")).await).await, None);
    server.assert_as_before().await;
}

/// Is ready as often as there are permits, and then fails, as a `Buffer` whose worker has gone.
#[derive(Clone)]
struct Closing {
    app: Inner,
    permits: Arc<AtomicUsize>,
}

impl Service<Request<Incoming>> for Closing {
    type Response = Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = <Inner as Service<Request<Incoming>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let taken = self
            .permits
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |permits| {
                permits.checked_sub(1)
            });
        match taken {
            Ok(_) => self.app.poll_ready(cx),
            Err(_) => Poll::Ready(Err(io::Error::other("closed"))),
        }
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        self.app.call(request)
    }
}

#[tokio::test]
async fn app_failing_in_poll_ready_closes_only_connections() {
    let (app, _) = app();
    let permits = Arc::new(AtomicUsize::new(0));
    let closing = Closing {
        app,
        permits: Arc::clone(&permits),
    };
    let server = Server::around(|builder| builder, closing.boxed_clone());
    for request in [HELLO, &execute(&json!({}))] {
        assert_eq!(read(server.send(request).await).await, None);
    }
    permits.store(usize::MAX, Ordering::Relaxed);
    server.assert_as_before().await;
}

#[tokio::test]
async fn panicking_app_closes_only_its_own_connection() {
    let (app, _) = app();
    let server = Server::around(|builder| builder, app);
    assert_eq!(read(server.send(&get("/panic")).await).await, None);
    assert_eq!(server.closed().await, 1);
    server.assert_as_before().await;
}

#[tokio::test]
async fn hanging_app_ends_when_its_client_disconnects() {
    let (app, hangs) = app();
    let server = Server::around(|builder| builder, app);
    let connection = server.send(&get("/hang")).await;
    hangs.notified().await;
    assert_eq!(server.ask(&execute(&json!({}))).await.0, 200);
    drop(connection);
    server.assert_as_before().await;
}
