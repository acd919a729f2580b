//! Every form that a resolver may have.

use super::{Bridge, event, failure, workflow};
use novu_framework::{Context, NoControls, Result, Sms, Workflow};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize, JsonSchema)]
struct Greeting {
    #[serde(default = "hello")]
    text: String,
}

fn hello() -> String {
    "hello".into()
}

/// Asserts that the workflow's step `s` says hello.
async fn says_hello(workflow: &Workflow<Value>) {
    assert_eq!(
        Bridge::of(workflow).outputs("s").await,
        json!({ "body": "hello" })
    );
}

#[tokio::test]
async fn resolver_closure_may_take_controls() {
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", |c: Greeting| Sms::new(c.text)).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", async |c: Greeting| Sms::new(c.text)).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step
            .sms("s", |c: Greeting| async move { Sms::new(c.text) })
            .await?;
    }))
    .await;
}

#[tokio::test]
async fn resolver_closure_may_omit_no_controls() {
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", |_: NoControls| Sms::new("hello")).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", async |_: NoControls| Sms::new("hello")).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", || Sms::new("hello")).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", async || Sms::new("hello")).await?;
    }))
    .await;
}

#[tokio::test]
async fn resolver_may_be_a_function() {
    fn plain(controls: Greeting) -> Sms {
        Sms::new(controls.text)
    }
    async fn later(controls: Greeting) -> Sms {
        Sms::new(controls.text)
    }
    fn bare() -> Result<Sms> {
        Ok(Sms::new("hello"))
    }
    async fn bare_later() -> Result<Sms> {
        Ok(Sms::new("hello"))
    }
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", plain).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", later).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", bare).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", bare_later).await?;
    }))
    .await;
}

#[tokio::test]
async fn resolver_may_return_a_result() {
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", |c: Greeting| Ok(Sms::new(c.text))).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", async |c: Greeting| Ok(Sms::new(c.text))).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", async || Ok(Sms::new("hello"))).await?;
    }))
    .await;
}

#[tokio::test]
async fn question_mark_in_a_resolver_converts_any_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", |_: NoControls| {
                let amount: u32 = "seven".parse()?;
                Ok(Sms::new(format!("{amount}")))
            })
            .await?;
        cx.step
            .sms("later", async |_: NoControls| {
                tokio::task::yield_now().await;
                Ok(Sms::new(String::from_utf8(vec![0xff])?))
            })
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let message = failure(
        bridge.execute("s", event(&[])).await,
        502,
        "StepExecutionFailedError",
    );
    assert!(message.contains("invalid digit"), "{message}");
    let answer = bridge.execute("later", event(&[("s", json!({}))])).await;
    assert!(failure(answer, 502, "StepExecutionFailedError").contains("utf-8"));
}

#[tokio::test]
async fn resolver_may_return_json_for_a_typed_output() {
    says_hello(&workflow!(|cx| {
        cx.step.sms("s", || json!({ "body": "hello" })).await?;
    }))
    .await;
    says_hello(&workflow!(|cx| {
        cx.step
            .sms("s", async |c: Greeting| Ok(json!({ "body": c.text })))
            .await?;
    }))
    .await;
}

#[tokio::test]
async fn json_output_is_validated_and_stripped_as_in_novu() {
    says_hello(&workflow!(|cx| {
        cx.step
            .sms("s", || json!({ "body": "hello", "urgent": true }))
            .await?;
    }))
    .await;

    let workflow = workflow!(|cx| {
        cx.step.sms("s", || json!({ "text": "hello" })).await?;
    });
    let answer = Bridge::of(&workflow).execute("s", event(&[])).await;
    assert!(answer.1["data"].is_array(), "{answer:?}");
    let message = failure(answer, 400, "ExecutionStateOutputInvalidError");
    assert!(message.contains("body") && message.contains("`s`"), "{message}");
}

#[tokio::test]
async fn controls_may_be_json_with_their_own_schema() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", |c: Value| Sms::new(c["text"].as_str().unwrap_or("none")))
            .control_schema(json!({
                "type": "object",
                "properties": { "text": { "type": "string", "default": "hello" } },
                "additionalProperties": false,
            }))
            .await?;
    });
    says_hello(&workflow).await;
    let mut event = event(&[]);
    event["controls"] = json!({ "text": 7 });
    let answer = Bridge::of(&workflow).execute("s", event).await;
    assert_eq!(answer.1["data"][0]["path"], "/text");
    failure(answer, 400, "ExecutionStateControlInvalidError");
}

#[tokio::test]
async fn resolver_may_borrow_from_the_function() {
    async fn greet(cx: Context<Value>) -> Result<()> {
        let text = String::from("hello");
        cx.step.sms("s", async || Sms::new(text.as_str())).await?;
        drop(text);
        Ok(())
    }
    says_hello(&Workflow::builder("w", greet).build()).await;
}
