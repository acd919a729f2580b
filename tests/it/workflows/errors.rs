//! Errors of resolvers and workflow functions on the wire.

use super::{Bridge, event, failure, workflow};
use novu_framework::{Context, Error, NoControls, Result, Sms, Workflow};
use serde_json::json;
use std::{error, fmt};

#[derive(Debug)]
struct Outage(std::num::ParseIntError);

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the shop is down")
    }
}

impl error::Error for Outage {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.0)
    }
}

fn outage() -> Outage {
    Outage("x".parse::<u8>().unwrap_err())
}

#[tokio::test]
async fn resolver_error_is_502_and_retryable_error_is_503() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", async || Err::<Sms, _>(outage().into())).await?;
        cx.step
            .sms("again", async || Err::<Sms, _>(Error::retryable(outage())))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let answer = bridge.execute("s", event(&[])).await;
    let stack = answer.1["data"]["stack"].as_str().unwrap().to_owned();
    let message = failure(answer, 502, "StepExecutionFailedError");
    for part in ["`s`", "`w`", "the shop is down"] {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(stack, message, "no backtrace");
    let answer = bridge.execute("again", event(&[("s", json!({}))])).await;
    assert!(failure(answer, 503, "StepExecutionFailedError").contains("the shop is down"));
}

#[tokio::test]
async fn resolver_error_in_preview_is_502() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Err::<Sms, _>(outage().into())).await?;
    });
    let answer = Bridge::of(&workflow).preview("s", event(&[])).await;
    failure(answer, 502, "StepExecutionFailedError");
}

#[tokio::test]
async fn workflow_function_error_is_500() {
    let workflow = workflow!(|cx: Failing| {
        if cx.payload.fail {
            return Err(outage().into());
        }
        cx.step.sms("s", || Sms::new("b")).await?;
    });
    let mut event = event(&[]);
    event["payload"] = json!({ "fail": true });
    let answer = Bridge::of(&workflow).execute("s", event).await;
    let stack = answer.1["data"]["stack"].as_str().unwrap().to_owned();
    let message = failure(answer, 500, "BridgeError");
    assert!(message.contains("the shop is down"), "{message}");
    assert_eq!(stack, message, "no backtrace");
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Failing {
    #[serde(default)]
    fail: bool,
}

#[tokio::test]
async fn payload_rejected_by_its_type_is_400() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Code {
        #[schemars(with = "String")]
        #[serde(rename = "n")]
        _n: char,
    }
    async fn function(cx: novu_framework::Context<Code>) -> novu_framework::Result<()> {
        cx.step.sms("s", || Sms::new("b")).await?;
        Ok(())
    }
    let bridge = Bridge::of(
        &novu_framework::Workflow::builder("w", function)
            .example(json!({ "n": "x" }))
            .build(),
    );
    let mut event = event(&[]);
    event["payload"] = json!({ "n": "long" });
    let answer = bridge.execute("s", event).await;
    assert!(answer.1["data"].is_array());
    assert!(failure(answer, 400, "ExecutionEventPayloadInvalidError").contains("`w`"));
}

#[tokio::test]
async fn caught_error_of_an_earlier_step_continues_the_workflow() {
    let workflow = workflow!(|cx| {
        let first = cx.step.sms("first", || Sms::new("b")).await;
        let code = first.err().and_then(|error| error.code());
        cx.step
            .sms("s", || {
                Sms::new(code.as_ref().map_or("none", |code| code.as_str()))
            })
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("s").await["body"], "ExecutionStateCorruptError");
}

#[tokio::test]
async fn caught_error_of_the_target_is_an_empty_response() {
    let workflow = workflow!(|cx| {
        let _ = cx.step.sms("s", || Err::<Sms, _>("lost".into())).await;
        cx.step.sms("then", || Sms::new("b")).await.ok();
    });
    let (status, body) = Bridge::of(&workflow).execute("s", event(&[])).await;
    assert_eq!(
        (status, &body["outputs"], &body["options"]),
        (200, &json!({}), &json!({ "skip": false })),
        "{body}"
    );
}

#[tokio::test]
async fn unreached_step_is_an_empty_response() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("b")).await?;
    });
    let (status, body) = Bridge::of(&workflow)
        .execute("nope", event(&[("s", json!({}))]))
        .await;
    assert_eq!(
        (status, &body["outputs"], &body["providers"]),
        (200, &json!({}), &json!({})),
        "{body}"
    );
}

#[tokio::test]
async fn undiscovered_step_is_404() {
    let workflow = workflow!(|cx: Failing| {
        if cx.payload.fail {
            cx.step.sms("hidden", || Sms::new("b")).await?;
        }
        cx.step.sms("s", |_: NoControls| Sms::new("b")).await?;
    });
    let mut event = event(&[]);
    event["payload"] = json!({ "fail": true });
    let message = failure(
        Bridge::of(&workflow).execute("s", event).await,
        404,
        "StepNotFoundError",
    );
    assert!(
        message.contains("`hidden`") && message.contains("`skip`"),
        "{message}"
    );
}

#[tokio::test]
async fn missing_discovered_provider_is_404() {
    let workflow = workflow!(|cx: Failing| {
        let step = cx.step.sms("s", || Sms::new("b"));
        if cx.payload.fail {
            step.await?
        } else {
            step.provider("twilio", |_| json!({})).await?
        };
    });
    let mut event = event(&[]);
    event["payload"] = json!({ "fail": true });
    let message = failure(
        Bridge::of(&workflow).execute("s", event).await,
        404,
        "ProviderNotFoundError",
    );
    assert!(
        message.contains("`twilio`") && message.contains("`s`"),
        "{message}"
    );
}

#[tokio::test]
async fn unknown_ids_name_the_similar_known_one() {
    async fn welcome(cx: Context<serde_json::Value>) -> Result<()> {
        cx.step.sms("greeting", || Sms::new("a")).await?;
        Ok(())
    }
    let bridge = Bridge::of(&Workflow::builder("welcome", welcome).build());
    for (ids, code, expected) in [
        (
            "workflowId=wellcome",
            "WorkflowNotFoundError",
            "there is no workflow `wellcome`; did you mean `welcome`?",
        ),
        (
            "workflowId=other",
            "WorkflowNotFoundError",
            "there is no workflow `other`",
        ),
        (
            "workflowId=welcome&stepId=greting",
            "StepNotFoundError",
            "workflow `welcome` has no step `greting`; did you mean `greeting`?",
        ),
    ] {
        let answer = bridge
            .send("GET", &format!("/?action=code&{ids}"), bytes::Bytes::new())
            .await;
        assert_eq!(failure(answer, 404, code), expected);
    }
}
