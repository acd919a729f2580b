//! Previews of steps.

use super::{Bridge, event, workflow};
use novu_framework::{Email, Sms};
use serde_json::{Value, json};

/// Returns a bridge with a step `s` that shows the subscriber, as the function and as templates see it.
fn bridge() -> Bridge {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[serde(default)]
    struct Controls {
        text: String,
    }

    impl Default for Controls {
        fn default() -> Self {
            Self {
                text: "{{ subscriber.firstName }} {{ subscriber.email }} {{ subscriber.locale }}".into(),
            }
        }
    }

    Bridge::of(&workflow!(|cx| {
        cx.step
            .sms("s", |controls: Controls| {
                Sms::new(format!("{}: {}", json!(cx.subscriber), controls.text))
            })
            .await?;
    }))
}

async fn text(subscriber: Option<Value>) -> String {
    let mut event = event(&[]);
    match subscriber {
        Some(subscriber) => event["subscriber"] = subscriber,
        None => drop(event.as_object_mut().unwrap().remove("subscriber")),
    }
    let (status, body) = bridge().preview("s", event).await;
    assert_eq!(status, 200, "{body}");
    body["outputs"]["body"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn preview_without_a_subscriber_has_a_mock_one() {
    let mock = "{\"subscriberId\":\"[placeholder]\",\"firstName\":\"[placeholder]\",\"lastName\":\"[placeholder]\",\
                \"email\":\"user@example.com\",\"phone\":\"+12025550100\",\"avatar\":\"https://example.com/avatar.png\",\
                \"locale\":\"en_US\",\"timezone\":\"Etc/UTC\",\"data\":{}}: [placeholder] user@example.com en_US";
    for nobody in [None, Some(json!({})), Some(Value::Null)] {
        assert_eq!(text(nobody.clone()).await, mock, "{nobody:?}");
    }
}

#[tokio::test]
async fn preview_of_a_known_subscriber_mocks_nothing() {
    let ann = json!({ "subscriberId": "ann" });
    assert_eq!(text(Some(ann)).await, "{\"subscriberId\":\"ann\"}:   ");
}

#[tokio::test]
async fn execute_without_a_subscriber_mocks_nothing() {
    let mut event = event(&[]);
    event["subscriber"] = json!({});
    let (status, body) = bridge().execute("s", event).await;
    assert_eq!(
        (status, body["outputs"]["body"].as_str()),
        (200, Some("{}:   ")),
        "{body}"
    );
}

#[tokio::test]
async fn is_preview_is_true_in_previews_only() {
    let bridge = Bridge::of(&workflow!(|cx| {
        assert!(!cx.is_preview() || cx.subscriber.subscriber_id.is_some());
        cx.step
            .email("s", || Email::new("x", cx.is_preview().to_string()))
            .await?;
    }));
    let (_, body) = bridge.preview("s", event(&[])).await;
    assert_eq!(body["outputs"]["body"], "true");
    assert_eq!(bridge.outputs("s").await["body"], "false");
    let whole = json!({ "to": "ann", "payload": {} });
    let (_, body) = bridge.post("/workflows/w/execute", whole).await;
    assert_eq!(body["step_results"]["s"]["body"], "false", "{body}");
}
