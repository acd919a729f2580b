mod failures;
mod people;

use crate::testing::Conversation;
use crate::{
    Context, Error, Registry, Result, Sms, Workflow,
    agent::{
        Action, Actions, Agent, AnyTurn, ApprovalActions, ApprovalCard, Button, Card, Decision,
        DeliveryError, File, HistoryCall, HistoryItem, Message, OnError, Pending, Reaction, Resolve, Section,
        Select, ToolCall, ToolResult, Turn, TurnError, TurnOutcome,
    },
};
use serde_json::{Value, json};

fn chat(agent: &Agent) -> Conversation {
    Conversation::new(&Registry::builder().agent(agent).build().unwrap(), agent.id())
}

/// The same conversation over both transports.
fn both(agent: &Agent) -> [Conversation; 2] {
    [chat(agent).events(), chat(agent).replies()]
}

#[tokio::test]
async fn returned_text_is_a_message() {
    let agent = Agent::builder("echo", async |cx: Turn<Message>| {
        format!("You said: {}", cx.event.text)
    })
    .build();
    for mut chat in both(&agent) {
        let turn = chat.says("Hello").await.unwrap();
        turn.assert_text("You said: Hello").assert_completed();
        assert_eq!(
            (turn.event(), turn.outcome()),
            ("onMessage", TurnOutcome::Completed)
        );
        let messages = chat.messages();
        assert_eq!(messages.len(), 2);
        assert_eq!(
            (messages[0].sender(), messages[0].is_of_agent()),
            ("subscriber-1", false)
        );
        assert_eq!((messages[1].sender(), messages[1].is_of_agent()), ("echo", true));
        assert_eq!(chat.to_string(), "subscriber-1: Hello\n  echo: You said: Hello");
    }
}

#[tokio::test]
async fn history_holds_what_both_have_said() {
    let agent = Agent::builder("count", async |cx: Turn<Message>| {
        let said: Vec<_> = cx
            .history
            .messages()
            .iter()
            .map(|message| format!("{:?} {}", message.role, message.text))
            .collect();
        said.join(", ")
    })
    .build();
    for mut chat in both(&agent) {
        chat.says("a").await.unwrap().assert_text("Person a");
        chat.says("b")
            .await
            .unwrap()
            .assert_text("Person a, Agent Person a, Person b");
    }
}

#[tokio::test]
async fn metadata_is_applied_and_sent_with_the_next_event() {
    let agent = Agent::builder("count", async |cx: Turn<Message>| -> Result<()> {
        let count = cx.metadata().get::<u32>("count")?.unwrap_or_default();
        match &*cx.event.text {
            "remove" => cx.metadata().remove("count")?,
            "clear" => cx.metadata().clear(),
            _ => cx.metadata().set("count", count + 1)?,
        }
        Ok(())
    })
    .build();
    for mut chat in both(&agent) {
        for expected in [1, 2] {
            chat.says("x").await.unwrap();
            assert_eq!(chat.metadata("count"), expected);
        }
        chat.says("remove").await.unwrap();
        assert_eq!(chat.metadata("count"), Value::Null);
        chat.says("x").await.unwrap();
        chat.says("clear").await.unwrap();
        assert_eq!(chat.metadata("count"), Value::Null);
        assert!(
            chat.to_string()
                .ends_with("subscriber-1: clear\n  metadata is cleared"),
            "{chat}"
        );
    }
}

#[tokio::test]
async fn edits_and_deletions_are_followed() {
    let agent = Agent::builder("edits", async |cx: Turn<Message>| -> Result<()> {
        let first = cx.reply("Working").await?;
        let second = cx.reply("Soon gone").await?;
        first.edit(Card::new("Done")).await?;
        second.delete().await?;
        Ok(())
    })
    .build();
    for mut chat in both(&agent) {
        let turn = chat.says("go").await.unwrap();
        let sent: Vec<_> = turn
            .messages()
            .iter()
            .filter_map(|message| message.text())
            .collect();
        assert_eq!(sent, ["Working", "Soon gone"]);
        let left = chat.messages();
        assert_eq!(left.len(), 2, "{chat}");
        assert!(left[1].is_edited() && left[1].card().is_some(), "{chat}");
    }
}

