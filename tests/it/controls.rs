//! Replays the controls that the reference compiled (`tests/vectors/liquid-vectors.json`).

use crate::{
    description,
    vectors::{self, same},
};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use novu_framework::{BuildWarningKind, NovuEndpoint, NovuLayer};
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

/// Answers with the compiled controls, for the data of a case.
async fn compiled(bridge: &NovuEndpoint, case: &Value, controls: &Value) -> Value {
    let mut event = json!({ "payload": case["payload"], "controls": controls });
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
    serde_json::from_slice(&body).unwrap()
}

async fn check(bridge: &NovuEndpoint, case: &Value) -> Result<(), String> {
    let answer = compiled(bridge, case, &case["controls"]).await;
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

/// Returns a schema that declares exactly what is in a value.
fn declared(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let properties = members
                .iter()
                .map(|(name, value)| (name.clone(), declared(value)));
            let properties = properties.collect::<serde_json::Map<_, _>>();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Value::Array(items) if items.is_empty() => json!({ "type": "array" }),
        Value::Array(items) => {
            json!({ "type": "array", "items": { "anyOf": items.iter().map(declared).collect::<Vec<_>>() } })
        }
        scalar => json!({ "enum": [scalar] }),
    }
}

/// Returns the variables that a registry warns of, if the schemas of a case declare exactly its data.
/// Elements of lists are left out.
fn unknown_variables(case: &Value) -> Vec<String> {
    let object = |value: &Value| {
        declared(
            &Some(value)
                .filter(|value| value.is_object())
                .cloned()
                .unwrap_or(json!({})),
        )
    };
    let step = |id: &str, controls: Value| {
        json!({
            "stepId": id,
            "type": "custom",
            "controlSchema": controls,
            "outputSchema": object(&case["steps_state"][id]),
            "resolve": { "controls": true },
        })
    };
    let [first, second] = EARLIER.map(|id| step(id, json!({ "type": "object" })));
    let controls = json!({ "type": "object", "properties": { "c": { "default": case["controls"] } } });
    let workflow = json!({
        "workflowId": "vector-workflow",
        "payloadSchema": object(&case["payload"]),
        "steps": [first, second, step("s", controls)],
    });
    let file = json!({ "workflows": [workflow] }).to_string();
    // Some templates are malformed.
    let Ok(registry) = description::registry(file.as_bytes()) else {
        return Vec::new();
    };
    let unknown = registry
        .warnings()
        .iter()
        .filter(|warning| warning.kind() == BuildWarningKind::UnknownVariable);
    let variables = unknown.filter_map(|warning| {
        let quoted: Vec<&str> = warning.message().split('`').collect();
        let [before, first, between, second, ..] = quoted[..] else {
            return None;
        };
        match (before, between) {
            ("", " has no ") => Some(format!("{first}['{second}']")),
            ("", " has no properties, so ") => Some(second.to_owned()),
            _ => Some(format!("['{first}']")),
        }
    });
    variables.filter(|variable| !variable.contains("[]")).collect()
}

#[tokio::test]
async fn variables_with_a_warning_print_nothing() {
    let bridge = bridge();
    let mut count = 0;
    for case in vectors::load("liquid-vectors.json").as_array().unwrap() {
        for variable in unknown_variables(case) {
            // Unknown names are read from an empty object, which has a size (liquid.md §3).
            if variable == "['size']" {
                continue;
            }
            let answer = compiled(&bridge, case, &json!({ "c": format!("{{{{ {variable} }}}}") })).await;
            assert_eq!(answer["outputs"]["c"], "", "{variable} in {case}");
            count += 1;
        }
    }
    assert!(count > 50, "only {count} variables");
}
