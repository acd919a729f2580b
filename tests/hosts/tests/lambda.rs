//! Layer and endpoint on AWS Lambda, behind an HTTP API of the API Gateway.

use http::Request;
use lambda_http::{Adapter, Body, Context, LambdaEvent, aws_lambda_events::apigw::ApiGatewayV2httpResponse};
use lambda_http::{lambda_runtime::Service, request::LambdaRequest};
use novu_framework::{NovuLayer, Registry, signature::SecretKey};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    time::{SystemTime, UNIX_EPOCH},
};
use tower::Layer;

fn layer() -> NovuLayer {
    let registry = Registry::builder().build().unwrap();
    NovuLayer::builder(registry).secret_key("key").build().unwrap()
}

/// The event of a `GET`, signed now.
fn event(path: &str, query: &str) -> LambdaEvent<LambdaRequest> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let signature = SecretKey::new("key").unwrap().sign(now.as_millis() as u64, b"{}");
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        // As other SDKs could not read it.
        "headers": {"Novu-Signature": signature, "Host": "id.execute-api.eu-west-1.amazonaws.com"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "domainName": "id.execute-api.eu-west-1.amazonaws.com",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x"},
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "1/Oct/2024:08:00:00 +0000",
            "timeEpoch": 1_727_769_600_000_i64
        },
        "isBase64Encoded": false
    });
    LambdaEvent::new(serde_json::from_value(event).unwrap(), Context::default())
}

/// Status and body of what goes back to the gateway.
fn parts(response: impl serde::Serialize) -> (i64, String) {
    let response: ApiGatewayV2httpResponse =
        serde_json::from_value(serde_json::to_value(response).unwrap()).unwrap();
    let body = match response.body {
        Some(Body::Text(text)) => text,
        Some(Body::Binary(bytes)) => String::from_utf8(bytes).unwrap(),
        _ => String::new(),
    };
    (response.status_code, body)
}

#[tokio::test]
async fn the_endpoint_reads_headers_in_any_case() {
    let mut service = Adapter::from(layer().into_service());
    let Ok(response) = service.call(event("/anything", "action=discover")).await;
    let (status, body) = parts(response);
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<Value>(&body).unwrap()["workflows"].is_array());
}

#[tokio::test]
async fn the_layer_wraps_a_handler() {
    let handler = tower::service_fn(async |_: Request<Body>| {
        Ok::<_, Infallible>(http::Response::new("hello".to_owned()))
    });
    let mut service = Adapter::from(layer().layer(handler));
    let Ok(response) = service.call(event("/hello", "")).await;
    assert_eq!(parts(response), (200, "hello".to_owned()));
    let Ok(response) = service.call(event("/api/novu", "action=nonsense")).await;
    assert_eq!(parts(response).0, 400);
}

#[test]
fn the_runtime_takes_both() {
    let handler = tower::service_fn(async |_: Request<Body>| {
        Ok::<_, Infallible>(http::Response::new("hello".to_owned()))
    });
    drop(lambda_http::run(layer().layer(handler)));
    drop(lambda_http::run(layer().into_service()));
}
