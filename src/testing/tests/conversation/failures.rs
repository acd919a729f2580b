//! Sends that fail, and requests that Novu refuses.

use super::*;

#[tokio::test]
async fn failed_sends_reach_the_handler() {
    let agent = Agent::builder("fails", async |cx: Turn<Message>| -> Result<()> {
        let sent = cx.reply("one").await;
        let status = sent
            .err()
            .as_ref()
            .and_then(DeliveryError::status)
            .map(|status| status.as_u16());
        cx.reply(format!("{status:?}")).await?;
        Ok(())
    })
    .build();
    for mut chat in both(&agent) {
        for status in [403, 500] {
            chat.fail_next(status);
            chat.says("go")
                .await
                .unwrap()
                .assert_text(&format!("Some({status})"));
        }
        chat.says("go").await.unwrap().assert_text("None");
    }
}

#[tokio::test]
async fn failed_turns_are_reported() {
    let fails = async |_: Turn<Message>| -> Result<()> { Err("no such order".into()) };
    let silent = Agent::builder("silent", fails).build();
    for mut chat in both(&silent) {
        let turn = chat.says("go").await.unwrap();
        assert_eq!(
            (turn.outcome(), turn.error()),
            (TurnOutcome::Failed, Some("no such order"))
        );
        assert!(
            turn.to_string()
                .contains("the turn fails (failed): no such order"),
            "{turn}"
        );
    }
    let sorry = Agent::builder("sorry", fails)
        .on_error(async |error: TurnError, _: AnyTurn| format!("Sorry: {error}"))
        .build();
    let turn = chat(&sorry).says("go").await.unwrap();
    turn.assert_text("Sorry: no such order");
    assert_eq!(turn.outcome(), TurnOutcome::Answered);
    let quiet = Agent::builder("quiet", fails)
        .on_error(async |_: TurnError, _: AnyTurn| OnError::Suppress)
        .build();
    assert_eq!(
        chat(&quiet).says("go").await.unwrap().outcome(),
        TurnOutcome::Suppressed
    );
}

#[tokio::test]
async fn requests_that_novu_refuses_fail() {
    for (signal, cause) in [
        (
            json!({"type": "metadata", "action": "set", "key": "a.b", "value": 1}),
            "the metadata key \"a.b\" is invalid",
        ),
        (json!({"type": "later"}), "the signal `later` is unknown"),
        (
            json!({"type": "human", "kind": "ask", "prompt": " ", "requestId": "hr_1"}),
            "the prompt is blank",
        ),
        (json!({"type": "trigger"}), "`workflowId`"),
    ] {
        let agent = Agent::builder("odd", async |cx: Turn<Message>, signal: Value| {
            cx.signal(signal);
            "x"
        })
        .state(signal)
        .build();
        for mut chat in both(&agent) {
            let turn = chat.says("go").await.unwrap();
            assert_eq!(turn.outcome(), TurnOutcome::Undelivered, "{turn}");
            assert!(turn.to_string().contains(cause), "{cause}:\n{turn}");
            assert!(turn.messages().is_empty() || chat.metadata("a.b").is_null());
        }
    }
}

#[tokio::test]
async fn too_many_files_are_refused() {
    let agent = Agent::builder("files", async |cx: Turn<Message>| -> Result<()> {
        let count = cx.event.text.parse::<usize>()?;
        let files = (0..count).map(|index| File::bytes(format!("{index}.txt"), "x"));
        cx.reply("Here").files(files).await?;
        Ok(())
    })
    .build();
    for mut chat in both(&agent) {
        let turn = chat.says("15").await.unwrap();
        assert_eq!(turn.messages()[0].files().len(), 15);
        assert!(chat.says("16").await.unwrap().error().is_some());
    }
}

/// Returns the message of the panic of `work`.
fn panic_of(work: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_err();
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => (*panic.downcast::<&str>().unwrap()).to_owned(),
    }
}

/// A value that cannot be written as JSON.
struct Unwritable;

impl serde::Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not JSON"))
    }
}

#[tokio::test]
async fn failed_assertions_name_the_cause_and_show_the_turn() {
    let agent = Agent::builder("shop", async |cx: Turn<Message>| -> Result<()> {
        match &*cx.event.text {
            "card" => cx.reply(Card::new("Order")).await?,
            text => cx.reply(text).await?,
        };
        Ok(())
    })
    .build();
    let mut chat = chat(&agent);
    let card = chat.says("card").await.unwrap();
    let text = chat.says("text").await.unwrap();
    let hello = super::hello();
    let expected = [
        panic_of(|| {
            let _ = text.assert_card(json!({}));
        }),
        panic_of(|| {
            let _ = card.assert_card(json!({ "type": "card", "title": "Bill" }));
        }),
        panic_of(|| {
            let _ = card.assert_card(Unwritable);
        }),
        panic_of(|| {
            let _ = text.assert_triggered(&hello, json!({ "n": 1 }));
        }),
        panic_of(|| {
            let _ = text.asked("Which?");
        }),
        panic_of(|| {
            let _ = text.approval();
        }),
        panic_of(|| {
            let _ = chat.approval("call-1");
        }),
        panic_of(|| {
            let _ = chat.asked("Which?");
        }),
        panic_of(|| {
            let _ = chat.workflows();
        }),
    ];
    let wanted = [
        "the last message of the turn is not a card:\n  shop: text",
        "the card differs (- expected, + found):\n",
        "the expected value cannot be written as JSON: not JSON",
        "the turn has not triggered workflow `hello` with ",
        "the turn has not asked \"Which?\":\n  shop: text",
        "the turn has requested no approval:\n  shop: text",
        "the agent has not asked to approve the tool call `call-1`:\n",
        "the agent has not asked \"Which?\":\n",
        "triggers are only recorded; call `with_workflows()` on the new conversation",
    ];
    for (message, words) in expected.iter().zip(wanted) {
        assert!(message.starts_with(words), "{words}\n{message}");
    }
}
