//! The program of the design, step by step.

use super::{Bridge, event, failure, keys};
use novu_framework::{Context, Digest, Email, InApp, NoControls, Result, Unit, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Comment {
    author: String,
    text: String,
    post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct EmailControls {
    subject: String,
    footer: bool,
}

impl Default for EmailControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.author}} commented".into(),
            footer: true,
        }
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let inbox = cx
        .step
        .in_app("inbox", async |_: NoControls| {
            InApp::new(format!("{} said: {}", cx.payload.author, cx.payload.text))
        })
        .await?;

    let batch = cx
        .step
        .digest("batch", |_: NoControls| Digest::every(1, Unit::Hours))
        .await?;

    cx.step
        .email("mail", async |c: EmailControls| {
            let footer = if c.footer { "<p>footer</p>" } else { "" };
            Email::new(
                c.subject,
                format!("<p>{} new comments</p>{footer}", batch.events.len()),
            )
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}

/// The design's program, as `w`.
pub(super) fn program() -> Workflow<Comment> {
    Workflow::builder("w", comment)
        .name("New comment")
        .tags(["social"])
        .build()
}

fn inbox(read: bool) -> Value {
    json!({ "seen": read, "read": read, "lastSeenDate": null, "lastReadDate": null })
}

fn batch(count: usize) -> Value {
    let event = json!({ "id": "j", "time": "2024-10-01T00:00:00.000Z", "payload": { "author": "Bob" } });
    json!({ "events": vec![event; count], "eventCount": count })
}

fn commented(state: &[(&str, Value)]) -> Value {
    let mut event = event(state);
    event["payload"] = json!({ "author": "Bob", "text": "Nice!", "post_id": "p1" });
    event
}

#[tokio::test]
async fn discovery_describes_the_workflow_and_its_steps() {
    let document = Bridge::of(&program()).discover().await;
    let workflow = &document["workflows"][0];
    assert_eq!(workflow["workflowId"], "w");
    assert_eq!(workflow["name"], "New comment");
    assert_eq!(workflow["tags"], json!(["social"]));
    assert_eq!(workflow["severity"], "none");
    assert_eq!(workflow["preferences"], json!({}));
    assert_eq!(
        workflow["payload"]["schema"]["required"],
        json!(["author", "text", "post_id"])
    );
    assert_eq!(
        workflow["payload"]["schema"],
        workflow["payload"]["unknownSchema"]
    );
    let steps = workflow["steps"].as_array().unwrap();
    let ids: Vec<_> = steps
        .iter()
        .map(|step| (step["stepId"].as_str(), step["type"].as_str()))
        .collect();
    assert_eq!(
        ids,
        [
            (Some("inbox"), Some("in_app")),
            (Some("batch"), Some("digest")),
            (Some("mail"), Some("email"))
        ]
    );
    assert_eq!(steps[0]["options"], json!({}));
    let controls = &steps[2]["controls"]["schema"]["properties"];
    assert_eq!(keys(controls), ["subject", "footer"]);
    assert_eq!(controls["subject"]["default"], "{{payload.author}} commented");
    assert_eq!(controls["footer"]["default"], true);
    assert_eq!(
        steps[2]["options"]["controlSchema"],
        steps[2]["controls"]["schema"]
    );
}

#[tokio::test]
async fn first_step_needs_no_state() {
    let (status, body) = Bridge::of(&program()).execute("inbox", commented(&[])).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(keys(&body), ["outputs", "providers", "options", "metadata"]);
    assert_eq!(body["outputs"], json!({ "body": "Bob said: Nice!" }));
    assert_eq!(body["providers"], json!({}));
    assert_eq!(body["options"], json!({ "skip": false }));
    assert_eq!(keys(&body["metadata"]), ["status", "error", "duration"]);
    assert_eq!(
        (&body["metadata"]["status"], &body["metadata"]["error"]),
        (&json!("success"), &json!(false))
    );
    assert!(body["metadata"]["duration"].as_f64().unwrap() >= 0.0);
}

#[tokio::test]
async fn second_step_needs_the_result_of_the_first() {
    let bridge = Bridge::of(&program());
    let (status, body) = bridge
        .execute("batch", commented(&[("inbox", inbox(false))]))
        .await;
    assert_eq!(
        (status, &body["outputs"]),
        (200, &json!({ "amount": 1, "unit": "hours" })),
        "{body}"
    );

    let answer = bridge.execute("batch", commented(&[])).await;
    assert_eq!(answer.1["data"], json!({ "workflowId": "w", "stepId": "inbox" }));
    let message = failure(answer, 400, "ExecutionStateCorruptError");
    assert!(
        message.contains("`inbox`") && message.contains("`w`"),
        "{message}"
    );
}

#[tokio::test]
async fn last_step_sees_the_results_of_earlier_steps() {
    let mut event = commented(&[("inbox", inbox(false)), ("batch", batch(3))]);
    event["controls"] = json!({ "subject": "News", "footer": false });
    let (status, body) = Bridge::of(&program()).execute("mail", event).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body["outputs"],
        json!({ "subject": "News", "body": "<p>3 new comments</p>" })
    );
    assert_eq!(body["options"], json!({ "skip": false }));
}

