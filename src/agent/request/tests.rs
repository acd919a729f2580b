mod outline;
mod refused;

use super::*;
use dialects::json::ValueLimit;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A body as Novu sends it, for the transport of replies.
fn body() -> Value {
    json!({
        "version": 1,
        "timestamp": "2026-01-02T03:04:05.678Z",
        "deliveryId": "5f0c:m-1",
        "event": "onMessage",
        "agentId": "support",
        "replyUrl": "https://api.novu.co/v1/agents/support/reply",
        "conversationId": "5f0c",
        "integrationIdentifier": "slack-main",
        "message": {
            "text": "Hello",
            "platformMessageId": "m-1",
            "author": {"userId": "U1", "fullName": "Ann Lee", "userName": "ann", "isBot": false},
            "timestamp": "2026-01-02T03:04:05.678Z",
        },
        "previousMessage": null,
        "conversation": {
            "identifier": "conv_1",
            "status": "open",
            "metadata": {"tier": "gold"},
            "messageCount": 4,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "lastActivityAt": "2026-01-02T00:00:00.000Z",
        },
        "subscriber": {"subscriberId": "sub-1", "firstName": "Ann"},
        "subscriberAccess": "open",
        "context": null,
        "notification": null,
        "history": [],
        "platform": "slack",
        "platformContext": {"threadId": "T1", "channelId": "C1", "isDM": false},
        "action": null,
        "reaction": null,
        "humanResponse": null,
    })
}

