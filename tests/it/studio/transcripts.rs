//! Transcripts of conversations as tests.

use super::{post, turns::layer};
use serde_json::{Value, json};

/// The test that the studio prints for [`transcript`]. It is compiled and runs with the other tests.
mod printed {
    use super::super::turns::registry;

    include!("printed_test.rs");
}

/// Every kind of deed, by two people.
fn transcript() -> Value {
    let say = |by: &str, text: &str| json!({ "do": { "say": { "by": by, "text": text } } });
    let respond = |by: &str, request: &str, name: &str, value: Value| {
        let mut respond = json!({ "by": by, "request": request });
        respond[name] = value;
        json!({ "do": { "respond": respond } })
    };
    let mut twice_refused = say("ann", "card");
    twice_refused["fail"] = json!([503, 503]);
    let mut refused = say("ann", "hello");
    refused["fail"] = json!([400]);
    let file = json!({ "name": "a.txt", "mime": "text/plain", "data": "aGVsbG8=" });
    let click = |action: &str, value: Value| json!({ "do": { "click": { "by": "ann", "message": "msg_1", "action": action, "value": value } } });
    let react = |added: bool| json!({ "do": { "react": { "by": "bob", "message": "msg_1", "emoji": "eyes", "added": added } } });
    let mut late = respond("ann", "hr_1", "text", "8".into());
    late["do"]["respond"]["expired"] = true.into();
    json!({
        "v": 1, "agent": "support", "transport": "events", "platform": "teams",
        "people": { "ann": { "firstName": "Ann", "data": { "quote": "\"#" } }, "bob": {} },
        "context": { "tenant": "acme" },
        "do": [
            twice_refused,
            click("refund", Value::Null),
            click("size", "l".into()),
            react(true),
            react(false),
            say("bob", "approve"),
            json!({ "do": { "decide": { "by": "ann", "approval": "call-1", "approved": true } } }),
            say("ann", "ask"),
            respond("bob", "hr_2", "option", "red".into()),
            late,
            json!({ "do": { "say": { "by": "ann", "text": "files", "files": [file] } } }),
            say("ann", "effects"),
            say("ann", "edit"),
            say("ann", "fail"),
            say("ann", "panic"),
            refused,
            say("ann", "resolve"),
            say("ann", "a \"quoted\"\nline\\ with {braces}"),
            json!({ "do": { "resolve": {} } }),
        ],
    })
}

#[tokio::test]
async fn transcript_is_printed_as_a_test_that_compiles_and_passes() {
    let answer = post(&layer(), "/api/test", transcript()).await;
    assert_eq!((&answer["ok"], &answer["curl"]), (&json!(true), &Value::Null));
    let source = answer["rust"].as_str().unwrap();
    assert_eq!(source, include_str!("printed_test.rs"), "{source}");
}

#[tokio::test]
async fn transcript_over_replies_names_its_transport() {
    let mut transcript = transcript();
    transcript["transport"] = json!("replies");
    transcript["do"].as_array_mut().unwrap().truncate(1);
    transcript["do"][0]["fail"] = json!([500]);
    let answer = post(&layer(), "/api/test", transcript).await;
    let source = answer["rust"].as_str().unwrap();
    for line in [
        "use novu_framework::{agent::TurnOutcome, testing::Conversation};",
        "async fn support_with_1_event() -> Result<(), Box<dyn Error>> {",
        "Conversation::new(&registry()?, \"support\").replies().platform(\"teams\")",
        "    chat.fail_attempts([500]);",
        "    assert_eq!(turn.outcome(), TurnOutcome::Undelivered);",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
}

#[tokio::test]
async fn transcript_that_cannot_be_played_names_its_event() {
    for (index, event, cause) in [
        (
            0,
            json!({ "do": { "say": { "by": "eve", "text": "x" } } }),
            "`eve`",
        ),
        (
            1,
            json!({ "do": { "decide": { "by": "ann", "approval": "call-9", "approved": true } } }),
            "`call-9`",
        ),
    ] {
        let mut transcript = transcript();
        transcript["do"][index] = event;
        let answer = post(&layer(), "/api/test", transcript).await;
        let error = &answer["error"];
        assert_eq!(
            (&answer["ok"], &error["part"], &error["pointer"]),
            (&json!(false), &json!("scenario"), &json!(format!("/do/{index}")))
        );
        assert!(error["message"].as_str().unwrap().contains(cause), "{error}");
    }
}

#[tokio::test]
async fn transcript_over_a_limit_is_refused_with_its_name() {
    let event = json!({ "do": { "resolve": {} } });
    let mut long = transcript();
    long["do"] = vec![event.clone(); 51].into();
    let mut failing = transcript();
    failing["do"][0]["fail"] = vec![503; 101].into();
    for (body, limit) in [(long, "the limit is 50"), (failing, "the limit is 100")] {
        let (status, error) = super::turns::refused(&layer(), "/api/test", &body).await;
        assert_eq!((status.as_u16(), &error["code"]), (413, &json!("limit")));
        assert!(error["message"].as_str().unwrap().contains(limit), "{error}");
    }
}
