//! The route that runs all steps of a workflow.

use super::{Bridge, keys, program::program, workflow};
use bytes::Bytes;
use novu_framework::{Digest, InApp, NoControls, Sms, Unit};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

const PATH: &str = "/workflows/w/execute";

fn comment() -> Value {
    json!({ "author": "Bob", "text": "Nice!", "post_id": "p1" })
}

#[tokio::test]
async fn whole_run_executes_all_steps_in_order() {
    let (status, body) = Bridge::of(&program())
        .post(PATH, json!({ "to": "ann", "payload": comment() }))
        .await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        keys(&body),
        [
            "workflow_id",
            "status",
            "steps_executed",
            "step_results",
            "payload"
        ]
    );
    assert_eq!(
        (&body["workflow_id"], &body["status"]),
        (&json!("w"), &json!("completed"))
    );
    assert_eq!(body["steps_executed"], 3);
    assert_eq!(body["payload"], comment());
    let results = &body["step_results"];
    assert_eq!(keys(results), ["inbox", "batch", "mail"]);
    assert_eq!(results["inbox"], json!({ "body": "Bob said: Nice!" }));
    assert_eq!(results["batch"], json!({ "amount": 1, "unit": "hours" }));
    assert_eq!(results["mail"]["body"], "<p>1 new comments</p><p>footer</p>");
}

#[tokio::test]
async fn whole_run_templates_see_earlier_results() {
    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": { "s": { "type": "string", "default": "{{steps.batch.eventCount}} {{steps.rate.usd}}" } },
        })
    }
    let workflow = workflow!(|cx| {
        let rate = || json!({ "usd": 2 });
        cx.step
            .http_request::<Value, NoControls, _, _>("rate", rate)
            .await?;
        cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
        cx.step
            .sms("text", |controls: Value| {
                Sms::new(controls["s"].as_str().unwrap_or_default())
            })
            .control_schema(schema())
            .await?;
    });
    let (_, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!(body["step_results"]["text"], json!({ "body": "1 2" }));
}

#[tokio::test]
async fn whole_run_calls_the_function_once_up_to_its_last_step() {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    static ENDED: AtomicUsize = AtomicUsize::new(0);
    let workflow = workflow!(|cx| {
        STARTED.fetch_add(1, Ordering::Relaxed);
        cx.step.sms("first", || Sms::new("Hi")).await?;
        cx.step
            .sms("second", || Sms::new("Hi"))
            .skip(|_: NoControls| true)
            .await?;
        ENDED.fetch_add(1, Ordering::Relaxed);
    });
    let bridge = Bridge::of(&workflow);
    let counts = || (STARTED.load(Ordering::Relaxed), ENDED.load(Ordering::Relaxed));
    // Discovery runs all of it.
    assert_eq!(counts(), (1, 1));
    bridge.post(PATH, json!({ "to": "ann" })).await;
    assert_eq!(counts(), (2, 1));
}

#[tokio::test]
async fn whole_run_has_empty_results_for_skipped_steps() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("a", || Sms::new("a"))
            .skip(|_: NoControls| true)
            .await?;
        cx.step.sms("b", || Sms::new("b")).await?;
    });
    let (status, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!((status, &body["status"]), (200, &json!("completed")), "{body}");
    assert_eq!(body["step_results"], json!({ "a": {}, "b": { "body": "b" } }));
}

#[tokio::test]
async fn whole_run_digest_has_one_event_and_inbox_message_is_unread() {
    let workflow = workflow!(|cx| {
        let inbox = cx.step.in_app("i", || InApp::new("b")).await?;
        let batch = cx.step.digest("d", || Digest::every(1, Unit::Days)).await?;
        let payloads: Vec<_> = batch.events.into_iter().map(|event| event.payload).collect();
        let text = json!([inbox.seen, inbox.read, payloads, batch.event_count]).to_string();
        cx.step.sms("s", || Sms::new(text)).await?;
    });
    let (_, body) = Bridge::of(&workflow)
        .post(PATH, json!({ "to": "ann", "payload": { "n": 1 } }))
        .await;
    assert_eq!(
        body["step_results"]["s"]["body"],
        r#"[false,false,[{"n":1}],1.0]"#
    );
}

