//! The limits on requests: each is reached, then exceeded by one. The guide's page on deployment lists them.

use crate::description;
use bytes::Bytes;
use http::{Request, Uri};
use http_body_util::{BodyExt, Full};
use novu_framework::{NovuEndpoint, NovuLayer, NovuLayerBuilder, signature::SecretKey};
use serde_json::{Value, json};
use std::time::SystemTime;
use tower::ServiceExt;

const TARGET: &str = "/?action=execute&workflowId=w&stepId=s";

/// A server with a step that returns its controls.
fn builder() -> NovuLayerBuilder {
    let open = json!({ "type": "object", "additionalProperties": true });
    let step = json!({
        "stepId": "s", "type": "custom", "controlSchema": open, "outputSchema": open, "resolve": { "controls": true },
    });
    let file = json!({ "workflows": [{ "workflowId": "w", "payloadSchema": open, "steps": [step] }] });
    NovuLayer::builder(description::registry(file.to_string().as_bytes()).unwrap())
}

fn endpoint() -> NovuEndpoint {
    builder()
        .insecure_without_signature()
        .build()
        .unwrap()
        .into_endpoint()
}

/// Status and body.
async fn send(endpoint: NovuEndpoint, request: Request<Full<Bytes>>) -> (u16, Value) {
    let response = endpoint.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

fn post(target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::post(target).body(Full::new(body.into())).unwrap()
}

/// Returns the compiled controls, or status and code.
async fn compile(controls: Value, payload: Value) -> Result<Value, (u16, String)> {
    let event = json!({ "payload": payload, "controls": controls, "state": [] });
    let (status, mut body) = send(endpoint(), post(TARGET, event.to_string())).await;
    match status {
        200 => Ok(body["outputs"].take()),
        _ => Err((status, body["code"].as_str().unwrap().to_owned())),
    }
}

/// Returns the output of a template, or status and code.
async fn render(template: &str, payload: Value) -> Result<String, (u16, String)> {
    let outputs = compile(json!({ "t": template }), payload).await?;
    Ok(outputs["t"].as_str().unwrap().to_owned())
}

/// The response to controls beyond a limit.
fn too_much<T>() -> Result<T, (u16, String)> {
    Err((400, "StepControlCompilationFailedError".to_owned()))
}

/// `inner` in `depth` arrays.
fn nested(depth: usize, inner: Value) -> Value {
    (0..depth).fold(inner, |inner, _| json!([inner]))
}

#[tokio::test]
async fn body_limit_is_20_mib() {
    let event = json!({ "payload": {}, "controls": {}, "state": [] }).to_string();
    let body = |length| event.clone() + &" ".repeat(length - event.len());
    let limit = 20 * 1024 * 1024;
    assert_eq!(send(endpoint(), post(TARGET, body(limit))).await.0, 200);
    let (status, answer) = send(endpoint(), post(TARGET, body(limit + 1))).await;
    assert_eq!((status, &answer["code"]), (413, &json!("BridgeError")));
}

#[tokio::test]
async fn json_nesting_limit_is_128_levels() {
    let body = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 2), "]".repeat(depth - 2));
        format!(r#"{{"payload":{{"a":{open}{close}}},"controls":{{}},"state":[]}}"#)
    };
    assert_eq!(send(endpoint(), post(TARGET, body(128))).await.0, 200);
    let (status, answer) = send(endpoint(), post(TARGET, body(129))).await;
    assert_eq!(
        (status, &answer["code"]),
        (400, &json!("ExecutionEventPayloadInvalidError"))
    );
}

#[tokio::test]
async fn signature_header_limit_is_4096_bytes() {
    let endpoint = builder().secret_key("k").build().unwrap().into_endpoint();
    let body = json!({ "payload": {}, "controls": {}, "state": [] }).to_string();
    let signature = SecretKey::new("k")
        .unwrap()
        .sign(SystemTime::now(), body.as_bytes());
    for (length, expected) in [
        (4096, (200, Value::Null)),
        (4097, (401, json!("SignatureInvalidError"))),
    ] {
        let mut request = post(TARGET, body.clone());
        let header = signature.clone() + "," + &"x".repeat(length - signature.len() - 1);
        request
            .headers_mut()
            .insert("novu-signature", header.parse().unwrap());
        let (status, answer) = send(endpoint.clone(), request).await;
        assert_eq!((status, answer["code"].clone()), expected);
    }
}

#[tokio::test]
async fn target_limit_is_65534_bytes_and_long_ids_are_shortened() {
    let target = |length: usize| format!("/?action=execute&workflowId={:x<1$}", "", length - 28);
    let (status, answer) = send(endpoint(), post(&target(65_534), "{}")).await;
    assert_eq!((status, &answer["code"]), (404, &json!("WorkflowNotFoundError")));
    let shown = format!("there is no workflow `{}`", "x".repeat(128));
    assert_eq!(answer["message"], shown);
    // The HTTP library has no longer ones.
    assert!(target(65_535).parse::<Uri>().is_err());
}

