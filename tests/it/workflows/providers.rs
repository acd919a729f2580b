//! Overrides for providers.

use super::{Bridge, event, failure, workflow};
use novu_framework::{
    Email, Result, Sms,
    step::provider::{Override, Passthrough, ProviderStep},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize, JsonSchema)]
struct Campaign {
    #[serde(default = "autumn")]
    name: String,
}

fn autumn() -> String {
    "autumn".into()
}

/// The request to Sendgrid by an e-mail step with that closure.
macro_rules! sendgrid {
    ($provider:expr) => {{
        let workflow = workflow!(|cx| {
            cx.step
                .email("s", |_: Campaign| Email::new("s", "<i>b</i><script>"))
                .provider("sendgrid", $provider)
                .await?;
        });
        let (status, mut body) = Bridge::of(&workflow).execute("s", event(&[])).await;
        assert_eq!(status, 200, "{body}");
        body["providers"]["sendgrid"].take()
    }};
}

#[tokio::test]
async fn override_closure_may_be_sync_or_async() {
    let expected = json!({ "categories": ["c"] });
    assert_eq!(sendgrid!(|_| json!({ "categories": ["c"] })), expected);
    assert_eq!(
        sendgrid!(|_| Override::new().set("categories", vec!["c"])),
        expected
    );
    assert_eq!(sendgrid!(async |_| json!({ "categories": ["c"] })), expected);
    assert_eq!(sendgrid!(|_| Ok(json!({ "categories": ["c"] }))), expected);
    assert_eq!(
        sendgrid!(async |_| {
            tokio::task::yield_now().await;
            Ok(Override::new().set("categories", vec!["c"]))
        }),
        expected
    );
}

#[tokio::test]
async fn override_may_be_a_function() {
    async fn categories(step: ProviderStep<Campaign, Email>) -> Result<Value> {
        Ok(json!({ "categories": [step.controls.name] }))
    }
    assert_eq!(sendgrid!(categories), json!({ "categories": ["autumn"] }));
}

#[tokio::test]
async fn override_sees_controls_and_the_unsanitised_output() {
    assert_eq!(
        sendgrid!(|step| json!({
            "subject": step.output.subject,
            "categories": [step.controls.name, step.output.body, step.output_json()["subject"]],
        })),
        json!({ "subject": "s", "categories": ["autumn", "<i>b</i><script>", "s"] })
    );
}

#[tokio::test]
async fn unknown_override_members_are_removed_and_passthrough_is_kept() {
    assert_eq!(
        sendgrid!(|_| {
            let passthrough = Passthrough::new().body("a", 1).header("X-A", "b").query("c", "d");
            Override::new()
                .set("unknown", 1)
                .set("ipPoolName", "pool")
                .passthrough(passthrough)
        }),
        json!({
            "ipPoolName": "pool",
            "_passthrough": { "body": { "a": 1 }, "headers": { "X-A": "b" }, "query": { "c": "d" } },
        })
    );
}

#[tokio::test]
async fn failing_or_invalid_override_is_a_provider_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("fails", || Sms::new("b"))
            .provider("twilio", |_| Err::<Override, _>("no number".into()))
            .await?;
        cx.step
            .sms("wrong", || Sms::new("b"))
            .provider("twilio", async |_| json!({ "to": "12" }))
            .await?;
        cx.step
            .sms("none", || Sms::new("b"))
            .provider("twilio", |_| Value::Null)
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let mut state = Vec::new();
    for (step, cause) in [("fails", "no number"), ("wrong", "/to"), ("none", "")] {
        let answer = bridge.execute(step, event(&state)).await;
        let stack = answer.1["data"]["stack"].as_str().unwrap().to_owned();
        let message = failure(answer, 502, "ProviderExecutionFailedError");
        assert_eq!(stack, message);
        for part in ["`twilio`", step, "`w`", cause] {
            assert!(message.contains(part), "{message}");
        }
        state.push((step, json!({})));
    }
}

#[tokio::test]
async fn preview_mocks_a_failing_override() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("b"))
            .provider("twilio", |_| Err::<Override, _>("no number".into()))
            .await?;
    });
    let (status, body) = Bridge::of(&workflow).preview("s", event(&[])).await;
    assert_eq!(
        (status, body["providers"]["twilio"].is_object()),
        (200, true),
        "{body}"
    );
}

#[tokio::test]
async fn providers_keep_declaration_order() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("b"))
            .providers(["plivo", "sns"].map(|id| (id, move |_| json!({ "id": id }))))
            .provider("twilio", |_| json!({ "to": "+4915123456789" }))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let (_, body) = bridge.execute("s", event(&[])).await;
    assert_eq!(
        body["providers"].to_string(),
        r#"{"plivo":{"id":"plivo"},"sns":{"id":"sns"},"twilio":{"to":"+4915123456789"}}"#
    );
    let step = &bridge.discover().await["workflows"][0]["steps"][0];
    let types: Vec<_> = step["providers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|provider| provider["type"].clone())
        .collect();
    assert_eq!(types, ["plivo", "sns", "twilio"]);
    assert_eq!(step["options"], json!({ "providers": {} }));
}
