//! Scenarios and the tests that are made from them.

use super::{KEY, bob, open, post, request, send};
use http::{Method, StatusCode};
use http_body_util::Full;
use novu_framework::{
    Context, Digest, NovuLayer, Registry, Result, Sms, Throttle, Unit, Workflow, output::ThrottleUnit,
    studio::Studio,
};
use serde_json::{Value, json};

/// The parts of a happening that do not depend on the speed of the machine.
fn happenings(answer: &Value) -> Vec<Value> {
    let mut list = answer["happenings"].as_array().unwrap().clone();
    for happening in &mut list {
        happening.as_object_mut().unwrap().remove("took");
    }
    list
}

#[tokio::test]
async fn run_shows_digest_retry_and_end() {
    let scenario = json!({
        "workflow": "comment", "start": "2026-03-02T09:00:00Z", "subscribers": { "ann": { "firstName": "Ann" } },
        "events": [{ "at": 0, "to": "ann", "payload": bob() }, { "at": 1_200_000, "to": "ann", "payload": bob() }],
        "fail": { "mail": [503] },
    });
    let answer = post(&open(), "/api/run", scenario).await;
    assert_eq!(
        (&answer["ok"], &answer["cut"], &answer["clock"]),
        (&json!(true), &json!(false), &json!(3_601_000))
    );
    let shown = happenings(&answer);
    assert_eq!(
        shown,
        [
            json!({ "at": 0, "run": 0, "step": "inbox", "what": "sent", "attempt": 1, "exchange": 0, "status": 200 }),
            json!({ "at": 0, "run": 0, "step": "batch", "what": "waits", "until": 3_600_000, "attempt": 1, "exchange": 1, "status": 200 }),
            json!({ "at": 1_200_000, "run": 1, "step": "inbox", "what": "sent", "attempt": 1, "exchange": 2, "status": 200 }),
            json!({ "at": 1_200_000, "run": 1, "step": "batch", "what": "joins", "into": 0, "count": 2, "attempt": 1, "exchange": 3, "status": 200 }),
            json!({ "at": 1_200_000, "run": 1, "what": "merged", "status": "merged" }),
            json!({ "at": 3_600_000, "run": 0, "step": "batch", "what": "sent", "attempt": 1, "count": 2 }),
            json!({ "at": 3_600_000, "run": 0, "step": "mail", "what": "fails", "until": 3_601_000, "attempt": 1, "exchange": 4, "status": 503 }),
            json!({ "at": 3_601_000, "run": 0, "step": "mail", "what": "sent", "attempt": 2, "exchange": 5, "status": 200 }),
            json!({ "at": 3_601_000, "run": 0, "what": "ends", "status": "completed" }),
        ]
    );
    let mail = &answer["exchanges"][5];
    assert_eq!(
        (&mail["run"], &mail["step"], &mail["attempt"]),
        (&json!(0), &json!("mail"), &json!(2))
    );
    assert_eq!(mail["outputs"]["subject"], "Bob commented");
    assert_eq!(mail["inputs"]["state"]["batch"]["eventCount"], 2);
    assert_eq!(
        answer["exchanges"][4]["error"]["again"],
        json!({ "after": 1000, "attempt": 1, "of": 4 })
    );
    assert_eq!(answer["runs"][0]["steps"][1]["events"], 2);
}

#[tokio::test]
async fn step_with_a_given_output_does_not_run() {
    let scenario =
        json!({ "workflow": "pay", "events": [{ "to": "ann" }], "give": { "charge": { "id": 7 } } });
    let answer = post(&open(), "/api/run", scenario).await;
    assert_eq!(answer["runs"][0]["status"], "completed");
    assert_eq!(answer["runs"][0]["steps"][2]["outputs"]["body"], "Paid: 7");
    let without = post(
        &open(),
        "/api/run",
        json!({ "workflow": "pay", "events": [{ "to": "ann" }] }),
    )
    .await;
    assert_eq!(without["runs"][0]["status"], "failed");
}

#[tokio::test]
async fn scenario_that_cannot_be_played_names_its_part() {
    let layer = open();
    for (scenario, pointer) in [
        (
            json!({ "workflow": "comment", "events": [{ "to": "ann", "payload": { "author": 5 } }] }),
            "/events/0/payload",
        ),
        (
            json!({ "workflow": "comment", "start": "soon", "events": [] }),
            "/start",
        ),
        (
            json!({ "workflow": "pay", "events": [{ "at": 9, "to": "a" }, { "at": 8, "to": "a" }] }),
            "/events/1/at",
        ),
        (
            json!({ "workflow": "pay", "events": [{ "at": u64::MAX, "to": "a" }] }),
            "/events/0/at",
        ),
        (
            json!({ "workflow": "nothing", "events": [{ "to": "a" }] }),
            "/events/0/payload",
        ),
    ] {
        for path in ["/api/run", "/api/test"] {
            let answer = post(&layer, path, scenario.clone()).await;
            assert_eq!(answer["ok"], false, "{scenario}");
            assert_eq!(
                (&answer["error"]["part"], &answer["error"]["pointer"]),
                (&json!("scenario"), &json!(pointer))
            );
        }
    }
}

