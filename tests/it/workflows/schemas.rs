//! Schemas as generators and people write them, with payloads, through the bridge.

use super::{Answer, Bridge, event, failure};
use novu_framework::{BuildErrorKind, Context, Registry, Result, Workflow};
use serde_json::{Map, Value, json};

/// A workflow with a payload schema, and one step whose output is the payload, as a value and as text.
fn echo(schema: &Value) -> Workflow<Value> {
    Workflow::builder("w", async |cx: Context<Value>| -> Result<()> {
        let seen = cx.payload.clone();
        cx.step
            .custom("s", move || json!({ "seen": seen, "text": seen.to_string() }))
            .await?;
        Ok(())
    })
    .payload_schema(schema.clone())
    .build()
}

async fn execute(schema: &Value, payload: Value) -> Answer {
    let mut event = event(&[]);
    event["payload"] = payload;
    Bridge::of(&echo(schema)).execute("s", event).await
}

#[tokio::test]
async fn valid_payloads_reach_the_workflow() {
    let draft = json!({ "$ref": "http://json-schema.org/draft-07/schema#" });
    for (schema, payload) in [
        (
            json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/Opt<Str>" } },
                "definitions": { "Opt<Str>": { "type": ["string", "null"] } } }),
            json!({ "a": null }),
        ),
        (
            json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/Order Item" } },
                "definitions": { "Order Item": { "type": "object", "required": ["sku"] } } }),
            json!({ "a": { "sku": "k" } }),
        ),
        (
            json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/Text|Null" } },
                "definitions": { "Text|Null": { "type": ["string", "null"] } } }),
            json!({ "a": "x" }),
        ),
        (
            json!({ "$id": "order schema", "type": "object", "properties": { "a": { "type": "string" } } }),
            json!({ "a": "v" }),
        ),
        (
            json!({ "type": "object", "properties": { "form": draft } }),
            json!({ "form": { "type": "string", "minLength": 2 } }),
        ),
        (looping(), json!({})),
        (
            json!({ "type": "object", "properties": { "a": { "type": "string", "format": "uri" } } }),
            json!({ "a": "http://[::ffff:01.2.3.4]/" }),
        ),
    ] {
        let (status, body) = execute(&schema, payload.clone()).await;
        assert_eq!(
            (status, &body["outputs"]["seen"]),
            (200, &payload),
            "{schema}: {body}"
        );
    }
}

#[tokio::test]
async fn control_schema_may_refer_to_names_that_uris_cannot_have() {
    let workflow = Workflow::builder("w", async |cx: Context<Value>| -> Result<()> {
        let schema = json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/Text|Null" } },
            "definitions": { "Text|Null": { "type": ["string", "null"] } } });
        cx.step
            .custom("s", |controls: Value| controls)
            .control_schema(schema)
            .await?;
        Ok(())
    })
    .build();
    let mut event = event(&[]);
    event["controls"] = json!({ "a": "x" });
    let (status, body) = Bridge::of(&workflow).execute("s", event).await;
    assert_eq!((status, &body["outputs"]), (200, &json!({ "a": "x" })), "{body}");
}

#[tokio::test]
async fn unit_payload_is_an_empty_object() {
    let workflow = Workflow::builder("w", async |cx: Context<()>| -> Result<()> {
        cx.step
            .custom(
                "s",
                |controls: Value| json!({ "controls": controls, "payload": cx.payload }),
            )
            .await?;
        Ok(())
    })
    .build();
    let bridge = Bridge::of(&workflow);
    let schema = &bridge.discover().await["workflows"][0]["payload"]["schema"];
    assert_eq!(schema["type"], "object", "{schema}");
    for payload in [json!({}), json!({ "a": 1 })] {
        let mut event = event(&[]);
        event["payload"] = payload;
        event["controls"] = json!({ "seen": "{{ payload.a }}" });
        let (status, body) = bridge.execute("s", event).await;
        let outputs = json!({ "controls": { "seen": "" }, "payload": null });
        assert_eq!((status, &body["outputs"]), (200, &outputs), "{body}");
    }
}