fn order() -> Card {
    let actions = Actions::new()
        .button(Button::new("refund", "Refund").value("7"))
        .button(Button::new("off", "Off").disabled(true))
        .child(Select::new("rate", "Rate", ("Good", "5")).option(("Bad", "1")));
    Card::new("Order 7").child(Section::new().text("Shipped").actions(actions))
}

fn shop() -> Agent {
    Agent::builder("shop", async |_: Turn<Message>| order())
        .on_action(async |cx: Turn<Action>| {
            let Action {
                id,
                value,
                source_message_id,
                ..
            } = &*cx.event;
            format!(
                "{id} {value:?} on {}",
                source_message_id.as_deref().unwrap_or("nothing")
            )
        })
        .on_reaction(async |cx: Turn<Reaction>| {
            let added = if cx.event.added { "added" } else { "taken back" };
            format!("{} {added} on {}", cx.event.emoji, cx.event.message_id)
        })
        .build()
}

#[tokio::test]
async fn clicks_find_the_newest_button() {
    for (mut chat, id) in both(&shop()).into_iter().zip(["msg_1", "message-2"]) {
        assert!(
            chat.clicks("refund")
                .await
                .unwrap_err()
                .message()
                .contains("no message has a button")
        );
        chat.says("hi").await.unwrap();
        let turn = chat.clicks("refund").await.unwrap();
        turn.assert_text(&format!("refund Some(\"7\") on {id}"));
        let turn = chat.selects("rate", "1").await.unwrap();
        turn.assert_text(&format!("rate Some(\"1\") on {id}"));
        let error = chat.clicks("other").await.unwrap_err();
        assert!(error.message().contains("`refund`, `off`"), "{error}");
        assert!(
            chat.clicks("off")
                .await
                .unwrap_err()
                .message()
                .contains("disabled")
        );
        assert!(
            chat.selects("rate", "3")
                .await
                .unwrap_err()
                .message()
                .contains("no option")
        );
        assert!(chat.selects("refund", "7").await.is_err());
    }
}

#[tokio::test]
async fn reactions_are_to_the_newest_message_of_the_agent() {
    for (mut chat, id) in both(&shop()).into_iter().zip(["msg_1", "message-2"]) {
        assert!(chat.reacts("eyes").await.is_err());
        chat.says("hi").await.unwrap();
        chat.reacts("eyes")
            .await
            .unwrap()
            .assert_text(&format!("eyes added on {id}"));
        let turn = chat.takes_back("eyes").await.unwrap();
        assert!(turn.to_string().contains("eyes taken back on"), "{turn}");
    }
}

fn gated() -> Agent {
    let answer = async |cx: Turn<Message>| -> Result<Pending> {
        let call = ToolCall::new("call-1", "refund").input(json!({"order": 7}));
        let request = match &*cx.event.text {
            "own" => {
                let ids = ApprovalActions::of(&call);
                let buttons = Actions::new()
                    .button(Button::new(ids.approve, "Yes"))
                    .button(Button::new(ids.deny, "No"));
                cx.request_approval(call)
                    .content(Card::new("May I?").actions(buttons))
            }
            "words" => cx
                .request_approval(call)
                .card(ApprovalCard::new().title("Refund?")),
            _ => cx.request_approval(call),
        };
        Ok(request.await?)
    };
    let decided = async |cx: Turn<Decision>| -> Result<String> {
        cx.approval_message().delete().await?;
        Ok(format!(
            "{} {} {:?}",
            cx.event.approved, cx.event.call.name, cx.event.call.input
        ))
    };
    Agent::builder("gated", answer).on_tool_approval(decided).build()
}

#[tokio::test]
async fn approvals_and_denials_reach_the_handler() {
    for text in ["built-in", "own", "words"] {
        for mut chat in both(&gated()) {
            let approval = chat.says(text).await.unwrap().approval();
            assert_eq!(approval.call().name, "refund");
            let asked = chat.messages().len();
            let turn = chat.approves(approval.clone()).await.unwrap();
            turn.assert_text("true refund Some(Object {\"order\": Number(7)})");
            assert_eq!(chat.messages().len(), asked, "the card is deleted:\n{chat}");
            let again = chat.denies(approval).await.unwrap_err();
            assert!(again.message().contains("already"), "{again}");
        }
    }
    let mut chat = chat(&gated());
    let approval = chat.says("own").await.unwrap().approval();
    let turn = chat.denies(approval).await.unwrap();
    turn.assert_text("false refund Some(Object {\"order\": Number(7)})");
}

