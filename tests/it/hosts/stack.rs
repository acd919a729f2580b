//! The layers of the `tower_http` example, each in front of the app and of the bridge.

use super::{
    client::{ask, request, send, signed},
    server::{layer, serve, start},
};
use axum::Router;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use http_body_util::BodyExt;
use tower_http::cors::CorsLayer;

/// "hello" in gzip.
const GZIPPED: &str = "H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==";

#[tokio::test]
async fn fallback_after_the_layer_gets_the_requests_for_the_bridge() {
    async fn not_found() -> &'static str {
        "fallback"
    }
    let before = Router::new().fallback(not_found).layer(layer());
    let after = Router::new().layer(layer()).fallback(not_found);
    for (app, status, body) in [(before, 401, "SignatureNotFoundError"), (after, 200, "fallback")] {
        let address = serve(app).await;
        let response = ask(address, request("GET", "/api/novu?action=discover", "")).await;
        assert_eq!(response.0, status, "{}", response.1);
        assert!(response.1.contains(body), "{}", response.1);
        let elsewhere = ask(address, request("GET", "/x", "")).await;
        assert_eq!((elsewhere.0, &*elsewhere.1), (200, "fallback"));
    }
}

#[tokio::test]
async fn request_id_is_on_every_response() {
    let example = start("tower_http", &[]);
    for target in [
        "/",
        "/nowhere",
        "/api/novu",
        "/api/novu?action=discover",
        "/api/novu/x",
    ] {
        let made = send(example.address, request("GET", target, "")).await;
        assert_eq!(made.headers()["x-request-id"].len(), 36, "{target}");

        let mut given = request("GET", target, "");
        let id = HeaderValue::from_static("given");
        given.headers_mut().insert("x-request-id", id.clone());
        let kept = send(example.address, given).await;
        assert_eq!(kept.headers()["x-request-id"], id, "{target}");
    }
}

#[tokio::test]
async fn responses_are_compressed() {
    let example = start("tower_http", &[]);
    let long = "x".repeat(1000);
    for mut request in [
        signed("GET", "/api/novu?action=discover", ""),
        request("POST", "/echo", long),
    ] {
        let gzip = HeaderValue::from_static("gzip");
        request.headers_mut().insert("accept-encoding", gzip);
        let response = send(example.address, request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(body.starts_with(b"\x1f\x8b"));
    }
}

#[tokio::test]
async fn hanging_request_of_the_app_is_504() {
    let example = start("tower_http", &[("TIMEOUT_MS", "100")]);
    assert_eq!(ask(example.address, request("GET", "/hang", "")).await.0, 504);
}

#[tokio::test]
async fn panic_of_the_app_is_500() {
    let example = start("tower_http", &[]);
    assert_eq!(ask(example.address, request("GET", "/panic", "")).await.0, 500);
}

#[tokio::test]
async fn cors_layer_inside_does_not_apply_to_the_bridge() {
    let example = start("tower_http", &[]);
    for (target, origin) in [("/", "https://www.example.com"), ("/api/novu", "*")] {
        let mut preflight = request("OPTIONS", target, "");
        let page = HeaderValue::from_static("https://www.example.com");
        preflight.headers_mut().insert("origin", page);
        let method = HeaderValue::from_static("GET");
        preflight
            .headers_mut()
            .insert("access-control-request-method", method);
        let response = send(example.address, preflight).await;
        assert_eq!(response.status(), 200, "{target}");
        assert_eq!(
            response.headers()["access-control-allow-origin"],
            origin,
            "{target}"
        );
    }
}

#[tokio::test]
async fn cors_layer_outside_answers_the_bridges_preflights() {
    let website = HeaderValue::from_static("https://www.example.com");
    let cors = CorsLayer::new().allow_origin(website.clone());
    let address = serve(Router::new().layer(layer()).layer(cors)).await;
    let response = send(address, request("OPTIONS", "/api/novu", "")).await;
    assert_eq!(response.headers()["access-control-allow-origin"], website);
}

#[tokio::test]
async fn body_limit_inside_does_not_apply_to_the_bridge() {
    let example = start("tower_http", &[]);
    let name = "x".repeat(100_000);
    assert_eq!(
        ask(example.address, request("POST", "/echo", name.clone()))
            .await
            .0,
        413
    );
    let event = format!(r#"{{"payload":{{"name":"{name}"}},"controls":{{}},"state":[]}}"#);
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    assert_eq!(ask(example.address, signed("POST", target, event)).await.0, 200);
}

#[tokio::test]
async fn request_bodies_of_the_app_are_decompressed() {
    let example = start("tower_http", &[]);
    let mut echo = request("POST", "/echo", STANDARD.decode(GZIPPED).unwrap());
    let gzip = HeaderValue::from_static("gzip");
    echo.headers_mut().insert("content-encoding", gzip);
    assert_eq!(ask(example.address, echo).await, (200, "hello".to_owned()));
}
