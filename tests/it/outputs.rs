//! Replays what the reference makes of whole outputs (`tests/vectors/sanitize-outputs-vectors.json`):
//! validation, sanitising, providers.

use crate::{description, vectors};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use novu_framework::NovuLayer;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

#[tokio::test]
async fn outputs_equal_those_of_the_reference() {
    let cases = vectors::load("sanitize-outputs-vectors.json");
    let mut answers = Vec::new();
    for case in cases.as_array().unwrap() {
        answers.push(check(case).await);
    }
    let mut answers = answers.into_iter();
    vectors::replay("sanitize-outputs-vectors", |_| answers.next().unwrap());
}

async fn check(case: &Value) -> Result<(), String> {
    let options = &case["options"];
    let providers = options["providers"].as_object().map(|providers| {
        providers
            .iter()
            .map(|(id, value)| (id.clone(), json!({ "return": value })))
            .collect::<Map<_, _>>()
    });
    let mut step = json!({
        "stepId": "s",
        "type": case["step_type"],
        "resolve": { "return": case["returned"] },
        "disableOutputSanitization": options["disableOutputSanitization"] == true,
        "providers": providers,
    });
    if case["step_type"] == "custom" {
        step["outputSchema"] = json!({ "type": "object", "additionalProperties": true });
    }
    let file = json!({ "workflows": [{ "workflowId": "w", "steps": [step] }] }).to_string();
    let registry = description::registry(file.as_bytes()).map_err(|error| error.to_string())?;
    let bridge = NovuLayer::builder(registry)
        .insecure_without_signature()
        .build()
        .unwrap()
        .into_endpoint();
    let request = Request::post("/?action=execute&workflowId=w&stepId=s")
        .body(Body::from(r#"{"payload":{},"controls":{},"state":[]}"#))
        .unwrap();
    let body = bridge
        .oneshot(request)
        .await
        .unwrap()
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap();
    let same = match case.get("error_code") {
        Some(code) => answer["code"] == *code,
        None => {
            answer["outputs"] == case["outputs"]
                && case
                    .get("providers")
                    .is_none_or(|providers| answer["providers"] == *providers)
        }
    };
    if same { Ok(()) } else { Err(answer.to_string()) }
}
