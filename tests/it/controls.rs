//! Replays the controls that the reference compiled (`tests/vectors/liquid-vectors.json`).

use crate::{
    description,
    vectors::{self, same},
};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use novu_framework::{NovuEndpoint, NovuLayer};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The steps before the one whose controls are compiled.
const EARLIER: [&str; 2] = ["digest-1", "email_1"];

#[tokio::test]
async fn controls_compile_as_in_the_reference() {
    let bridge = bridge();
    let cases = vectors::load("liquid-vectors.json");
    let mut answers = Vec::new();
    for case in cases.as_array().unwrap() {
        answers.push(check(&bridge, case).await);
    }
    let mut answers = answers.into_iter();
    vectors::replay("liquid-vectors", |_| answers.next().unwrap());
}

/// A bridge whose workflow returns the controls of its last step.
fn bridge() -> NovuEndpoint {
    let open = json!({ "type": "object", "additionalProperties": true });
    let step = |id: &str| {
        json!({
            "stepId": id,
            "type": "custom",
            "controlSchema": open,
            "outputSchema": open,
            "resolve": { "controls": true },
        })
    };
    let [first, second] = EARLIER.map(step);
    let workflow = json!({
        "workflowId": "vector-workflow",
        "name": "Vector Workflow",
        "description": "workflow used for vectors",
        "tags": ["alpha", "beta"],
        "severity": "high",
        "payloadSchema": open,
        "steps": [first, second, step("s")],
    });
    let file = json!({ "workflows": [workflow] }).to_string();
    NovuLayer::builder(description::registry(file.as_bytes()).unwrap())
        .insecure_without_signature()
        .build()
        .unwrap()
        .into_endpoint()
}

async fn check(bridge: &NovuEndpoint, case: &Value) -> Result<(), String> {
    let mut event = json!({ "payload": case["payload"], "controls": case["controls"] });
    for field in ["subscriber", "context", "env", "actor"] {
        event[field] = match &case[field] {
            Value::Null if field == "actor" => continue,
            Value::Null => json!({}),
            value => value.clone(),
        };
    }
    event["state"] = EARLIER
        .iter()
        .map(|id| {
            let outputs = case["steps_state"].get(id).cloned().unwrap_or(json!({}));
            json!({ "stepId": id, "outputs": outputs, "state": { "status": "completed" } })
        })
        .collect();
    let request = Request::post("/?action=execute&workflowId=vector-workflow&stepId=s")
        .body(Body::from(event.to_string()))
        .unwrap();
    let Ok(response) = bridge.clone().oneshot(request).await;
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap();
    let fits = match case.get("result") {
        Some(result) => same(&answer["outputs"], result),
        None => {
            answer["code"] == case["error_code"]
                && case.get("error_data").is_none_or(|data| answer["data"] == *data)
        }
    };
    if fits {
        return Ok(());
    }
    Err(format!(
        "{}\n    got  {answer}\n    want {case}",
        case["controls"]
    ))
}
