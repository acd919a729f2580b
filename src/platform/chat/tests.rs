//! Novu's side of a conversation: requests that it refuses, effects that it applies, cards that it draws.

use super::{card::content_lines, novu::Novu, refuse::Refusal};
use serde_json::{Value, json};

/// Lays `more` over what every reply has.
fn reply(more: &Value) -> Value {
    let mut body = json!({ "conversationId": "conversation-1", "integrationIdentifier": "slack" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Puts an event into an envelope, with `more` laid over it.
fn envelope(event: &Value, more: &Value) -> Value {
    let mut envelope = json!({
        "conversationId": "conversation-1", "agentId": "support", "runId": "r", "turnId": "t",
        "timestamp": "2026-01-01T00:00:00.000Z", "version": 1, "sequence": 0, "event": event,
    });
    for (name, value) in more.as_object().unwrap() {
        envelope[name] = value.clone();
    }
    json!({ "events": [envelope] })
}

fn refused(taken: Result<Value, Refusal>) -> (u16, String) {
    let Refusal { status, message } = taken.unwrap_err();
    (status, message)
}

#[test]
fn refused_reply_names_the_reason() {
    let text = json!({ "markdown": "x" });
    let ask = |more: &Value| {
        let mut signal = json!({ "type": "human", "kind": "ask", "requestId": "q", "prompt": "Which?" });
        for (name, value) in more.as_object().unwrap() {
            signal[name] = value.clone();
        }
        json!({ "signals": [signal] })
    };
    for (more, status, message) in [
        (
            json!({ "conversationId": "other" }),
            404,
            "the conversation is unknown",
        ),
        (json!({}), 400, "the request does nothing"),
        (json!({ "reply": text, "edit": {} }), 400, "`edit` stands alone"),
        (json!({ "error": {}, "reply": text }), 400, "`error` stands alone"),
        (
            json!({ "reply": { "markdown": 7 } }),
            400,
            "`markdown` has another type",
        ),
        (
            json!({ "reply": { "card": { "type": "text" } } }),
            400,
            "`card` has another type",
        ),
        (
            json!({ "reply": { "markdown": "x", "card": { "type": "card" } } }),
            400,
            "a message has exactly one of `markdown`, `card` and `toolApprovalCard`",
        ),
        (
            json!({ "addReactions": [{ "emojiName": "check" }] }),
            400,
            "`messageId` is not a text, or is empty",
        ),
        (
            json!({ "addReactions": [{ "messageId": "message-1" }] }),
            400,
            "`emojiName` is not a text, or is empty",
        ),
        (
            json!({ "edit": { "messageId": "message-9", "content": text } }),
            404,
            "the message message-9 is unknown",
        ),
        (
            json!({ "signals": [{ "type": "metadata", "action": "count", "key": "k" }] }),
            400,
            "metadata has no action `count`",
        ),
        (
            ask(&json!({ "kind": "order" })),
            400,
            "people cannot be asked by `order`",
        ),
        (
            ask(&json!({ "kind": "choose", "options": [1] })),
            400,
            "`choose` has 2 to 10 options",
        ),
        (
            ask(&json!({ "ttlSeconds": 59 })),
            400,
            "`ttlSeconds` is not within 60 seconds and 72 hours",
        ),
    ] {
        let taken = Novu::new("support").take_reply(&reply(&more));
        assert_eq!(refused(taken), (status, message.to_owned()), "{more}");
    }
    for ttl in [60, 72 * 3600] {
        let taken = Novu::new("support").take_reply(&reply(&ask(&json!({ "ttlSeconds": ttl }))));
        assert!(taken.is_ok(), "{ttl}");
    }
}

#[test]
fn refused_batch_names_the_event_and_the_reason() {
    let taken = Novu::new("support").take_events(&json!({ "events": [] }));
    assert_eq!(refused(taken), (400, "the batch has no events".to_owned()));
    let event =
        json!({ "type": "message", "role": "assistant", "messageId": "m", "content": { "markdown": "x" } });
    for (more, status, message) in [
        (
            json!({ "runId": "" }),
            400,
            "event 0: `runId` is not a text, or is empty",
        ),
        (
            json!({ "version": 2 }),
            400,
            "event 0: `version` or `sequence` is missing",
        ),
        (
            json!({ "sequence": -1 }),
            400,
            "event 0: `version` or `sequence` is missing",
        ),
        (
            json!({ "conversationId": "other" }),
            404,
            "event 0: the conversation is unknown",
        ),
        (
            json!({ "agentId": "other" }),
            400,
            "event 0: the batch is of another agent",
        ),
    ] {
        let taken = Novu::new("support").take_events(&envelope(&event, &more));
        assert_eq!(refused(taken), (status, message.to_owned()), "{more}");
    }
    let mut of_user = event;
    of_user["role"] = "user".into();
    let taken = Novu::new("support").take_events(&envelope(&of_user, &json!({})));
    let message = "a message of an agent has not the role `user`";
    assert_eq!(refused(taken), (400, message.to_owned()));
}

#[test]
fn effects_on_messages_are_applied_and_unknown_messages_noted() {
    let mut novu = Novu::new("support");
    let data = novu
        .take_reply(&reply(&json!({ "reply": { "markdown": "a\nb" } })))
        .unwrap();
    let id = data["messageId"].as_str().unwrap().to_owned();
    let effects = json!({
        "typing": { "status": "Searching" },
        "addReactions": [{ "messageId": id, "emojiName": "check" }],
        "deleteMessages": [{ "messageId": "message-9" }],
    });
    novu.take_reply(&reply(&effects)).unwrap();
    assert_eq!(
        (novu.messages[0].id(), novu.messages[0].reactions()),
        (&*id, &["check".to_owned()][..])
    );
    assert_eq!(novu.messages[0].to_string(), "a\nb");

    let event =
        json!({ "type": "message", "role": "assistant", "messageId": "m", "content": { "markdown": "x" } });
    for _attempt in 0..2 {
        novu.take_events(&envelope(&event, &json!({}))).unwrap();
    }
    assert_eq!(novu.messages.len(), 2, "a repeated attempt adds no message");
    let edit = json!({ "type": "channel.edit", "messageId": "message-9", "content": { "markdown": "y" } });
    novu.take_events(&envelope(&edit, &json!({}))).unwrap();
    let trigger = json!({ "type": "trigger", "workflowId": "refund", "to": "bob", "payload": { "n": 1 } });
    let signal = json!({ "type": "signal", "signal": trigger });
    novu.take_events(&envelope(&signal, &json!({}))).unwrap();
    let transcript = novu.transcript.to_string();
    for line in [
        "  deletes message-9, which is not there",
        "  edits message-9, which is not there",
        "  triggers refund for bob: {\"n\":1}",
    ] {
        assert!(
            transcript.lines().any(|known| known == line),
            "{line}\n{transcript}"
        );
    }
}

#[test]
fn lines_of_a_person_are_below_each_other() {
    let mut novu = Novu::new("support");
    novu.person_says("a\nb", &[]).unwrap();
    assert_eq!(novu.transcript.to_string(), "subscriber-1: a\n              b");
}

#[test]
fn every_element_of_a_card_is_drawn_as_a_line() {
    let card = json!({ "card": { "type": "card", "title": "Order", "subtitle": "7", "imageUrl": "https://x.test/o.png", "children": [
        { "type": "image", "url": "https://x.test/a.png", "alt": "A" },
        { "type": "image", "url": "https://x.test/b.png" },
        { "type": "fields", "children": [{ "label": "Total", "value": "9 €" }, {}] },
        { "type": "table", "headers": ["Item", "Price"], "rows": [["Pen", "1"], ["Ink", 8]] },
        { "type": "select", "label": "Size", "options": [{ "label": "L" }, { "label": "S" }] },
        { "type": "text_input", "label": "Why" },
        { "type": "actions", "children": [{ "type": "button", "label": "Pay" }, { "type": "text_input", "label": "Tip" }, { "type": "new" }] },
        { "type": "new" },
    ] } });
    let drawn = content_lines(&card, &["a.pdf".to_owned()]);
    assert_eq!(
        drawn,
        [
            "card \"Order\"",
            "7",
            "image https://x.test/o.png",
            "image https://x.test/a.png A",
            "image https://x.test/b.png",
            "Total: 9 €",
            ": ",
            "Item | Price",
            "Pen | 1",
            "Ink | ",
            "(Size: L / S)",
            "(Why: ..)",
            "[Pay] (Tip: ..) {\"type\":\"new\"}",
            "{\"type\":\"new\"}",
            "file a.pdf",
        ]
    );
    assert_eq!(content_lines(&json!({ "markdown": "" }), &[]), [""]);
}