#[tokio::test]
async fn whole_run_recipient_is_an_id_or_a_subscriber() {
    let workflow = workflow!(|cx| {
        let name = cx
            .subscriber
            .first_name
            .as_ref()
            .or(cx.subscriber.subscriber_id.as_ref());
        cx.step
            .sms("s", || Sms::new(name.map_or("nobody", String::as_str)))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    for (to, name) in [
        (json!("ann"), "ann"),
        (json!({ "subscriberId": "ann", "firstName": "Ann" }), "Ann"),
    ] {
        let (status, body) = bridge
            .post(PATH, json!({ "to": to, "metadata": { "k": 1 } }))
            .await;
        assert_eq!(
            (status, &body["step_results"]["s"]["body"]),
            (200, &json!(name)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn whole_run_controls_have_their_defaults() {
    #[derive(Deserialize, JsonSchema)]
    struct Controls {
        #[serde(default = "hello")]
        text: String,
    }
    fn hello() -> String {
        "hello".into()
    }
    let workflow = workflow!(|cx| {
        cx.step.sms("s", |c: Controls| Sms::new(c.text)).await?;
    });
    let (_, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!(body["step_results"]["s"], json!({ "body": "hello" }));
}

#[tokio::test]
async fn whole_run_takes_http_request_results_from_the_resolver() {
    let workflow = workflow!(|cx| {
        let response: Value = cx.step.http_request("h", || json!({ "n": 1 })).await?;
        cx.step.sms("s", || Sms::new(response["n"].to_string())).await?;
    });
    let (status, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!(
        (status, &body["step_results"]),
        (200, &json!({ "h": { "n": 1 }, "s": { "body": "1" } })),
        "{body}"
    );
}

/// Asserts that the answer is a `detail` with that status and gives it.
#[track_caller]
fn detail((status, body): super::Answer, expected: u16) -> String {
    assert_eq!((status, keys(&body)), (expected, vec!["detail"]), "{body}");
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whole_run_of_an_unknown_workflow_is_404() {
    let bridge = Bridge::of(&program());
    let answer = bridge
        .post(
            "/workflows/nope/execute",
            json!({ "to": "ann", "payload": comment() }),
        )
        .await;
    assert!(detail(answer, 404).contains("`nope`"));
    assert!(
        detail(
            bridge
                .send("POST", "/workflows/nope/execute", Bytes::from("{"))
                .await,
            404
        )
        .contains("`nope`")
    );
}

#[tokio::test]
async fn whole_run_with_an_invalid_body_is_400_with_the_reason() {
    let bridge = Bridge::of(&program());
    assert!(detail(bridge.send("POST", PATH, Bytes::from("{\"to\":")).await, 400).contains("JSON"));
    assert!(detail(bridge.send("POST", PATH, Bytes::new()).await, 400).contains("JSON"));
    assert!(detail(bridge.post(PATH, json!([])).await, 400).contains("object"));
    for (body, field) in [
        (json!({ "payload": comment() }), "`to`"),
        (json!({ "to": 7, "payload": comment() }), "`to`"),
        (json!({ "to": null, "payload": comment() }), "`to`"),
        (
            json!({ "to": "ann", "payload": comment(), "metadata": 1 }),
            "`metadata`",
        ),
        (
            json!({ "to": "ann", "payload": { "text": "Nice!", "post_id": "p1" } }),
            "author",
        ),
        (
            json!({ "to": "ann", "payload": { "author": 7, "text": "Nice!", "post_id": "p1" } }),
            "/author",
        ),
        (json!({ "to": "ann" }), "author"),
    ] {
        let detail = detail(bridge.post(PATH, body).await, 400);
        assert!(detail.contains(field), "{field} in {detail}");
    }
}

#[tokio::test]
async fn whole_run_with_a_failing_step_is_500() {
    let workflow = workflow!(|cx| {
        cx.step.sms("good", || Sms::new("a")).await?;
        cx.step
            .sms("bad", || {
                Err::<Sms, _>(novu_framework::Error::retryable("no signal"))
            })
            .await?;
    });
    let detail = detail(
        Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await,
        500,
    );
    assert!(
        detail.contains("`bad`") && detail.contains("no signal"),
        "{detail}"
    );
}

#[tokio::test]
async fn whole_run_reveals_no_panic_message() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || -> Sms { panic!("secret") }).await?;
    });
    let detail = detail(
        Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await,
        500,
    );
    assert!(detail.contains("`s`") && !detail.contains("secret"), "{detail}");
}

#[tokio::test]
async fn whole_run_omits_a_step_whose_error_was_caught() {
    let workflow = workflow!(|cx| {
        cx.step.sms("good", || Sms::new("a")).await?;
        let _ = cx.step.sms("bad", || Err::<Sms, _>("no signal".into())).await;
    });
    let (status, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!((status, &body["steps_executed"]), (200, &json!(1)), "{body}");
    assert_eq!(body["step_results"], json!({ "good": { "body": "a" } }));
}

/// As with any other future: a function that catches an error continues.
#[tokio::test]
async fn whole_run_continues_after_a_caught_error() {
    let workflow = workflow!(|cx| {
        let _ = cx.step.sms("bad", || Err::<Sms, _>("no signal".into())).await;
        cx.step.sms("good", || Sms::new("a")).await?;
    });
    let (status, body) = Bridge::of(&workflow).post(PATH, json!({ "to": "ann" })).await;
    assert_eq!((status, &body["steps_executed"]), (200, &json!(1)), "{body}");
    assert_eq!(body["step_results"], json!({ "good": { "body": "a" } }));
}
