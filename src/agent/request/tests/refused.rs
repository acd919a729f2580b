//! Bodies and events that are refused.

use super::*;

#[test]
fn body_that_is_not_an_object_is_refused() {
    for text in [
        "",
        "{bad",
        "[1]",
        "12",
        "null",
        "\"x\"",
        "{}",
        "{\"conversation\"",
    ] {
        let error = read_text("onMessage", text.as_bytes()).unwrap_err();
        assert!(error.contains("send the "), "{text}: {error}");
    }
    let deep = format!("{{\"conversation\":{}", "[".repeat(100_000));
    assert!(read_text("onMessage", deep.as_bytes()).is_err());
}

#[test]
fn missing_parts_are_refused_with_their_place() {
    for (event, changes, place) in [
        (
            "onMessage",
            json!({"conversation": "absent"}),
            "`/conversation` is not an object",
        ),
        (
            "onMessage",
            json!({"conversation": null}),
            "`/conversation` is not an object",
        ),
        (
            "onMessage",
            json!({"conversation": "x"}),
            "`/conversation` is not an object",
        ),
        (
            "onMessage",
            json!({"replyUrl": "absent"}),
            "`/replyUrl` is missing",
        ),
        ("onMessage", json!({"replyUrl": 5}), "`/replyUrl` is not a text"),
        (
            "onMessage",
            json!({"replyUrl": "nowhere"}),
            "`/replyUrl` is not an absolute URL",
        ),
        (
            "onMessage",
            json!({"eventsUrl": "nowhere"}),
            "`/eventsUrl` is not an absolute URL",
        ),
        (
            "onMessage",
            json!({"eventsUrl": {}}),
            "`/eventsUrl` is not a text",
        ),
        (
            "onMessage",
            json!({"conversationId": "absent"}),
            "`/conversationId` is not a text",
        ),
        (
            "onMessage",
            json!({"conversationId": ""}),
            "`/conversationId` is not a text, or is empty",
        ),
        (
            "onMessage",
            json!({"integrationIdentifier": "absent"}),
            "`/integrationIdentifier`",
        ),
        (
            "onMessage",
            json!({"message": null}),
            "`/message` is not an object",
        ),
        (
            "onMessage",
            json!({"message": "absent"}),
            "`/message` is not an object",
        ),
        (
            "onMessage",
            json!({"message": "hello"}),
            "`/message` is not an object",
        ),
        ("onAction", json!({}), "`/action` is not an object"),
        ("onReaction", json!({}), "`/reaction` is not an object"),
        ("onStart", json!({}), "the event `onStart` is unknown"),
        ("onmessage", json!({}), "the event `onmessage` is unknown"),
        (
            "onToolApproval",
            json!({}),
            "the event `onToolApproval` is unknown",
        ),
        ("", json!({}), "the query has no `event`"),
    ] {
        let error = read_body(event, &changed(&changes)).expect_err(place);
        assert!(error.contains(place), "{changes}: {error}");
    }
}

#[test]
fn each_transport_needs_only_its_own_ids() {
    let events_url = "https://api.novu.co/v1/agents/events/ingest";
    for name in ["integrationIdentifier", "replyUrl"] {
        let (received, _) = read_body(
            "onMessage",
            &changed(&json!({"eventsUrl": events_url, name: "absent"})),
        )
        .unwrap();
        assert!(received.events_url.is_some());
        assert!(read_body("onMessage", &changed(&json!({name: "absent"}))).is_err());
    }
    for name in ["agentId", "deliveryId"] {
        let error = read_body(
            "onMessage",
            &changed(&json!({"eventsUrl": events_url, name: "absent"})),
        )
        .unwrap_err();
        assert!(error.contains(name), "{error}");
        assert!(read_body("onMessage", &changed(&json!({name: "absent"}))).is_ok());
    }
    for empty in [json!(null), json!(""), json!(false)] {
        assert!(received(&json!({"eventsUrl": empty})).events_url.is_none());
    }
}

#[test]
fn long_names_of_events_are_shortened() {
    assert!(read_body(&"x".repeat(100_000), &body()).unwrap_err().len() < 300);
}
