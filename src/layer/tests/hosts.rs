//! Trait bounds of axum and hyper: each serves the layer and the endpoint.

use super::open;
use axum::{Router, body::Body, routing};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tower::{ServiceExt, service_fn};

async fn ask(app: Router, target: &str) -> (u16, String) {
    let Ok(response) = app
        .oneshot(Request::get(target).body(Body::empty()).unwrap())
        .await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn axum_takes_the_open() {
    let app = Router::new()
        .route("/hello", routing::get(async || "hello"))
        .layer(open());
    assert_eq!(ask(app.clone(), "/hello").await, (200, "hello".to_owned()));
    assert_eq!(ask(app.clone(), "/nowhere").await.0, 404);
    let (status, body) = ask(app.clone(), "/api/novu").await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"status":"ok""#));
    assert_eq!(
        ask(app.clone(), "/api/novu/workflows/welcome/execute").await.0,
        405
    );
    assert!(
        ask(app, "/api/novu/x")
            .await
            .1
            .ends_with(r#""code":"InvalidActionError"}"#)
    );
}

#[tokio::test]
async fn axum_router_nests_the_endpoint() {
    let app = Router::new()
        .route("/hello", routing::get(async || "hello"))
        .nest_service("/api/novu", open().into_endpoint())
        .route_service("/one", open().into_endpoint());
    assert_eq!(ask(app.clone(), "/hello").await.0, 200);
    for target in ["/api/novu", "/api/novu/", "/api/novu?action=discover", "/one"] {
        assert_eq!(ask(app.clone(), target).await.0, 200, "{target}");
    }
    let (status, body) = ask(app, "/api/novu/workflows/welcome/execute").await;
    assert_eq!((status, body.starts_with(r#"{"detail""#)), (405, true));
}

#[tokio::test]
async fn layer_on_a_nested_axum_router_sees_matched_routes_only() {
    let hello = || Router::new().route("/hello", routing::get(async || "hello"));
    let route_layer = hello().route_layer(open());
    assert_eq!(ask(route_layer, "/api/novu").await.0, 404);
    let nested = Router::new().nest("/v1", hello().layer(open()));
    assert_eq!(ask(nested.clone(), "/v1/hello").await.0, 200);
    assert_eq!(ask(nested.clone(), "/v1/api/novu").await.0, 404);
    assert_eq!(ask(nested, "/api/novu").await.0, 404);
}

/// A request over a connection in memory, answered by `service` on a hyper server.
async fn ask_hyper<S, B>(service: S, method: &str, target: &str) -> (u16, String)
where
    S: tower::Service<Request<hyper::body::Incoming>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: std::error::Error + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::error::Error + Send + Sync,
{
    let (client, server) = tokio::io::duplex(4096);
    let service = TowerToHyperService::new(service);
    let server = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(server), service);
    let client = async move {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(client))
            .await
            .unwrap();
        let request = Request::builder()
            .method(method)
            .uri(target)
            .body(Empty::<Bytes>::new())
            .unwrap();
        let answer = async move {
            let response = sender.send_request(request).await.unwrap();
            let status = response.status().as_u16();
            let body = response.into_body().collect().await.unwrap().to_bytes();
            (status, String::from_utf8(body.to_vec()).unwrap())
        };
        tokio::join!(answer, connection).0
    };
    tokio::join!(client, server).0
}

#[tokio::test]
async fn hyper_server_serves_layer_and_endpoint() {
    let inner = service_fn(async |_: Request<hyper::body::Incoming>| {
        Ok::<_, std::convert::Infallible>(http::Response::new("hello".to_owned()))
    });
    let layered = tower::Layer::layer(&open(), inner);
    assert_eq!(
        ask_hyper(layered.clone(), "GET", "/hello").await,
        (200, "hello".to_owned())
    );
    assert_eq!(
        ask_hyper(layered.clone(), "OPTIONS", "/api/novu").await,
        (200, "{}".to_owned())
    );
    assert_eq!(
        ask_hyper(layered, "HEAD", "/api/novu").await,
        (200, String::new())
    );
    assert_eq!(
        ask_hyper(open().into_endpoint(), "GET", "/x?action=zzz").await.0,
        400
    );
}
