//! Errors of resolvers and workflow functions on the wire.

use super::{Bridge, event, failure, workflow};
use novu_framework::{Error, NoControls, Sms};
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
async fn a_resolvers_error_is_final_unless_it_says_otherwise() {
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
async fn a_preview_fails_in_the_same_way() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Err::<Sms, _>(outage().into())).await?;
    });
    let answer = Bridge::of(&workflow).preview("s", event(&[])).await;
    failure(answer, 502, "StepExecutionFailedError");
}

#[tokio::test]
async fn a_workflows_own_error_is_a_bridge_error() {
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
async fn a_payload_that_its_type_refuses_is_a_wrong_payload() {
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
async fn a_caught_error_of_an_earlier_step_goes_on() {
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
async fn a_caught_error_of_the_target_is_an_empty_answer() {
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
async fn a_step_that_is_never_reached_is_an_empty_answer() {
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
async fn a_step_that_was_not_discovered_is_not_found() {
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
async fn a_provider_that_was_discovered_must_stay() {
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
