//! Replays the exchanges recorded from the reference SDK (`tests/vectors/exchanges.json`).

mod compare;
mod send;

use crate::{description, vectors};
use axum::{Router, routing::get};
use novu_framework::{BuildWarningKind, NovuLayer};
use serde_json::Value;

pub(crate) const KEY: &str = "conformance-secret";

/// They name only what there is, but put texts of strangers into HTML.
#[test]
fn recorded_workflows_have_only_the_warnings_that_they_deserve() {
    let file = serde_json::to_vec(&vectors::load("workflows.json")).unwrap();
    let registry = description::registry(&file).unwrap();
    let found = registry.warnings().iter().map(|warning| {
        assert_eq!(warning.kind(), BuildWarningKind::UnescapedText, "{warning}");
        assert_eq!(warning.pointer(), Some("/body"), "{warning}");
        let variable = warning.message().split('`').nth(1).unwrap();
        format!("{} {} {variable}", warning.workflow(), warning.step())
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "comment-digest mail steps.collect.events[].payload.author.name",
            "comment-digest mail steps.collect.events[].payload.comment",
            "order-update receipt payload.carrier",
            "order-update receipt payload.order.items[].title",
            "password-reset mail subscriber.firstName",
            "password-reset mail payload.token",
            "password-reset mail payload.unit",
            "weekly-report report steps.stats.pages[].path",
            "weekly-report report payload.note",
            "incident-alert summary payload.title",
        ]
    );
}

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