#[tokio::test]
async fn scenario_over_a_limit_is_refused_with_its_name() {
    let events: Vec<_> = (0..51)
        .map(|_| json!({ "to": "ann", "payload": bob() }))
        .collect();
    let body = json!({ "workflow": "comment", "events": events });
    let text = body.to_string();
    let request = request(Method::POST, "/api/run", Some(&body))
        .body(Full::from(text))
        .unwrap();
    let response = send(&open(), request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let error: Value = serde_json::from_slice(response.body()).unwrap();
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains("the limit is 50"),
        "{error}"
    );
}

#[tokio::test]
async fn test_source_has_the_scenario_and_its_outcome() {
    let scenario = json!({
        "workflow": "comment", "start": "2026-03-02T09:00:00Z",
        "events": [{ "at": 0, "to": "ann", "payload": bob() }, { "at": 60_000, "to": "bob", "payload": { "author": "O'\"#", "text": "x" } }],
        "results": { "inbox": { "seen": true, "read": true } },
    });
    let answer = post(&open(), "/api/test", scenario).await;
    let source = answer["rust"].as_str().unwrap();
    for line in [
        "async fn comment_with_2_events() -> Result<(), Box<dyn Error>> {",
        "    let mut novu = Platform::new(&registry()?).starting_at(\"2026-03-02T09:00:00Z\")?;",
        "    novu.advance(Duration::from_millis(60000)).await;",
        "    novu[run_1].step(\"mail\").assert_status(Status::Skipped);",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
    let curl = answer["curl"].as_str().unwrap();
    assert!(
        curl.starts_with(
            "curl 'http://localhost:4000/api/novu?action=execute&workflowId=comment&stepId=inbox'"
        ),
        "{curl}"
    );
    assert!(curl.contains(r"O'\''\"), "{curl}");
}

#[tokio::test]
async fn test_source_sets_everything_that_the_scenario_sets() {
    let long = "x\"#".repeat(100);
    let scenario = json!({
        "workflow": "pay", "events": [{ "to": "ann" }],
        "env": { "shop": "EU" }, "context": { "tenant": { "id": 7 } },
        "controls": { "text": { "list": [long] } },
        "give": { "charge": { "id": 7 } },
        "fail": { "text": [503] },
    });
    let answer = post(&open(), "/api/test", scenario).await;
    let source = answer["rust"].as_str().unwrap();
    assert!(
        source.starts_with(
            "use novu_framework::testing::{Platform, Status};\nuse std::error::Error;\n\n\
             #[tokio::test]\nasync fn pay_with_1_event() -> Result<(), Box<dyn Error>> {\n"
        ),
        "{source}"
    );
    let body = json!({ "list": [long] });
    for line in [
        "    let mut novu = Platform::new(&registry()?);",
        "    novu.set_env(\"shop\", serde_json::Value::from(\"EU\"));",
        "    novu.set_context(\"tenant\", serde_json::json!({\"id\":7}));",
        // One hash more than any quote of the text has behind it.
        &format!(
            "    novu.set_controls(\"text\", serde_json::from_str::<serde_json::Value>(r##\"{body}\"##)?);"
        ),
        "    novu.set_output(\"charge\", serde_json::json!({\"id\":7}));",
        "    novu.fail_next(\"text\", [503]);",
        "    novu[run_1].step(\"text\").assert_status(Status::Completed);",
    ] {
        assert!(source.lines().any(|known| known == line), "{line}\n{source}");
    }
}

#[tokio::test]
async fn test_source_has_a_valid_name_for_any_workflow_and_counts_digested_events() {
    let digest = Workflow::builder("1 digest/ü", async |cx: Context<Value>| {
        cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
        cx.step.sms("text", || Sms::new("b")).await?;
        Ok(())
    })
    .build();
    let registry = Registry::builder().workflow(&digest).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .secret_key(KEY)
        .studio(Studio::new().insecure_without_token());
    let scenario = json!({ "workflow": "1 digest/ü", "events": [{ "to": "ann" }, { "at": 1000, "to": "ann" }, { "at": 2000, "to": "ann" }] });
    let answer = post(&layer.build().unwrap(), "/api/test", scenario).await;
    let source = answer["rust"].as_str().unwrap();
    assert!(
        source.contains("\nasync fn test_1_digest___with_3_events() "),
        "{source}"
    );
    assert!(
        source.contains("\n    assert_eq!(novu[run_1].step(\"batch\").events().len(), 3);\n"),
        "{source}"
    );
}

#[tokio::test]
async fn skipped_empty_and_throttled_steps_are_happenings() {
    let workflow = Workflow::builder("alert", async |cx: Context<Value>| -> Result<()> {
        cx.step
            .throttle("limit", || Throttle::fixed(1, ThrottleUnit::Hours))
            .await?;
        cx.step.sms("skipped", || Sms::new("b")).skip(|_| true).await?;
        if cx.payload["end"] == true {
            return Ok(());
        }
        cx.step.sms("last", || Sms::new("b")).await?;
        Ok(())
    })
    .build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .secret_key(KEY)
        .studio(Studio::new().insecure_without_token());
    let event = json!({ "to": "ann", "payload": { "end": true } });
    let answer = post(
        &layer.build().unwrap(),
        "/api/run",
        json!({ "workflow": "alert", "events": [event, event] }),
    )
    .await;
    let kinds: Vec<_> = happenings(&answer)
        .iter()
        .map(|happening| happening["what"].clone())
        .collect();
    for kind in ["skipped", "empty", "throttled"] {
        assert!(kinds.contains(&json!(kind)), "{kind}: {answer}");
    }
}
