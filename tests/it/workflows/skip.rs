//! Skipping steps.

use super::{Bridge, event, failure, workflow};
use novu_framework::{NoControls, Result, Sms};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Clone, Copy, Deserialize, JsonSchema)]
struct Switch {
    #[serde(default)]
    off: bool,
}

/// Whether a step with that `skip` is skipped when its control says so, and only then.
macro_rules! obeys {
    ($skip:expr) => {{
        let bridge = Bridge::of(&workflow!(|cx| {
            cx.step.sms("s", |_: Switch| Sms::new("b")).skip($skip).await?;
        }));
        for off in [true, false] {
            let mut event = event(&[]);
            event["controls"] = json!({ "off": off });
            let (status, body) = bridge.execute("s", event).await;
            assert_eq!((status, &body["options"]["skip"]), (200, &json!(off)), "{body}");
            let expected = if off { json!({}) } else { json!({ "body": "b" }) };
            assert_eq!(body["outputs"], expected);
        }
    }};
}

#[tokio::test]
async fn skip_closure_may_be_sync_or_async() {
    obeys!(|c: Switch| c.off);
    obeys!(async |c: Switch| c.off);
    obeys!(|c: Switch| Ok(c.off));
    obeys!(async |c: Switch| {
        tokio::task::yield_now().await;
        Ok(c.off)
    });
}

/// Controls whose schema accepts more than the type.
#[derive(Clone, Copy, Debug)]
struct Never;

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("no controls are right"))
    }
}

impl JsonSchema for Never {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Never".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

#[tokio::test]
async fn controls_that_match_their_schema_but_not_their_type_are_400() {
    let without = workflow!(|cx| {
        cx.step.sms("s", |_: Never| Sms::new("b")).await?;
    });
    let with = workflow!(|cx| {
        cx.step
            .sms("s", |_: Never| Sms::new("b"))
            .skip(|_: Never| false)
            .await?;
    });
    for workflow in [without, with] {
        let answer = Bridge::of(&workflow).execute("s", event(&[])).await;
        let message = failure(answer, 400, "ExecutionStateControlInvalidError");
        assert!(message.contains("no controls are right"), "{message}");
    }
}

#[tokio::test]
async fn skip_may_be_a_function() {
    fn plain(c: Switch) -> bool {
        c.off
    }
    async fn later(c: Switch) -> Result<bool> {
        Ok(c.off)
    }
    obeys!(plain);
    obeys!(later);
}

#[tokio::test]
async fn error_in_skip_is_500() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("b"))
            .skip(|_: NoControls| Ok("maybe".parse()?))
            .await?;
        cx.step
            .sms("later", || Sms::new("b"))
            .skip(async |_| Err("no idea".into()))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let answer = bridge.execute("s", event(&[])).await;
    assert!(answer.1["data"]["stack"].is_string());
    assert!(failure(answer, 500, "BridgeError").contains("was not `true` or `false`"));
    let answer = bridge.execute("later", event(&[("s", json!({}))])).await;
    assert!(failure(answer, 500, "BridgeError").contains("no idea"));
}

#[tokio::test]
async fn skip_does_not_run_for_earlier_steps_or_in_previews() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("b"))
            .skip(|_| Err("it ran".into()))
            .await?;
        cx.step.sms("then", || Sms::new("b")).await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.execute("then", event(&[("s", json!({}))])).await.0, 200);
    let (status, body) = bridge.preview("s", event(&[])).await;
    assert_eq!((status, &body["outputs"]), (200, &json!({ "body": "b" })));
}

#[tokio::test]
async fn skipped_step_has_no_overrides() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("b"))
            .skip(|_| true)
            .provider("twilio", |_| json!({ "to": "+4915123456789" }))
            .await?;
    });
    let (status, body) = Bridge::of(&workflow).execute("s", event(&[])).await;
    assert_eq!(
        (status, &body["providers"], &body["options"]),
        (200, &json!({}), &json!({ "skip": true }))
    );
}
