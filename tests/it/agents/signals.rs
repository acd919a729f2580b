//! Queued things (`agents.md` §9, §10).

use super::novu::{Novu, action, body, ending, message, typing_stop};
use novu_framework::{
    Agent, Context, Result, Workflow,
    agent::{ApprovalCard, Message, RequestId, Resolve, ToolCall, ToolResult, Turn},
    client::{Recipient, SubscriberPayload, Topic},
};
use serde_json::{Value, json};
use std::time::Duration;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Refund {
    order: u32,
}

async fn queues(cx: Turn<Message>) -> Result<&'static str> {
    cx.resolve_with("first");
    cx.delete_message("m-0");
    cx.react("m-1", "thumbs_up");
    let metadata = cx.metadata();
    metadata.set("a", 1)?;
    metadata.set("null", ())?;
    assert_eq!(metadata.get::<u8>("a")?, Some(1));
    assert_eq!(metadata.get::<u8>("old")?, Some(1));
    metadata.remove("a")?;
    metadata.clear();
    assert_eq!(metadata.get::<u8>("old")?, None);
    metadata.set("b", "x")?;
    assert_eq!(Value::from(metadata.current()), json!({"b": "x"}));
    assert_eq!(cx.conversation.metadata["old"], 1);
    cx.resolve();
    Ok("ok")
}

fn signals() -> Value {
    json!([
        {"type": "metadata", "action": "set", "key": "a", "value": 1},
        {"type": "metadata", "action": "set", "key": "null", "value": null},
        {"type": "metadata", "action": "delete", "key": "a"},
        {"type": "metadata", "action": "clear"},
        {"type": "metadata", "action": "set", "key": "b", "value": "x"},
    ])
}