/// A schema with a loop that only payloads with a member `a` enter.
fn looping() -> Value {
    json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/a" } },
        "definitions": { "a": { "allOf": [{ "$ref": "#/definitions/a" }] } } })
}

#[tokio::test]
async fn payload_against_the_meta_schema_is_400() {
    let schema = json!({ "type": "object", "properties": { "form": { "$ref": "http://json-schema.org/draft-07/schema#" } } });
    let (status, body) = execute(&schema, json!({ "form": { "type": "strin" } })).await;
    assert_eq!(
        (status, body["code"].as_str()),
        (400, Some("ExecutionEventPayloadInvalidError")),
        "{body}"
    );
    let paths: Vec<_> = body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/form/type"; 3]);
}

#[tokio::test]
async fn schema_that_never_ends_for_a_payload_is_500() {
    let message = failure(execute(&looping(), json!({ "a": 1 })).await, 500, "BridgeError");
    assert!(message.contains("leads back to itself"), "{message}");
}

#[tokio::test]
async fn output_schema_that_never_ends_is_502() {
    let workflow = Workflow::builder("w", async |cx: Context<Value>| -> Result<()> {
        cx.step
            .custom("s", || json!({ "a": 1 }))
            .output_schema(looping())
            .await?;
        Ok(())
    })
    .build();
    let answer = Bridge::of(&workflow).execute("s", event(&[])).await;
    failure(answer, 502, "StepExecutionFailedError");
}

#[test]
fn faulty_payload_schemas_are_build_errors() {
    // Each level of the filled-in tree has 300 defaults more.
    let mut wide: Map<String, Value> = (0..300)
        .map(|n| {
            (
                format!("p{n}"),
                json!({ "type": "array", "default": [], "items": { "type": "string" } }),
            )
        })
        .collect();
    wide.insert("a".into(), json!({ "$ref": "#/definitions/N", "default": {} }));
    for (schema, pointer) in [
        (
            json!({ "type": "object", "properties": { "a": { "$ref": "#", "default": {} } } }),
            "#/properties/a",
        ),
        (
            json!({ "type": "object", "properties": wide,
                "definitions": { "N": { "type": "object", "properties": wide } } }),
            "#/definitions/N/properties/a",
        ),
        (json!({ "type": "object", "title": 5 }), "#/title"),
    ] {
        let error = Registry::builder().workflow(&echo(&schema)).build().unwrap_err();
        assert_eq!(error.kind(), BuildErrorKind::Schema, "{schema}");
        assert!(error.to_string().contains(pointer), "{error}");
    }
}

#[tokio::test]
async fn preview_of_a_union_takes_an_object() {
    let object = |name: &str, value: Value| json!({ "type": "object", "required": [name], "properties": { name: { "const": value } } });
    for (schema, seen) in [
        (
            json!({ "anyOf": [{ "type": "string" }, object("type", json!("x"))] }),
            json!({ "type": "x" }),
        ),
        (
            json!({ "allOf": [{ "oneOf": [{ "type": "string" }, object("k", json!(1))] }] }),
            json!({ "k": 1 }),
        ),
    ] {
        let (status, body) = Bridge::of(&echo(&schema)).preview("s", event(&[])).await;
        assert_eq!(
            (status, &body["outputs"]["seen"]),
            (200, &seen),
            "{schema}: {body}"
        );
    }
}

#[tokio::test]
async fn default_named_like_an_index_comes_first() {
    let schema =
        json!({ "type": "object", "properties": { "4": { "default": false }, "b": { "type": "string" } } });
    let (status, body) = execute(&schema, json!({ "b": "x" })).await;
    assert_eq!(
        (status, body["outputs"]["text"].as_str()),
        (200, Some(r#"{"4":false,"b":"x"}"#))
    );
}

#[tokio::test]
async fn preview_of_an_open_payload_has_no_member_that_nobody_declared() {
    let (status, body) = Bridge::of(&echo(&json!({ "type": "object", "additionalProperties": true })))
        .preview("s", event(&[]))
        .await;
    assert_eq!((status, &body["outputs"]["seen"]), (200, &json!({})), "{body}");
}