#[tokio::test]
async fn missing_controls_have_their_defaults() {
    let mut event = commented(&[("inbox", inbox(false)), ("batch", batch(1))]);
    event["controls"] = json!({ "subject": "News" });
    let (_, body) = Bridge::of(&program()).execute("mail", event).await;
    assert_eq!(body["outputs"]["body"], "<p>1 new comments</p><p>footer</p>");
}

#[tokio::test]
async fn earlier_result_decides_whether_a_step_is_skipped() {
    let event = commented(&[("inbox", inbox(true)), ("batch", batch(1))]);
    let (status, body) = Bridge::of(&program()).execute("mail", event).await;
    assert_eq!(
        (status, &body["options"], &body["outputs"]),
        (200, &json!({ "skip": true }), &json!({})),
        "{body}"
    );
}

#[tokio::test]
async fn every_step_has_a_preview_of_an_empty_event() {
    let bridge = Bridge::of(&program());
    for step in ["inbox", "batch", "mail"] {
        let (status, body) = bridge.preview(step, json!({ "controls": {} })).await;
        assert_eq!(
            (status, &body["options"]),
            (200, &json!({ "skip": false })),
            "{step}: {body}"
        );
        assert_ne!(body["outputs"], json!({}), "{step}");
    }
}

#[tokio::test]
async fn preview_shows_a_step_that_would_be_skipped() {
    let event = commented(&[("inbox", inbox(true)), ("batch", batch(2))]);
    let (status, body) = Bridge::of(&program()).preview("mail", event).await;
    assert_eq!(
        (status, &body["options"]),
        (200, &json!({ "skip": false })),
        "{body}"
    );
    assert_eq!(body["outputs"]["body"], "<p>2 new comments</p><p>footer</p>");
}

#[tokio::test]
async fn payload_against_its_schema_is_400_with_the_path() {
    let mut event = commented(&[]);
    event["payload"]["author"] = json!(7);
    let answer = Bridge::of(&program()).execute("inbox", event).await;
    assert_eq!(answer.1["data"][0]["path"], "/author");
    let message = failure(answer, 400, "ExecutionEventPayloadInvalidError");
    assert!(message.contains("`w`"), "{message}");
}

#[tokio::test]
async fn preview_takes_no_members_from_texts_and_lists() {
    let workflow = Workflow::builder("w", async |cx: Context<Value>| {
        let payload = cx.payload.clone();
        let earlier: Value = cx.step.custom("earlier", async || json!({})).await?;
        let shown = async || json!({ "payload": payload, "earlier": earlier });
        let _: Value = cx.step.custom("s", shown).await?;
        Ok(())
    });
    let bridge = Bridge::of(&workflow.build());
    for value in [json!("ab"), json!(["a", "b"]), json!(1), Value::Null] {
        let state = json!([{ "stepId": "earlier", "outputs": value }]);
        let event = json!({ "payload": value, "controls": {}, "state": state });
        let (status, body) = bridge.preview("s", event).await;
        assert_eq!(
            (status, &body["outputs"]),
            (200, &json!({ "payload": {}, "earlier": {} })),
            "{body}"
        );
    }
    let event = json!({ "payload": { "a": 1 }, "controls": {}, "state": [{ "stepId": "earlier", "outputs": { "b": 2 } }] });
    let (_, body) = bridge.preview("s", event).await;
    assert_eq!(
        body["outputs"],
        json!({ "payload": { "a": 1 }, "earlier": { "b": 2 } })
    );
}
