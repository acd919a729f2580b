//! Scenarios and the tests that are made from them.

use super::{bob, open, post, request, send};
use http::{Method, StatusCode};
use http_body_util::Full;
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
