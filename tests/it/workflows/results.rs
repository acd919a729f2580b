//! The results of steps.

use super::{Bridge, event, failure, workflow};
use novu_framework::{Delay, Digest, InApp, Sms, Throttle, Unit, output::ThrottleUnit};
use serde::Deserialize;
use serde_json::{Value, json};

/// The text of step `then` after step `s` had that result.
macro_rules! said {
    ($workflow:expr, $result:expr) => {{
        let (status, mut body) = Bridge::of(&$workflow)
            .execute("then", event(&[("s", $result)]))
            .await;
        assert_eq!(status, 200, "{body}");
        body["outputs"]["body"].take()
    }};
}

#[tokio::test]
async fn in_app_result_reports_seen_and_read() {
    let workflow = workflow!(|cx| {
        let inbox = cx.step.in_app("s", || InApp::new("b")).await?;
        cx.step.sms("then", || Sms::new(format!("{inbox:?}"))).await?;
    });
    let date = "2024-10-01T00:00:00.000Z";
    let text = said!(
        workflow,
        json!({ "seen": true, "read": false, "lastSeenDate": date, "lastReadDate": null })
    );
    let text = text.as_str().unwrap();
    assert!(text.contains("seen: true, read: false"), "{text}");
    assert!(
        text.contains(&format!("last_seen_date: Some({date:?}), last_read_date: None")),
        "{text}"
    );
}

#[tokio::test]
async fn digest_result_has_its_events() {
    let workflow = workflow!(|cx| {
        let batch = cx.step.digest("s", || Digest::every(1, Unit::Days)).await?;
        let names: Vec<_> = batch
            .events
            .iter()
            .map(|event| event.payload["name"].to_string())
            .collect();
        cx.step
            .sms("then", || {
                Sms::new(format!("{} {:?}", names.concat(), batch.event_count))
            })
            .await?;
    });
    let event = |name: &str| json!({ "id": "j", "time": "t", "payload": { "name": name } });
    let text = said!(
        workflow,
        json!({ "events": [event("Ann"), event("Bob")], "eventCount": 2 })
    );
    assert_eq!(text, r#""Ann""Bob" Some(2.0)"#);
    assert_eq!(said!(workflow, json!({ "events": [] })), " None");
}

#[tokio::test]
async fn delay_result_has_its_duration_and_throttle_result_its_decision() {
    let workflow = workflow!(|cx| {
        let delay = cx.step.delay("s", || Delay::of(1, Unit::Days)).await?;
        cx.step
            .sms("then", || Sms::new(delay.duration.to_string()))
            .await?;
    });
    assert_eq!(said!(workflow, json!({ "duration": 1500 })), "1500");

    let workflow = workflow!(|cx| {
        let throttle = cx
            .step
            .throttle("s", || Throttle::fixed(1, ThrottleUnit::Days))
            .await?;
        let text = format!(
            "{} {:?} {:?}",
            throttle.throttled, throttle.execution_count, throttle.threshold
        );
        cx.step.sms("then", || Sms::new(text)).await?;
    });
    assert_eq!(
        said!(
            workflow,
            json!({ "throttled": true, "executionCount": 3, "threshold": 2 })
        ),
        "true Some(3.0) Some(2.0)"
    );
}

#[tokio::test]
async fn result_as_reads_another_type() {
    #[derive(Deserialize)]
    struct Waited {
        duration: u64,
    }
    let workflow = workflow!(|cx| {
        let raw = cx
            .step
            .delay("s", || Delay::of(1, Unit::Days))
            .result_as::<Value>()
            .await?;
        cx.step.sms("then", || Sms::new(raw.to_string())).await?;
    });
    assert_eq!(
        said!(workflow, json!({ "duration": 1500 })),
        r#"{"duration":1500}"#
    );

    let workflow = workflow!(|cx| {
        // Discovery mocks any number; the type takes only some of them.
        let waited = cx
            .step
            .delay("s", || Delay::of(1, Unit::Days))
            .result_as::<Waited>()
            .await;
        cx.step
            .sms("then", async || Ok(Sms::new(waited?.duration.to_string())))
            .await?;
    });
    assert_eq!(said!(workflow, json!({ "duration": 1500 })), "1500");
    let answer = Bridge::of(&workflow)
        .execute("then", event(&[("s", json!({ "duration": -1 }))]))
        .await;
    failure(answer, 400, "ExecutionStateResultInvalidError");
}

#[tokio::test]
async fn first_of_two_state_entries_wins() {
    let workflow = workflow!(|cx| {
        let delay = cx.step.delay("s", || Delay::of(1, Unit::Days)).await?;
        cx.step
            .sms("then", || Sms::new(delay.duration.to_string()))
            .await?;
    });
    let event = event(&[
        ("x", json!(1)),
        ("s", json!({ "duration": 1 })),
        ("s", json!({ "duration": 2 })),
    ]);
    assert_eq!(
        Bridge::of(&workflow).execute("then", event).await.1["outputs"]["body"],
        "1"
    );
}