#[tokio::test]
async fn value_limit_is_100_000_or_one_for_each_20_bytes() {
    let body = |values: usize, length: usize| {
        // Payload, list, controls and state are values too.
        let list = vec!["0"; values - 4].join(",");
        let event = format!(r#"{{"payload":{{"a":[{list}]}},"controls":{{}},"state":[]}}"#);
        event.clone() + &" ".repeat(length.saturating_sub(event.len()))
    };
    for (values, length) in [(100_000, 0), (200_000, 4_000_000)] {
        assert_eq!(send(endpoint(), post(TARGET, body(values, length))).await.0, 200);
        let (status, answer) = send(endpoint(), post(TARGET, body(values + 1, length))).await;
        assert_eq!((status, &answer["code"]), (413, &json!("BridgeError")));
        let message = format!(
            "the request body has more than {values} values; send fewer, or raise the limit with \
             `NovuLayerBuilder::value_limit`"
        );
        assert_eq!(answer["message"], message);
    }
    let raised = builder()
        .insecure_without_signature()
        .value_limit(100_001)
        .build()
        .unwrap();
    let request = post(TARGET, body(100_001, 0));
    assert_eq!(send(raised.into_endpoint(), request).await.0, 200);
}

#[tokio::test]
async fn members_that_nobody_reads_have_no_limit_on_values() {
    let list = vec!["0"; 200_000].join(",");
    let body = format!(r#"{{"payload":{{}},"controls":{{}},"state":[],"more":[{list}]}}"#);
    assert_eq!(send(endpoint(), post(TARGET, body)).await.0, 200);
}

#[tokio::test]
async fn whole_runs_have_the_same_limit_on_values() {
    let body = |values: usize| format!(r#"{{"to":"a","payload":[{}]}}"#, vec!["0"; values - 2].join(","));
    let target = "/workflows/w/execute";
    // The payload is not an object.
    assert_eq!(send(endpoint(), post(target, body(100_000))).await.0, 400);
    assert_eq!(send(endpoint(), post(target, body(100_001))).await.0, 413);
}

#[tokio::test]
async fn state_may_have_as_many_entries_as_values() {
    let entry = |number: usize| json!({ "stepId": (number / 2).to_string(), "outputs": {} });
    let state: Value = (0..33_000).map(entry).collect();
    let event = json!({ "payload": {}, "controls": {}, "state": state });
    assert_eq!(send(endpoint(), post(TARGET, event.to_string())).await.0, 200);
}

#[tokio::test]
async fn control_nesting_limit_is_256_levels() {
    // The key is a level, and so is each array; no text nests deeper than JSON may.
    let controls = |depth: usize| {
        let innermost = nested(depth - 201, json!("{{ 1 }}")).to_string();
        json!({ "x": nested(100, json!(nested(100, json!(innermost)).to_string())) })
    };
    assert!(compile(controls(256), json!({})).await.is_ok());
    assert_eq!(compile(controls(257), json!({})).await, too_much());
}

#[tokio::test]
async fn tag_nesting_limit_is_100_levels() {
    let template = |depth| {
        format!(
            "{}x{}",
            "{% if true %}".repeat(depth),
            "{% endif %}".repeat(depth)
        )
    };
    assert_eq!(render(&template(100), json!({})).await.as_deref(), Ok("x"));
    assert_eq!(render(&template(101), json!({})).await, too_much());
}

#[tokio::test]
async fn rendered_controls_limit_is_10_mib() {
    let payload = || json!({ "text": "x".repeat(1024 * 1024) });
    let template = "{{ payload.text }}".repeat(5);
    let both = json!({ "a": template, "b": template });
    assert!(compile(both.clone(), payload()).await.is_ok());
    let mut longer = both;
    longer["c"] = json!("{{ 1 }}");
    assert_eq!(compile(longer, payload()).await, too_much());
}

#[tokio::test]
async fn loop_limit_is_a_million_iterations() {
    let loops = "{% for i in (1..1000) %}{% for j in (1..999) %}{% endfor %}{% endfor %}";
    assert_eq!(render(loops, json!({})).await.as_deref(), Ok(""));
    let more = format!("{loops}{{% for i in (1..1) %}}{{% endfor %}}");
    assert_eq!(render(&more, json!({})).await, too_much());
}

#[tokio::test]
async fn range_limit_is_a_million_numbers() {
    let size = |last| format!("{{{{ (1..{last}) | size }}}}");
    assert_eq!(
        render(&size(1_000_000), json!({})).await.as_deref(),
        Ok("1000000")
    );
    assert_eq!(render(&size(1_000_001), json!({})).await, too_much());
}

#[tokio::test]
async fn filter_limit_is_200_million_bytes_read_and_written() {
    let payload = || json!({ "text": "x".repeat(1024 * 1024) });
    // Each reads a mebibyte and writes one.
    let template = |filters| format!("{{% assign a = payload.text {} %}}", "| upcase ".repeat(filters));
    assert_eq!(render(&template(95), payload()).await.as_deref(), Ok(""));
    assert_eq!(render(&template(96), payload()).await, too_much());
}

#[tokio::test]
async fn json_repair_nesting_limit_is_128_levels() {
    for (depth, repaired) in [(128, true), (129, false)] {
        let text = format!("{}'a'{}", "[".repeat(depth), "]".repeat(depth));
        let outputs = compile(json!({ "data": { "x": text } }), json!({}))
            .await
            .unwrap();
        let expected = if repaired { text.replace('\'', "\"") } else { text };
        assert_eq!(outputs["data"]["x"], expected);
    }
}
