//! The server of the bench without the bridge: the cost of a route without a layer, and the least that two
//! requests to a bridge cost.
//!
//! Their handlers are written for just these requests. They check the signature, read JSON and print JSON, as
//! any bridge has to, without schemas, controls, templates, steps or the sanitiser.
//!
//! `PORT`, `HOST`, `BENCH_PREFIX` and `NOVU_SECRET_KEY` are those of `bench_server`.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use novu_framework::signature::{self, SecretKey, Verifier};
use novu_framework_benches::workflows::{self, MailControls, Order};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::env;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut app = Router::new().route("/hello", get(hello));
    if let Ok(prefix) = env::var("BENCH_PREFIX") {
        let key = env::var("NOVU_SECRET_KEY").ok().map(SecretKey::new).transpose()?;
        let bridge = Router::new()
            // The bench waits for a healthy bridge before it begins.
            .route("/", get(hello).post(smallest_step))
            .route("/workflows/order-update/execute", post(whole_workflow))
            .with_state((key.into_iter().collect(), headers()));
        app = app.nest(&prefix, bridge);
    }
    let host = env::var("HOST").unwrap_or_else(|_| "127.0.0.1".into());
    let listener = tokio::net::TcpListener::bind(format!("{host}:{}", env::var("PORT")?)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

#[derive(Serialize)]
struct Hello {
    hello: &'static str,
}

async fn hello() -> Json<Hello> {
    Json(Hello { hello: "world" })
}

/// As many headers as an answer of the bridge has.
fn headers() -> HeaderMap {
    let others = (0..9).map(|n| {
        let name = format!("access-control-or-so-{n}").parse::<HeaderName>();
        (name.expect("a name"), HeaderValue::from_static("some value"))
    });
    let json = (
        "content-type".parse().expect("a name"),
        HeaderValue::from_static("application/json"),
    );
    [json].into_iter().chain(others).collect()
}

type Shared = (Verifier, HeaderMap);

/// One text message: verifies, reads, prints.
async fn smallest_step(
    State((verifier, answer)): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let header = headers.get(signature::HEADER).map(HeaderValue::as_bytes);
    let body = verifier
        .verify(header, &body)
        .map_err(|_| StatusCode::UNAUTHORIZED)?;
    let event: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let code = event["payload"]["code"].as_str().unwrap_or_default();
    let text = format!(
        r#"{{"outputs":{{"body":"Your code is {code}"}},"providers":{{}},"options":{{"skip":false}},"metadata":{{"status":"success","error":false,"duration":0.008548}}}}"#
    );
    Ok((answer, text).into_response())
}

/// An inbox message and an e-mail: reads the body, and the payload as its type, makes the page, prints.
async fn whole_workflow(State((_, answer)): State<Shared>, body: Bytes) -> Result<Response, StatusCode> {
    let mut event: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let payload = event["payload"].take();
    let order = Order::deserialize(&payload).map_err(|_| StatusCode::BAD_REQUEST)?;
    let subject = format!("Order {}", payload["orderId"].as_str().unwrap_or_default());
    let page = workflows::page(&order, &MailControls::default());
    let text = json!({
        "workflow_id": "order-update",
        "status": "completed",
        "steps_executed": 2,
        "step_results": {
            "inbox": { "subject": subject, "body": "Your order is on its way" },
            "mail": { "subject": subject, "preheader": "", "body": page },
        },
        "payload": payload,
    });
    Ok((answer, text.to_string()).into_response())
}