fn asking() -> Agent {
    let answer = async |cx: Turn<Message>| -> Result<Option<String>> {
        if let Some(response) = &cx.human_response {
            let asked = cx.metadata().get::<String>("asked")?;
            assert_eq!(asked.as_deref(), Some(&*response.request_id));
            return Ok(Some(format!(
                "{} {:?} {}",
                response.kind, response.text, response.expired
            )));
        }
        match &*cx.event.text {
            "ask" => cx.metadata().set("asked", cx.ask("Which one?").send_later()?)?,
            "approve" => drop(cx.approve("Deploy?").to(["bob"]).send_later()?),
            "tell" => drop(cx.tell("Done").send_later()?),
            _ => drop(cx.choose("Region?", ["us", "eu"]).send_later()?),
        }
        Ok(None)
    };
    Agent::builder("asking", answer)
        .on_action(async |cx: Turn<Action>| {
            let response = cx.human_response.as_ref();
            response.map(|response| format!("{:?} {:?}", response.option_id, response.approved()))
        })
        .build()
}

#[tokio::test]
async fn questions_are_answered_once() {
    for mut chat in both(&asking()) {
        let question = chat.says("ask").await.unwrap().asked("Which one?");
        let turn = chat.answers(question.clone(), "the blue one").await.unwrap();
        turn.assert_text("ask Some(\"the blue one\") false");
        assert!(
            chat.answers(question, "x")
                .await
                .unwrap_err()
                .message()
                .contains("already")
        );

        let question = chat.says("ask").await.unwrap().asked("Which one?");
        let turn = chat.answers_late(question, "sorry, the red one").await.unwrap();
        turn.assert_text("ask None true");
        let said = chat.messages();
        assert_eq!(said[said.len() - 2].text(), Some("sorry, the red one"));

        let question = chat.says("approve").await.unwrap().asked("Deploy?");
        assert!(chat.answers(question.clone(), "maybe").await.is_err());
        chat.answers(question, "deny")
            .await
            .unwrap()
            .assert_text("Some(\"deny\") Some(false)");

        let question = chat.says("choose").await.unwrap().asked("Region?");
        assert_eq!(question.options(), ["us", "eu"]);
        assert!(chat.answers(question.clone(), "asia").await.is_err());
        chat.answers(question, "eu")
            .await
            .unwrap()
            .assert_text("Some(\"eu\") None");

        let told = chat.says("tell").await.unwrap().asked("Done");
        assert!(
            chat.answers(told, "ok")
                .await
                .unwrap_err()
                .message()
                .contains("told, not asked")
        );
    }
}

#[tokio::test]
async fn resolving_calls_on_resolve_afterwards() {
    let agent = Agent::builder("ends", async |cx: Turn<Message>| {
        cx.resolve_with("All done");
        "Bye"
    })
    .on_resolve(async |cx: Turn<Resolve>| {
        cx.resolve();
        assert_eq!(cx.conversation.status, "resolved");
        cx.signal(json!({"type": "metadata", "action": "set", "key": "ended", "value": true}));
    })
    .build();
    for mut chat in both(&agent) {
        assert_eq!(chat.says("bye").await.unwrap().event(), "onMessage");
        let events: Vec<_> = chat.turns().iter().map(|turn| turn.event().to_owned()).collect();
        assert_eq!(events, ["onMessage", "onResolve"]);
        assert_eq!(chat.metadata("ended"), true);
        assert!(chat.is_resolved());
        assert!(chat.resolves().await.is_err());
        chat.says("again").await.unwrap();
        assert_eq!(chat.turns().len(), 4);
    }
}

#[tokio::test]
async fn resolving_from_outside_is_an_event() {
    let agent = Agent::builder("ends", async |_: Turn<Message>| ())
        .on_resolve(async |_: Turn<Resolve>| "Bye")
        .build();
    let mut chat = chat(&agent);
    chat.resolves().await.unwrap().assert_text("Bye");
}

