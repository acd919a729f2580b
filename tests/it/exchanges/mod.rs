//! Replays the exchanges recorded from the reference SDK (`tests/vectors/exchanges.json`).

mod compare;
mod send;

use crate::{description, vectors};
use axum::{Router, routing::get};
use novu_framework::NovuLayer;
use serde_json::Value;

pub(crate) const KEY: &str = "conformance-secret";

#[tokio::test]
async fn every_exchange_is_answered_as_recorded() {
    let file = serde_json::to_vec(&vectors::load("workflows.json")).unwrap();
    let registry = description::registry(&file).unwrap();
    let router = Router::new().route("/hello", get(|| async { "hello" }));
    let strict = NovuLayer::builder(registry.clone())
        .secret_key(KEY)
        .build()
        .unwrap();
    let open = NovuLayer::builder(registry)
        .secret_key(KEY)
        .insecure_without_signature()
        .build()
        .unwrap();
    let (strict, open) = (router.clone().layer(strict), router.layer(open));

    let exchanges = vectors::load("exchanges.json");
    let mut answers = Vec::new();
    for exchange in exchanges["exchanges"].as_array().unwrap() {
        let app = if exchange["strict"] == Value::Bool(true) {
            &strict
        } else {
            &open
        };
        let answer = send::send(app.clone(), exchange).await;
        answers.push(compare::check(exchange, &answer));
    }
    let mut answers = answers.into_iter();
    vectors::replay_cases("exchanges", exchanges["exchanges"].as_array().unwrap(), |_| {
        let wrong = answers.next().unwrap();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("; "))
        }
    });
}
