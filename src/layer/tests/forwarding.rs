//! Triggers that are forwarded to a client of Novu's API.

use super::*;
use crate::{ErrorCode, client::Client};
use http_body_util::BodyExt;
use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};
use tower::service_fn;

fn trigger() -> Request<TestBody> {
    Request::post("/?action=trigger&workflowId=elsewhere")
        .body(TestBody::new().data(r#"{"to":"s"}"#))
        .unwrap()
}

async fn text(response: Response<Full<Bytes>>) -> String {
    let Ok(body) = response.into_body().collect().await;
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn trigger_is_forwarded_to_the_client() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let api = service_fn(move |request: Request<Full<Bytes>>| {
        let kept = Arc::clone(&kept);
        async move {
            let (parts, body) = request.into_parts();
            let Ok(body) = body.collect().await;
            kept.lock()
                .unwrap()
                .push((parts.uri.to_string(), parts.headers, body.to_bytes()));
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(
                r#"{"data":{"acknowledged":true}}"#,
            )))
        }
    });
    let client = Client::builder()
        .secret_key("api-key")
        .api_url("http://api.test")
        .transport(api);
    let layer = NovuLayer::builder(registry())
        .insecure_without_signature()
        .client(client.build().unwrap());
    let Ok(response) = layer.build().unwrap().into_endpoint().oneshot(trigger()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(text(response).await, r#"{"data":{"acknowledged":true}}"#);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    let (uri, headers, body) = &seen[0];
    assert_eq!(uri, "http://api.test/v1/events/trigger");
    assert_eq!(headers["authorization"], "ApiKey api-key");
    assert_eq!(
        &body[..],
        br#"{"name":"elsewhere","to":"s","payload":{},"overrides":{}}"#
    );
}

#[tokio::test]
async fn trigger_for_an_unreachable_api_is_a_bridge_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder()
        .secret_key("key")
        .api_url(&nobody)
        .max_attempts(1);
    let layer = NovuLayer::builder(registry())
        .insecure_without_signature()
        .client(client.build().unwrap());
    let Ok(response) = layer.build().unwrap().into_endpoint().oneshot(trigger()).await;
    assert_eq!(response.status(), 500);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::Bridge));
    let text = text(response).await;
    assert!(
        text.contains(&format!("Novu's API at {nobody} could not be reached: ")),
        "{text}"
    );
}

#[tokio::test]
async fn layer_from_the_environment_forwards_no_triggers() {
    let layer = NovuLayerBuilder::from_environment(registry(), |name| match name {
        "NOVU_SECRET_KEY" => Some("key".to_owned()),
        "NOVU_STRICT_AUTHENTICATION_ENABLED" => Some("false".to_owned()),
        _ => None,
    });
    let Ok(response) = layer.finish().into_endpoint().oneshot(trigger()).await;
    assert_eq!(response.status(), 400);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::InvalidAction));
    assert!(text(response).await.contains("NovuLayerBuilder::client"));
}
