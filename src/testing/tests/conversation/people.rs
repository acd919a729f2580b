//! Several people, files, elements of certain messages, and failures by attempts.

use super::*;

/// Answers with the author, the subscriber and the files of a message.
fn witness() -> Agent {
    Agent::builder("witness", async |cx: Turn<Message>| {
        let files = cx.event.attachments.iter().map(|file| {
            let url = file.url.as_deref().unwrap_or_default();
            format!("{:?} {} {:?} {url}", file.name, file.kind, file.size)
        });
        let files: Vec<_> = files.collect();
        let known = cx
            .subscriber
            .as_ref()
            .and_then(|known| known.subscriber_id.as_deref());
        let before = cx.history.messages().len();
        format!(
            "{} {known:?} {before} [{}]",
            cx.event.author.full_name,
            files.join(", ")
        )
    })
    .build()
}

#[tokio::test]
async fn people_speak_in_turn_and_are_named_in_the_transcript() {
    for mut chat in both(&witness()) {
        let turn = chat.by("ann").says("Hi").await.unwrap();
        turn.assert_text(r#"ann Some("ann") 1 []"#);
        let bob = json!({"subscriberId": "bob", "firstName": "Bob"});
        let turn = chat.by(bob).says("Me too").await.unwrap();
        turn.assert_text(r#"Bob Some("bob") 3 []"#);
        let turn = chat.by(Value::Null).says("Who?").await.unwrap();
        turn.assert_text("somebody None 5 []");
        let senders: Vec<_> = chat
            .messages()
            .iter()
            .map(|message| message.sender().to_owned())
            .collect();
        assert_eq!(
            senders,
            ["ann", "witness", "Bob", "witness", "somebody", "witness"]
        );
    }
}

#[tokio::test]
async fn files_of_people_reach_the_handler_and_the_history_holds_no_data() {
    let agent = Agent::builder("history", async |cx: Turn<Message>| {
        let entry = cx.history.entries().last().unwrap();
        format!("{:?}", entry.attachments()[0].url)
    })
    .build();
    for mut chat in both(&witness()) {
        let log = File::bytes("log.txt", "abc").mime("text/plain");
        let picture = File::url("a.png", "https://example.com/a.png").mime("image/png");
        let turn = chat.says("See").files([log, picture]).await.unwrap();
        turn.assert_text(
            "subscriber-1 Some(\"subscriber-1\") 1 [Some(\"log.txt\") file Some(3) data:text/plain;base64,YWJj, \
             Some(\"a.png\") image None https://example.com/a.png]",
        );
        assert_eq!(chat.messages()[0].files(), ["log.txt", "a.png"]);
        let transcript = chat.to_string();
        let expected = "subscriber-1: See\n              file log.txt\n              file a.png\n";
        assert!(transcript.starts_with(expected), "{transcript}");
    }
    let mut chat = chat(&agent);
    let turn = chat.says("").file(File::bytes("a", "x")).await.unwrap();
    turn.assert_text("None");
    let files = (0..16).map(|number| File::bytes(number.to_string(), "x"));
    let error = chat.says("").files(files).await.unwrap_err();
    assert!(error.message().contains("at most 15 files"), "{error}");
}

#[tokio::test]
async fn attempts_fail_one_by_one() {
    let agent = Agent::builder("echo", async |_: Turn<Message>| "Hi").build();
    let mut events = chat(&agent).events();
    events.fail_attempts([503, 503]);
    events
        .says("x")
        .await
        .unwrap()
        .assert_text("Hi")
        .assert_completed();
    events.fail_attempts([503, 503, 503]);
    let turn = events.says("x").await.unwrap();
    assert_eq!(turn.outcome(), TurnOutcome::Undelivered);
    assert_eq!(turn.to_string().matches("Novu refuses: 503").count(), 3, "{turn}");
    // Replies are not sent again without `Retry-After`.
    let mut replies = chat(&agent).replies();
    replies.fail_attempts([503]);
    assert_eq!(
        replies.says("x").await.unwrap().outcome(),
        TurnOutcome::Undelivered
    );
}

#[tokio::test]
async fn elements_of_older_messages_can_be_used() {
    for mut chat in both(&shop()) {
        let first = chat.says("hi").await.unwrap().messages()[0].id().to_owned();
        chat.says("hi").await.unwrap();
        let turn = chat.acts(&first, "refund", None).await.unwrap();
        turn.assert_text(&format!("refund Some(\"7\") on {first}"));
        let turn = chat.acts(&first, "rate", json!("5")).await.unwrap();
        turn.assert_text(&format!("rate Some(\"5\") on {first}"));
        for (message, element, value, cause) in [
            ("nothing", "refund", None, "no message `nothing`"),
            (&first, "other", None, "its actions are: refund, off, rate"),
            (&first, "off", None, "disabled"),
            (&first, "rate", Some(json!("9")), "not an option"),
        ] {
            let error = chat.acts(message, element, value).await.unwrap_err();
            assert!(error.message().contains(cause), "{error}");
        }
    }
}

#[tokio::test]
async fn reactions_to_any_message_are_events() {
    for mut chat in both(&shop()) {
        chat.says("hi").await.unwrap();
        let own = chat.messages()[0].id().to_owned();
        let turn = chat.reacts_to(&own, "eyes").await.unwrap();
        turn.assert_text(&format!("eyes added on {own}"));
        let turn = chat.takes_back_from(&own, "eyes").await.unwrap();
        turn.assert_text(&format!("eyes taken back on {own}"));
        let error = chat.reacts_to("nothing", "eyes").await.unwrap_err();
        assert!(error.message().contains("no message `nothing`"), "{error}");
    }
}

#[tokio::test]
async fn approvals_and_questions_of_any_turn_are_found() {
    let mut gate = chat(&gated());
    gate.says("built-in").await.unwrap();
    gate.says("hi").await.unwrap();
    let approval = gate.approval("call-1");
    let turn = gate.approves(approval).await.unwrap();
    turn.assert_text("true refund Some(Object {\"order\": Number(7)})");
    let mut chat = chat(&asking());
    chat.says("ask").await.unwrap();
    let first = chat.asked("Which one?");
    chat.says("ask").await.unwrap();
    assert_eq!(chat.asked(first.id()), first);
    assert_ne!(chat.asked("Which one?"), first);
}

#[tokio::test]
async fn history_has_the_outcome_of_each_tool_call() {
    let answer = async |cx: Turn<Message>| -> Result<String> {
        if let Some(id) = cx.event.text.strip_prefix("call ") {
            let call = ToolCall::new(id, "refund").input(json!({"order": id}));
            let _: Pending = cx.request_approval(call).await?;
        }
        if cx.event.text == "look" {
            cx.tool_result(ToolResult::of(&ToolCall::new("4", "search"), "found"));
        }
        let items = cx.history.items().into_iter().map(|item| match item {
            HistoryItem::Message(message) => message.text,
            HistoryItem::Call(HistoryCall { call, outcome, .. }) => {
                format!("{} {} {:?}", call.name, call.id, outcome)
            }
        });
        Ok(items.collect::<Vec<_>>().join("; "))
    };
    let decided = async |cx: Turn<Decision>| {
        if cx.event.approved && cx.event.call.id == "1" {
            cx.tool_result(ToolResult::of(&cx.event.call, json!({"paid": 5})));
        }
    };
    let agent = Agent::builder("tools", answer).on_tool_approval(decided).build();
    for mut chat in both(&agent) {
        for id in ["1", "2", "3"] {
            chat.says(format!("call {id}")).await.unwrap();
        }
        chat.approves(chat.approval("1")).await.unwrap();
        chat.denies(chat.approval("2")).await.unwrap();
        chat.says("look").await.unwrap();
        let turn = chat.says("?").await.unwrap();
        let items = turn.messages()[0].text().unwrap();
        for part in [
            "call 1; refund 1 Returned(Object {\"paid\": Number(5)})",
            "refund 2 Denied",
            "refund 3 Waiting",
            "tool 4 Returned(String(\"found\"))",
        ] {
            assert!(
                items.contains(part) || items.contains(&part.replace("tool 4", "search 4")),
                "{items}"
            );
        }
        chat.approves(chat.approval("3")).await.unwrap();
        let turn = chat.says("?").await.unwrap();
        assert!(
            turn.messages()[0].text().unwrap().contains("refund 3 Approved"),
            "{turn}"
        );
    }
}

#[tokio::test]
async fn results_of_tool_calls_are_in_the_history() {
    let agent = Agent::builder("tools", async |cx: Turn<Message>| {
        let results = cx
            .history
            .entries()
            .iter()
            .filter(|entry| entry.kind == "tool_result");
        let results: Vec<_> = results
            .map(|entry| {
                let data = entry.tool_data.clone().unwrap_or_default();
                format!(
                    "{} {} {}",
                    entry.content,
                    data.tool_call_id.unwrap_or_default(),
                    data.output.unwrap_or_default()
                )
            })
            .collect();
        let call = ToolCall::new("call-1", "refund");
        cx.tool_result(ToolResult::of(&call, json!({"paid": 5})).preview("Paid"));
        results.join(", ")
    })
    .build();
    for mut chat in both(&agent) {
        let turn = chat.says("go").await.unwrap();
        assert!(
            turn.to_string()
                .contains("stores the result of `call-1`: {\"paid\":5}"),
            "{turn}"
        );
        chat.says("go")
            .await
            .unwrap()
            .assert_text("Paid call-1 {\"paid\":5}");
    }
}