fn hello() -> Workflow<Value> {
    Workflow::builder("hello", async |cx: Context<Value>| {
        cx.step
            .sms("text", || Sms::new(format!("Hello {}", cx.payload["name"])))
            .await?;
        Ok(())
    })
    .build()
}

#[tokio::test]
async fn triggers_run_workflows_of_the_same_registry() {
    let workflow = hello();
    let agent = Agent::builder(
        "starts",
        async |cx: Turn<Message>, hello: Workflow<Value>| -> Result<()> {
            cx.trigger(&hello, json!({"name": "Ann"}))?;
            cx.trigger_id("elsewhere", json!({}))
        },
    )
    .state(workflow.clone())
    .build();
    let registry = Registry::builder()
        .workflow(&workflow)
        .agent(&agent)
        .build()
        .unwrap();
    let mut chat = Conversation::new(&registry, "starts")
        .subscriber("ann")
        .with_workflows();
    let turn = chat.says("go").await.unwrap();
    turn.assert_triggered(&workflow, json!({"name": "Ann"}));
    assert_eq!(turn.triggers().len(), 2);
    let run = chat.workflows().runs().next().unwrap();
    assert_eq!((run.workflow(), run.subscriber()), ("hello", "ann"));
    assert_eq!(chat.workflows().runs().count(), 1);

    let mut alone = Conversation::new(&registry, "starts").subscriber(Value::Null);
    assert_eq!(alone.says("go").await.unwrap().triggers()[0].to(), None);
}

#[tokio::test]
async fn event_has_the_conversations_settings() {
    let agent = Agent::builder("sees", async |cx: Turn<Message>| {
        let name = cx
            .subscriber
            .as_ref()
            .and_then(|subscriber| subscriber.first_name.clone());
        format!(
            "{:?} {:?} {:?}",
            name,
            cx.platform,
            cx.context.get("tenant").map(|tenant| tenant.id.clone())
        )
    })
    .build();
    let mut chat = chat(&agent)
        .subscriber(json!({"subscriberId": "s", "firstName": "Ann"}))
        .platform("email")
        .context("tenant", "acme");
    chat.says("hi")
        .await
        .unwrap()
        .assert_text(r#"Some("Ann") Some("email") Some("acme")"#);
    assert!(chat.to_string().starts_with("Ann: hi\n"), "{chat}");
}

#[tokio::test]
async fn transcripts_are_the_same_every_time() {
    let transcript = async |mut chat: Conversation| -> Result<String, crate::testing::Error> {
        chat.says("hi").await?;
        chat.clicks("refund").await?;
        chat.reacts("eyes").await?;
        Ok(chat.to_string())
    };
    for make in [Conversation::events, Conversation::replies] {
        let first = transcript(make(chat(&shop()))).await.unwrap();
        assert_eq!(first, transcript(make(chat(&shop()))).await.unwrap());
        let lines: Vec<_> = first.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "subscriber-1: hi",
                "  shop: card \"Order 7\"",
                "        Shipped",
                "        [Refund] [Off, disabled] (Rate: Good / Bad)",
                "subscriber-1 clicks [Refund] (refund)",
            ]
        );
    }
}

#[test]
#[should_panic(expected = "the registry has no agent `other`; its agents are: shop")]
fn unknown_agent_panics_with_those_that_are_known() {
    let _ = Conversation::new(&Registry::builder().agent(&shop()).build().unwrap(), "other");
}

#[tokio::test]
#[should_panic(expected = "the last message of the turn is not \"Bye\":\n  echo: Hi")]
async fn wrong_text_panics_with_the_turn() {
    let agent = Agent::builder("echo", async |_: Turn<Message>| "Hi").build();
    chat(&agent).says("x").await.unwrap().assert_text("Bye");
}

#[tokio::test]
async fn panics_of_handlers_fail_the_turn() {
    let agent = Agent::builder("panics", async |_: Turn<Message>| -> Result<(), Error> {
        panic!("secret")
    })
    .build();
    let turn = chat(&agent).says("x").await.unwrap();
    assert_eq!(turn.outcome(), TurnOutcome::Panicked);
    assert!(!turn.to_string().contains("secret"), "{turn}");
}