#[tokio::test(start_paused = true)]
async fn queued_things_leave_with_the_reply() {
    let novu = Novu::new(&Agent::builder("test", queues).build());
    let reply = json!({
        "reply": {"markdown": "ok"},
        "signals": signals(),
        "addReactions": [{"messageId": "m-1", "emojiName": "thumbs_up"}],
        "deleteMessages": [{"messageId": "m-0"}],
        "resolve": {},
    });
    assert_eq!(novu.says("hi").await, [reply, typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn queued_things_are_events_in_the_order_of_the_wire() {
    let novu = Novu::new(&Agent::builder("test", queues).build());
    let mut sent = novu.says_by_events("hi").await;
    sent[0].as_array_mut().unwrap().pop();
    let mut expected = vec![json!({"type": "run-start"})];
    for signal in signals().as_array().unwrap() {
        expected.push(json!({"type": "signal", "signal": signal}));
    }
    expected.push(json!({"type": "channel.reaction", "messageId": "m-1", "emoji": "thumbs_up", "op": "add"}));
    expected.push(json!({"type": "channel.delete", "messageId": "m-0"}));
    expected.push(json!({"type": "resolve"}));
    assert_eq!(sent[0], json!(expected));
    assert_eq!(sent[1..], ending());
}

#[tokio::test(start_paused = true)]
async fn queued_things_leave_at_the_end_if_there_is_no_reply() {
    let agent = Agent::builder("test", async |_: Turn<Message>| ())
        .on_resolve(async |cx: Turn<Resolve>| cx.trigger_id("survey", json!({"stars": 5})))
        .build();
    let novu = Novu::new(&agent);
    let trigger = json!({"type": "trigger", "workflowId": "survey", "payload": {"stars": 5}});
    let flush = json!({ "signals": [trigger] });
    assert_eq!(novu.sends("onResolve", body()).await, [flush, typing_stop()]);
    let events = json!([{"type": "run-start"}, {"type": "signal", "signal": trigger}]);
    let sent = novu.sends_by_events("onResolve", body()).await;
    assert_eq!((&sent[0], &sent[1..]), (&events, &ending()[..]));
}

#[tokio::test(start_paused = true)]
async fn triggers_are_checked_by_the_handle_of_the_workflow() {
    async fn answer(cx: Turn<Message>, refund: Workflow<Refund>) -> Result<()> {
        cx.trigger(&refund, Refund { order: 7 })?;
        cx.trigger_to("ann", &refund, Refund { order: 8 })?;
        let bob = SubscriberPayload::new("bob").first_name("Bob");
        let people = [Recipient::from(bob), Topic::new("team").into()];
        cx.trigger_id_to(people, "other", ())?;
        Ok(())
    }
    let refund = Workflow::builder("refund", async |_: Context<Refund>| Ok(())).build();
    let agent = Agent::builder("test", answer).state(refund).build();
    let sent = Novu::new(&agent).says("hi").await;
    let expected = json!([
        {"type": "trigger", "workflowId": "refund", "payload": {"order": 7}},
        {"type": "trigger", "workflowId": "refund", "to": "ann", "payload": {"order": 8}},
        {"type": "trigger", "workflowId": "other", "payload": {}, "to": [
            {"subscriberId": "bob", "firstName": "Bob"}, {"type": "Topic", "topicKey": "team"},
        ]},
    ]);
    assert_eq!(sent[0]["signals"], expected);
}

#[tokio::test(start_paused = true)]
async fn payload_that_the_schema_refuses_is_an_error_of_the_call() {
    async fn answer(cx: Turn<Message>, refund: Workflow<Value>) -> Result<String> {
        Ok(cx
            .trigger(&refund, json!({"order": "x"}))
            .unwrap_err()
            .to_string())
    }
    let refund = Workflow::builder("refund", async |_: Context<Value>| Ok(()))
        .payload_schema(json!({"type": "object", "properties": {"order": {"type": "number"}}}))
        .build();
    let sent = Novu::new(&Agent::builder("test", answer).state(refund).build())
        .says("hi")
        .await;
    assert_eq!(sent[0].as_object().unwrap().len(), 1, "nothing is queued");
    let text = sent[0]["reply"]["markdown"].as_str().unwrap();
    assert!(
        text.starts_with("the payload of workflow `refund` is invalid: /order"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn requests_to_people_have_the_members_that_were_set() {
    async fn answer(cx: Turn<Message>) -> Result<String> {
        let minute = Duration::from_secs(60);
        let id = cx.ask("Which?").send_later()?;
        cx.approve("Deploy?")
            .from("bot")
            .ttl(minute)
            .to(["ann"])
            .send_later()?;
        cx.choose("Region?", ["us", "eu"])
            .to([" ann ", "bob", "ann", ""])
            .send_later()?;
        cx.tell("Done").from("").send_later()?;
        Ok(id.to_string())
    }
    let mut sent = Novu::new(&Agent::builder("test", answer).build())
        .says("hi")
        .await;
    let id = sent[0]["reply"]["markdown"].take();
    assert!(id.as_str().unwrap().starts_with("hr_"), "{id}");
    assert_eq!(sent[0]["signals"][0]["requestId"], id);
    for signal in sent[0]["signals"].as_array_mut().unwrap() {
        signal["requestId"].take();
    }
    let expected = json!([
        {"type": "human", "kind": "ask", "prompt": "Which?", "requestId": null},
        {"type": "human", "kind": "approve", "prompt": "Deploy?", "requestId": null, "from": "bot", "ttlSeconds": 60,
         "to": ["ann"]},
        {"type": "human", "kind": "choose", "prompt": "Region?", "requestId": null, "options": ["us", "eu"],
         "to": ["ann", "bob"]},
        {"type": "human", "kind": "tell", "prompt": "Done", "requestId": null},
    ]);
    assert_eq!(sent[0]["signals"], expected);
}

#[tokio::test(start_paused = true)]
async fn requests_that_novu_refuses_are_errors_of_the_call() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        let many = |count: usize| (0..count).map(|number| number.to_string());
        let refused = [
            cx.ask(" ").send_later(),
            cx.choose("?", ["a"]).send_later(),
            cx.choose("?", many(11)).send_later(),
            cx.choose("?", ["a", " "]).send_later(),
            cx.ask("?").to::<&str>([]).send_later(),
            cx.ask("?").to(["  "]).send_later(),
            cx.ask("?").to(many(51)).send_later(),
            cx.ask("?").ttl(Duration::from_secs(59)).send_later(),
            cx.ask("?").ttl(Duration::from_secs(72 * 3600 + 1)).send_later(),
            cx.metadata().set("a.b", 1).map(|()| unreachable!()),
            cx.metadata().remove("").map(|()| unreachable!()),
        ];
        assert!(refused.iter().all(Result::is_err), "{refused:?}");
        let accepted = [
            cx.choose("?", many(10)).send_later(),
            cx.ask("?").to(many(50)).send_later(),
            cx.ask("?").ttl(Duration::from_secs(72 * 3600)).send_later(),
        ];
        assert!(accepted.iter().all(Result::is_ok), "{accepted:?}");
        Ok(())
    }
    let sent = Novu::new(&Agent::builder("test", answer).build())
        .says("hi")
        .await;
    assert_eq!(sent[0]["signals"].as_array().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn answer_of_a_person_is_found_by_the_id_of_the_request() {
    async fn answer(cx: Turn<Message>) -> Result<String> {
        let asked: Option<RequestId> = cx.metadata().get("asked")?;
        let response = cx.human_response.as_ref().ok_or("no response")?;
        Ok(format!(
            "{}",
            asked.is_some_and(|asked| asked == response.request_id)
        ))
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    for (id, expected) in [("hr_1", "true"), ("hr_2", "false")] {
        let mut body = message("blue");
        body["conversation"]["metadata"] = json!({"asked": "hr_1"});
        body["humanResponse"] =
            json!({"requestId": id, "kind": "ask", "status": "answered", "expired": false});
        assert_eq!(
            novu.sends("onMessage", body).await[0]["reply"]["markdown"],
            expected
        );
    }
    // A click has the parts of an event, too.
    assert_eq!(novu.status("onAction", &action("x")).await, 200);
}

#[tokio::test(start_paused = true)]
async fn requests_to_people_have_a_card_if_the_call_or_the_server_asks_for_it() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.ask("Which?").send_later()?;
        let card = ApprovalCard::new().body("Version 7").approve_label("Go");
        cx.approve("Deploy?").card(card).send_later()?;
        cx.choose("Region?", ["us", "eu"])
            .card(ApprovalCard::new().title("Where?"))
            .send_later()?;
        let blank = cx.tell("Done").card(ApprovalCard::new().title(" ")).send_later();
        assert!(blank.unwrap_err().to_string().contains("title"));
        Ok(())
    }
    let agent = Agent::builder("test", answer).build();
    let cards = |sent: &[Value]| -> Vec<Value> {
        let signals = sent[0]["signals"].as_array().unwrap().iter();
        signals
            .map(|signal| signal.get("card").cloned().unwrap_or_default())
            .collect()
    };
    let deploy = json!({"title": "Deploy?", "body": "Version 7", "approveLabel": "Go"});
    let region = json!({"title": "Where?", "options": ["us", "eu"]});
    let sent = Novu::new(&agent).says("hi").await;
    assert_eq!(cards(&sent), [Value::Null, deploy.clone(), region.clone()]);
    let novu = Novu::with(&agent, |turns| turns.cards_for_people(), |layer| layer);
    let sent = novu.says("hi").await;
    assert_eq!(cards(&sent), [json!({"title": "Which?"}), deploy, region]);
    // The members of today's servers are there as well.
    assert_eq!(sent[0]["signals"][2]["prompt"], "Region?");
    assert_eq!(sent[0]["signals"][2]["options"], json!(["us", "eu"]));
}

#[tokio::test(start_paused = true)]
async fn results_of_tool_calls_leave_with_the_reply_over_both_transports() {
    async fn answer(cx: Turn<Message>) -> &'static str {
        let call = ToolCall::new("call-1", "refund");
        cx.tool_result(ToolResult::of(&call, json!({"paid": 5})).preview("Paid"));
        cx.tool_result(ToolResult::new("call-2", 7));
        cx.resolve();
        "Done"
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let sent = novu.says("hi").await;
    let results = json!([
        {"toolCallId": "call-1", "toolName": "refund", "output": {"paid": 5}, "preview": "Paid"},
        {"toolCallId": "call-2", "output": 7},
    ]);
    let reply = json!({"reply": {"markdown": "Done"}, "toolResults": results, "resolve": {}});
    assert_eq!(sent[0], reply);
    let sent = novu.says_by_events("hi").await;
    let content =
        |text: &str, value: Value| json!([{"type": "text", "text": text}, {"type": "json", "value": value}]);
    let event =
        |id: &str, content: Value| json!({"type": "tool-use-result", "toolUseId": id, "content": content});
    assert_eq!(sent[0][1], event("call-1", content("Paid", json!({"paid": 5}))));
    assert_eq!(sent[0][2], event("call-2", content("", json!(7))));
    assert_eq!(sent[0][3], json!({"type": "resolve"}));
}

#[tokio::test(start_paused = true)]
async fn signals_of_newer_servers_can_be_queued_as_they_are() {
    let agent = Agent::builder("test", async |cx: Turn<Message>| {
        cx.signal(json!({"type": "new", "x": [1]}))
    })
    .build();
    assert_eq!(
        Novu::new(&agent).says("hi").await[0],
        json!({"signals": [{"type": "new", "x": [1]}]})
    );
}