/// [`body`] with the members of `changes` in place of its own. `"absent"` removes a member.
fn changed(changes: &Value) -> Value {
    let mut body = body();
    for (name, value) in changes.as_object().unwrap() {
        if value == "absent" {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

fn read_body(event: &str, body: &Value) -> Result<(Received, Event), String> {
    read_text(event, body.to_string().as_bytes())
}

fn read_text(event: &str, body: &[u8]) -> Result<(Received, Event), String> {
    let outline = Outline::of(event, body, ValueLimit::default());
    outline.map(Outline::read).map_err(|fault| fault.message)
}

fn received(changes: &Value) -> Received {
    read_body("onMessage", &changed(changes)).unwrap().0
}

#[test]
fn message_event_is_read_into_typed_fields() {
    let (received, event) = read_body("onMessage", &body()).unwrap();
    let Event::Message(message) = event else {
        panic!("{event:?}")
    };
    assert_eq!((&*message.text, &*message.platform_message_id), ("Hello", "m-1"));
    assert_eq!(
        (&*message.author.full_name, message.author.is_bot),
        ("Ann Lee", Some(false))
    );
    assert_eq!(message.timestamp.as_deref(), Some("2026-01-02T03:04:05.678Z"));
    assert!(message.extra.is_empty() && message.author.extra.is_empty());
    let conversation = &received.conversation;
    assert_eq!(
        (&*conversation.identifier, &*conversation.status),
        ("conv_1", "open")
    );
    assert_eq!(
        (conversation.message_count, &conversation.metadata["tier"]),
        (4, &json!("gold"))
    );
    assert!(conversation.extra.is_empty());
    let subscriber = received.subscriber.as_ref().unwrap();
    assert_eq!(subscriber.first_name.as_deref(), Some("Ann"));
    assert_eq!(received.subscriber_access.as_deref(), Some("open"));
    assert_eq!(
        (
            received.platform.as_deref(),
            &*received.platform_context.thread_id
        ),
        (Some("slack"), "T1")
    );
    assert_eq!(received.platform_context.is_dm, Some(false));
    assert_eq!(
        (&*received.conversation_id, &*received.integration_identifier),
        ("5f0c", "slack-main")
    );
    assert_eq!(
        (&*received.agent_id, received.delivery_id()),
        ("support", "5f0c:m-1")
    );
    assert_eq!(
        received.reply_url.as_ref().unwrap().path(),
        "/v1/agents/support/reply"
    );
    assert!(received.events_url.is_none() && received.extra.is_empty());
    assert!(
        received.context.is_empty() && received.notification.is_none() && received.human_response.is_none()
    );
    assert_eq!(received.raw(), &body());
}

#[test]
fn other_events_are_read_from_their_parts() {
    let action = json!({"id": "refund", "value": "7", "sourceMessageId": "p-1", "later": 1});
    let (_, event) = read_body("onAction", &changed(&json!({"message": null, "action": action}))).unwrap();
    let Event::Action(action) = event else {
        panic!("{event:?}")
    };
    assert_eq!((&*action.id, action.value.as_deref()), ("refund", Some("7")));
    assert_eq!(
        (action.source_message_id.as_deref(), &action.extra["later"]),
        (Some("p-1"), &json!(1))
    );

    let reaction = json!({
        "messageId": "p-1", "emoji": {"name": "thumbs_up"}, "added": true, "message": {"text": "Hi"},
    });
    let (_, event) = read_body(
        "onReaction",
        &changed(&json!({"message": null, "reaction": reaction})),
    )
    .unwrap();
    let Event::Reaction(reaction) = event else {
        panic!("{event:?}")
    };
    assert_eq!(
        (&*reaction.emoji, &*reaction.message_id, reaction.added),
        ("thumbs_up", "p-1", true)
    );
    assert_eq!(reaction.message.as_ref().unwrap().text, "Hi");
    assert!(reaction.extra.is_empty());

    let (_, event) = read_body("onResolve", &changed(&json!({"message": null}))).unwrap();
    assert!(matches!(event, Event::Resolve(_)));
}

#[test]
fn optional_parts_are_read() {
    let received = received(&json!({
        "context": {"tenant": "acme", "region": {"id": "eu", "data": {"zone": 1}}, "odd": 5},
        "notification": {"id": "n1", "workflowId": "shipped", "messageId": "m7", "body": "Shipped",
            "payload": {"order": 7}, "platformMessageId": "p7", "sentAt": "2026-01-02T03:04:05.678Z"},
        "humanResponse": {"requestId": "hr_1", "interactionId": "hi_1", "kind": "approve", "status": "answered",
            "expired": false, "optionId": "deny", "respondedBy": "Ann", "respondedBySubscriberId": "sub-1"},
        "previousMessage": {"text": "before"},
        "platformContext": {"threadId": "t", "channelId": "c", "isDM": true, "email": {"route": 1}},
        "later": {"x": 1},
    }));
    assert_eq!(received.context["tenant"].id, "acme");
    assert_eq!(
        (
            &*received.context["region"].id,
            &received.context["region"].data["zone"]
        ),
        ("eu", &json!(1))
    );
    assert_eq!(received.context.len(), 2);
    let notification = received.notification.as_ref().unwrap();
    assert_eq!(
        (&*notification.workflow_id, &notification.payload),
        ("shipped", &json!({"order": 7}))
    );
    let response = received.human_response.as_ref().unwrap();
    assert_eq!(
        (response.approved(), response.responded_by.as_deref()),
        (Some(false), Some("Ann"))
    );
    assert_eq!(received.previous_message.as_ref().unwrap().text, "before");
    assert_eq!(received.platform_context.extra["email"], json!({"route": 1}));
    assert_eq!(Value::Object(received.extra.clone()), json!({"later": {"x": 1}}));
}

#[test]
fn payload_of_a_notification_is_typed_by_its_workflow() {
    let workflow = crate::Workflow::builder("shipped", async |_: crate::Context<Vec<u8>>| Ok(())).build();
    let other = crate::Workflow::builder("other", async |_: crate::Context<Vec<u8>>| Ok(())).build();
    let with = |payload: Value| {
        let notification = json!({"workflowId": "shipped", "payload": payload});
        received(&json!({ "notification": notification }))
            .notification
            .unwrap()
    };
    assert_eq!(
        with(json!([1, 2])).payload_of(&workflow).unwrap().unwrap(),
        [1, 2]
    );
    assert!(with(json!([1, 2])).payload_of(&other).is_none());
    let error = with(json!("x")).payload_of(&workflow).unwrap().unwrap_err();
    assert!(
        error.to_string().contains("does not fit workflow `shipped`"),
        "{error}"
    );
}

#[test]
fn approvals_that_have_expired_have_no_verdict() {
    let answered = |expired: bool, kind: &str, option: &str| {
        let response = json!({"kind": kind, "expired": expired, "optionId": option});
        received(&json!({ "humanResponse": response }))
            .human_response
            .unwrap()
            .approved()
    };
    assert_eq!(answered(false, "approve", "approve"), Some(true));
    assert_eq!(answered(false, "approve", "deny"), Some(false));
    assert_eq!(answered(true, "approve", "approve"), None);
    assert_eq!(answered(false, "choose", "approve"), None);
    assert_eq!(answered(false, "approve", "maybe"), None);
}

#[test]
fn fields_of_another_type_are_in_extra() {
    let message = json!({"text": 5, "author": "ann", "attachments": {"0": {}}, "platformMessageId": null});
    let (received, event) = read_body(
        "onMessage",
        &changed(&json!({"message": message, "subscriber": "ann", "history": "none", "platform": 1})),
    )
    .unwrap();
    let Event::Message(message) = event else {
        panic!("{event:?}")
    };
    assert_eq!((&*message.text, &*message.platform_message_id), ("", ""));
    assert_eq!(
        Value::Object(message.extra.clone()),
        json!({"text": 5, "author": "ann", "attachments": {"0": {}}})
    );
    assert!(received.subscriber.is_none() && received.history.entries().is_empty());
    assert_eq!(received.extra["platform"], 1);
}

#[test]
fn author_may_be_a_bot_or_unknown() {
    for (is_bot, expected) in [
        (json!(true), Some(true)),
        (json!(false), Some(false)),
        (json!("unknown"), None),
        (Value::Null, None),
    ] {
        let body = changed(&json!({"message": {"text": "x", "author": {"isBot": is_bot}}}));
        let (_, event) = read_body("onMessage", &body).unwrap();
        assert!(
            matches!(event, Event::Message(message) if message.author.is_bot == expected && message.author.extra.is_empty())
        );
    }
}

fn entry(role: &str, content: &str, sender: Option<&str>) -> Value {
    json!({"role": role, "type": "message", "content": content, "senderName": sender})
}

fn said(entries: &Value) -> Vec<(Role, String, usize)> {
    let messages = received(&json!({ "history": entries }))
        .history
        .messages()
        .into_iter();
    messages
        .map(|message| (message.role, message.text, message.attachments.len()))
        .collect()
}

#[test]
fn messages_of_the_history_have_roles() {
    let entries = json!([
        entry("subscriber", "Hello", Some("Ann")),
        entry("agent", "Hi", None),
        entry("assistant", "How are you?", Some("Bot")),
        entry("platform_user", "Fine", None),
        entry("system", "Ann has left", Some("Novu")),
        entry("agent", "  ", None),
        {"role": "system", "type": "signal", "content": "x"},
        {"role": "subscriber", "type": "edit", "content": "x"},
        null,
    ]);
    assert_eq!(
        said(&entries),
        [
            (Role::Person, "Hello".to_owned(), 0),
            (Role::Agent, "Hi".to_owned(), 0),
            (Role::Agent, "How are you?".to_owned(), 0),
            (Role::Person, "Fine".to_owned(), 0),
            (Role::System, "Ann has left".to_owned(), 0),
        ]
    );
}

#[test]
fn messages_of_several_people_begin_with_their_names() {
    let entries = json!([
        entry("subscriber", "Hello", Some("Ann")),
        entry("platform_user", "Hi", Some("Bob")),
        entry("agent", "Welcome", Some("Bot")),
        entry("platform_user", "who?", None),
    ]);
    let texts: Vec<_> = said(&entries).into_iter().map(|(_, text, _)| text).collect();
    assert_eq!(texts, ["Ann: Hello", "Bob: Hi", "Welcome", "who?"]);
}

#[test]
fn messages_with_only_attachments_are_kept_for_people() {
    let rich = json!({"attachments": [{"type": "image", "url": "https://example.com/1.png", "mimeType": "image/png"}]});
    let entries = json!([
        {"role": "subscriber", "type": "message", "content": "", "richContent": rich},
        {"role": "agent", "type": "message", "content": "", "richContent": rich},
    ]);
    assert_eq!(said(&entries), [(Role::Person, String::new(), 1)]);
}

#[test]
fn decisions_are_read_from_clicks() {
    let request = |approval: &str, call: Value| {
        json!({"role": "agent", "type": "tool_approval_request", "content": "",
            "toolData": {"approvalId": approval, "toolCallId": call, "toolName": "refund", "input": {"amount": 5}}})
    };
    let with_history = received(&json!({"history": [
        request("other", json!("x")),
        request("call:1", json!(null)),
        request("call:1", json!("call-1")),
        request("call:1", json!("call-2")),
    ]}));
    let click = |id: &str| Action {
        id: id.to_owned(),
        source_message_id: Some("p-9".to_owned()),
        ..Action::default()
    };
    let decision = Decision::of(&click("tool-approval:approve:call:1"), &with_history)
        .unwrap()
        .unwrap();
    assert_eq!(
        decision.call,
        ToolCall::new("call-1", "refund").input(json!({"amount": 5}))
    );
    assert_eq!(
        (decision.approved, decision.message_id.as_deref()),
        (true, Some("p-9"))
    );
    let unknown = Decision::of(&click("tool-approval:deny:gone"), &with_history)
        .unwrap()
        .unwrap();
    assert_eq!(
        (unknown.call, unknown.approved),
        (ToolCall::new("gone", ""), false)
    );
    for id in [
        "refund",
        "tool-approval",
        "tool-approval:approve",
        "tool-approval:approve:",
        "tool-approval:maybe:call-1",
        "tool-approvals:approve:call-1",
        " tool-approval:approve:call-1",
    ] {
        assert!(Decision::of(&click(id), &with_history).is_none(), "{id}");
    }
    for history in [json!("absent"), Value::Null, json!({})] {
        let without = received(&json!({ "history": history }));
        let decision = Decision::of(&click("tool-approval:approve:c"), &without).unwrap();
        assert!(decision.unwrap_err().contains("no `history`"));
    }
}

#[test]
fn debug_hides_addresses_and_ids_of_the_delivery() {
    let text = format!("{:?}", received(&json!({})));
    assert!(
        text.contains("conv_1") && !text.contains("5f0c") && !text.contains("api.novu.co"),
        "{text}"
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        prop_assert!(read_text("onMessage", &bytes).is_err());
    }

    #[test]
    fn members_of_any_type_never_panic(
        member in prop::sample::select(vec![
            "message", "conversation", "subscriber", "context", "notification", "humanResponse", "history",
            "platform", "platformContext", "action", "reaction", "replyUrl", "eventsUrl", "conversationId", "later",
        ]),
        event in prop::sample::select(vec!["onMessage", "onAction", "onReaction", "onResolve"]),
        value in any_json(),
    ) {
        let mut body = body();
        body["action"] = json!({"id": "a"});
        body["reaction"] = json!({"messageId": "m"});
        body[member] = value;
        match read_body(event, &body) {
            Ok((received, _)) => {
                prop_assert_eq!(received.raw(), &body);
                let _ = received.history.messages();
            }
            Err(error) => prop_assert!(error.contains(member), "{}", error),
        }
    }

    #[test]
    fn unknown_members_reach_the_handler_untouched(name in "later[a-z]{1,8}", value in any_json()) {
        prop_assume!(!value.is_null());
        let mut body = body();
        for place in ["", "/message", "/conversation", "/message/author", "/platformContext"] {
            body.pointer_mut(place).unwrap()[&name] = value.clone();
        }
        let (received, event) = read_body("onMessage", &body).unwrap();
        let Event::Message(message) = event else { unreachable!() };
        for extra in [
            &received.extra, &message.extra, &received.conversation.extra, &message.author.extra,
            &received.platform_context.extra,
        ] {
            prop_assert_eq!(&extra[&name], &value);
        }
    }
}
