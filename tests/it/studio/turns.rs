//! Agents and the turns of their conversations.

mod failures;

use super::{KEY, get, post, request, send};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use novu_framework::{
    Agent, BuildError, NovuLayer, Registry, Result,
    agent::{
        Action, Actions, ApprovalCard, Button, Card, Decision, File, Message, Pending, Reaction, Resolve,
        Select, SelectOption, ToolCall, Turn, TurnError,
    },
    client::Client,
    studio::Studio,
};
use serde_json::{Value, json};

#[derive(Debug)]
struct Lost(std::io::Error);

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the order is lost")
    }
}

impl std::error::Error for Lost {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

async fn answer(cx: Turn<Message>) -> Result<Option<String>> {
    if let Some(response) = &cx.human_response {
        let (text, by) = (
            response.text.as_deref(),
            response.responded_by_subscriber_id.as_deref(),
        );
        return Ok(Some(format!("{text:?} by {by:?}, expired: {}", response.expired)));
    }
    match &*cx.event.text {
        "card" => {
            let select = Select::new("size", "Size", SelectOption::new("Large", "l"));
            let buttons = Actions::new()
                .button(Button::new("refund", "Refund").value("7"))
                .child(select);
            cx.reply(Card::new("Order 7").actions(buttons)).await?;
        }
        "approve" => {
            let call = ToolCall::new("call-1", "refund").input(json!({ "order": 7 }));
            let _: Pending = cx
                .request_approval(call)
                .card(ApprovalCard::new().title("Refund order 7?"))
                .await?;
        }
        "ask" => {
            cx.ask("Which order?").send_later()?;
            cx.choose("Which account?", ["blue", "red"])
                .to(["bob"])
                .send_later()?;
        }
        "effects" => {
            cx.typing("Searching").await?;
            cx.metadata().set("order", 7)?;
            cx.trigger_id("refund", json!({ "order": 7 }))?;
            cx.emit("found", json!({ "order": 7 })).await?;
        }
        "edit" => {
            let reply = cx.reply("Working..").await?;
            reply.edit("Done").await?;
            cx.react(reply.message_id(), "check");
        }
        "resolve" => cx.resolve_with("solved"),
        "files" => {
            let n = cx.event.attachments.len();
            let url = cx.event.attachments[0].url.clone().unwrap_or_default();
            return Ok(Some(format!(
                "{n} file, {:?}, {url}",
                cx.event.attachments[0].size
            )));
        }
        "large" => {
            let file = File::bytes("all.bin", vec![0; 5 * 1024 * 1024 + 1]);
            cx.reply("Here").file(file).await?;
        }
        "flood" => {
            for _ in 0..600 {
                cx.reply("more").await?;
            }
        }
        "fail" => return Err(Lost(std::io::Error::other("the disk is full")).into()),
        "panic" => panic!("out of order"),
        "history" => return Ok(Some(format!("{} before", cx.history.entries().len() - 1))),
        text => return Ok(Some(format!("You said: {text}"))),
    }
    Ok(None)
}

async fn clicked(cx: Turn<Action>) -> String {
    match &cx.human_response {
        Some(response) => format!("{:?}, expired: {}", response.option_id, response.expired),
        None => format!("{} = {:?}", cx.event.id, cx.event.value),
    }
}

async fn reacted(cx: Turn<Reaction>) -> String {
    format!("{} {}", cx.event.emoji, cx.event.added)
}

async fn decided(cx: Turn<Decision>) -> String {
    format!("{} {}", cx.event.call.name, cx.event.approved)
}

pub(super) fn registry() -> Result<Registry, BuildError> {
    let support = Agent::builder("support", answer)
        .on_action(clicked)
        .on_reaction(reacted)
        .on_tool_approval(decided)
        .on_resolve(async |_: Turn<Resolve>| "Goodbye")
        .build();
    let quiet = Agent::builder("quiet", async |_: Turn<Message>| -> Result<()> {
        Err("no".into())
    })
    .on_error(async |error: TurnError, _| format!("Sorry: {error}."))
    .build();
    Registry::builder().agent(&support).agent(&quiet).build()
}

pub(super) fn layer() -> NovuLayer {
    NovuLayer::builder(registry().unwrap())
        .secret_key(KEY)
        .client(Client::new(KEY).unwrap())
        .studio(Studio::new().insecure_without_token())
        .build()
        .unwrap()
}

/// A conversation whose state goes back and forth, as the page does it.
struct Talk {
    layer: NovuLayer,
    transport: &'static str,
    fail: Vec<u16>,
    state: Value,
}

impl Talk {
    fn new() -> Self {
        Self {
            layer: layer(),
            transport: "events",
            fail: Vec::new(),
            state: Value::Null,
        }
    }

    fn over(transport: &'static str) -> Self {
        Self {
            transport,
            ..Self::new()
        }
    }

    fn body(&self, act: &Value) -> Value {
        json!({
            "v": 1, "agent": "support", "transport": self.transport, "platform": "slack",
            "people": { "ann": { "firstName": "Ann" }, "bob": {} }, "context": { "tenant": "acme" },
            "do": act, "fail": self.fail, "state": self.state,
        })
    }

    async fn act(&mut self, act: Value) -> Value {
        let mut answer = post(&self.layer, "/api/turn", self.body(&act)).await;
        self.state = answer["state"].take();
        answer
    }

    async fn say(&mut self, text: &str) -> Value {
        self.act(json!({ "say": { "by": "ann", "text": text, "files": [] } }))
            .await
    }

    async fn refused(&self, act: Value) -> (StatusCode, Value) {
        refused(&self.layer, "/api/turn", &self.body(&act)).await
    }

    fn last(&self) -> &Value {
        self.state["transcript"].as_array().unwrap().last().unwrap()
    }
}

pub(super) async fn refused(layer: &NovuLayer, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = request(Method::POST, path, Some(body))
        .body(Full::from(body.to_string()))
        .unwrap();
    let response = send(layer, request).await;
    let status = response.status();
    let mut answer: Value = serde_json::from_slice(response.body()).unwrap();
    (status, answer["error"].take())
}

#[tokio::test]
async fn agents_without_a_client_answer_in_the_studio_alone() {
    let echo = Agent::builder("support", async |cx: Turn<Message>| cx.event.text.clone()).build();
    let registry = Registry::builder().agent(&echo).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .studio(Studio::new())
        .build()
        .unwrap();
    let mut talk = Talk { layer, ..Talk::new() };
    let answer = talk.say("Hello").await;
    assert_eq!(answer["ok"], true, "{answer}");
    assert_eq!(talk.last()["text"], "Hello");
    // Novu's own event is refused, with the cure.
    let wire = &answer["wire"];
    let request = Request::post(wire["target"].as_str().unwrap());
    let body = wire["body"].as_str().unwrap().to_owned();
    let response = send(&talk.layer, request.body(Full::from(body)).unwrap()).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let text = String::from_utf8_lossy(response.body());
    assert!(text.contains("NovuLayerBuilder::client"), "{text}");
}

#[tokio::test]
async fn agents_are_listed_with_their_handlers_and_paths() {
    let answer = get(&layer(), "/api/agents").await;
    let support = &answer["agents"][0];
    assert_eq!(support["id"], "support");
    assert_eq!(
        support["handlers"],
        json!([
            "onMessage",
            "onAction",
            "onReaction",
            "onResolve",
            "onToolApproval"
        ])
    );
    let path = support["path"].as_str().unwrap();
    assert!(path.ends_with("studio::turns::answer"), "{path}");
    assert_eq!(answer["agents"][1]["handlers"], json!(["onMessage", "onError"]));
    assert_eq!(get(&super::open(), "/api/agents").await, json!({ "agents": [] }));
}

#[tokio::test]
async fn message_is_answered_and_the_state_continues_the_conversation() {
    for transport in ["events", "replies"] {
        let mut talk = Talk::over(transport);
        let answer = talk.say("hello").await;
        assert_eq!(
            (&answer["ok"], &answer["error"]),
            (&json!(true), &json!(null)),
            "{answer}"
        );
        assert_eq!(
            answer["wire"]["target"],
            "/api/novu?action=agent-event&agentId=support&event=onMessage"
        );
        let event: Value = serde_json::from_str(answer["wire"]["body"].as_str().unwrap()).unwrap();
        assert_eq!(
            event["subscriber"],
            json!({ "subscriberId": "ann", "firstName": "Ann" })
        );
        assert_eq!(event["context"], json!({ "tenant": "acme" }));
        assert_eq!(event.get("eventsUrl").is_some(), transport == "events");
        assert!(
            answer["sent"]
                .as_array()
                .unwrap()
                .iter()
                .all(|sent| sent["status"] == 200)
        );
        let mut transcript = talk.state["transcript"].clone();
        transcript[1]["id"] = "m2".into();
        assert_eq!(
            transcript,
            json!([
                { "kind": "message", "id": "message-1", "turn": 1, "at": 0, "by": "ann", "text": "hello", "card": null,
                  "files": [], "edits": [], "deleted": false, "reactions": [] },
                { "kind": "message", "id": "m2", "turn": 1, "at": 1000, "by": null, "text": "You said: hello", "card": null,
                  "files": [], "edits": [], "deleted": false, "reactions": [] },
            ])
        );

        talk.say("history").await;
        assert_eq!(talk.last()["text"], "2 before", "{transport}");
        assert_eq!(
            (&talk.last()["turn"], &talk.state["status"]),
            (&json!(2), &json!("open"))
        );
    }
}

#[tokio::test]
async fn buttons_and_selections_of_cards_can_be_clicked() {
    let mut talk = Talk::new();
    talk.say("card").await;
    let message = talk.last()["id"].clone();
    assert_eq!(talk.last()["card"]["title"], "Order 7");
    let click = |action: &str, value: Value| json!({ "click": { "by": "ann", "message": message, "action": action, "value": value } });
    talk.act(click("refund", json!("forged"))).await;
    assert_eq!(talk.last()["text"], "refund = Some(\"7\")");
    talk.act(click("size", json!("l"))).await;
    assert_eq!(talk.last()["text"], "size = Some(\"l\")");

    let (status, error) = talk.refused(click("size", json!("xl"))).await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::BAD_REQUEST, &json!("request"))
    );
    assert_eq!(error["message"], "`value` is not an option of `size`");
    let (_, error) = talk.refused(click("other", json!(null))).await;
    assert_eq!(
        error["message"],
        format!(
            "the message `{}` has no action `other`; its actions are: refund, size",
            message.as_str().unwrap()
        )
    );
}

#[tokio::test]
async fn reaction_is_added_and_taken_back() {
    let mut talk = Talk::new();
    talk.say("hello").await;
    let message = talk.last()["id"].clone();
    let react =
        |added| json!({ "react": { "by": "bob", "message": message, "emoji": "eyes", "added": added } });
    talk.act(react(true)).await;
    assert_eq!(talk.last()["text"], "eyes true");
    assert_eq!(
        talk.state["transcript"][1]["reactions"],
        json!([{ "emoji": "eyes", "by": "bob" }])
    );
    talk.act(react(false)).await;
    assert_eq!(talk.last()["text"], "eyes false");
    assert_eq!(talk.state["transcript"][1]["reactions"], json!([]));
}

#[tokio::test]
async fn tool_call_is_decided_once() {
    for transport in ["events", "replies"] {
        let mut talk = Talk::over(transport);
        talk.say("approve").await;
        let asked = talk.last().clone();
        assert_eq!(
            (&asked["kind"], &asked["approval"]),
            (&json!("approval"), &json!("call-1"))
        );
        assert_eq!(
            (&asked["name"], &asked["input"]),
            (&json!("refund"), &json!({ "order": 7 }))
        );
        assert!(
            asked["card"]["title"] == "Refund order 7?" || asked["text"] == "Refund order 7?",
            "{asked}"
        );
        let decide = json!({ "decide": { "by": "bob", "approval": "call-1", "approved": true } });
        talk.act(decide.clone()).await;
        assert_eq!(talk.last()["text"], "refund true", "{transport}");
        let item = &talk.state["transcript"][1];
        assert_eq!((&item["decided"], &item["by"]), (&json!(true), &json!("bob")));
        let (status, error) = talk.refused(decide).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(
            error["message"],
            "somebody has decided on the tool call `call-1` already"
        );
    }
}

#[tokio::test]
async fn requests_to_people_are_answered_or_expire() {
    let mut talk = Talk::new();
    talk.say("ask").await;
    let (ask, choose) = (
        talk.state["transcript"][1].clone(),
        talk.state["transcript"][2].clone(),
    );
    assert_eq!(
        (&ask["kind"], &ask["ask"], &ask["to"], &ask["until"]),
        (
            &json!("request"),
            &json!("ask"),
            &json!(["ann"]),
            &json!(86_401_000)
        )
    );
    assert_eq!(
        (&choose["to"], &choose["options"]),
        (
            &json!(["bob"]),
            &json!([{ "id": "blue", "label": "blue" }, { "id": "red", "label": "red" }])
        )
    );
    let respond = |request: &Value, name: &str, value: Value| json!({ "respond": { "by": "bob", "request": request["id"], name: value } });
    for (name, value) in [("text", json!("blue")), ("option", json!("green"))] {
        let (status, _) = talk.refused(respond(&choose, name, value)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    talk.act(respond(&choose, "option", json!("red"))).await;
    assert_eq!(talk.last()["text"], "Some(\"red\"), expired: false");
    assert_eq!(
        talk.state["transcript"][2]["answer"],
        json!({ "by": "bob", "text": null, "option": "red", "expired": false })
    );
    let (_, error) = talk.refused(respond(&choose, "option", json!("red"))).await;
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .ends_with("is answered already"),
        "{error}"
    );

    let mut other = Talk {
        state: talk.state.clone(),
        ..Talk::new()
    };
    talk.act(respond(&ask, "text", json!("7"))).await;
    assert_eq!(
        talk.last()["text"],
        "Some(\"7\") by Some(\"bob\"), expired: false"
    );
    let mut third = Talk {
        state: other.state.clone(),
        ..Talk::new()
    };
    other.act(respond(&ask, "expired", json!(true))).await;
    assert_eq!(other.last()["text"], "None by None, expired: true");
    // The agent learns of it when somebody answers too late.
    let late = json!({ "by": "bob", "request": ask["id"], "text": "8", "expired": true });
    let answer = third.act(json!({ "respond": late })).await;
    assert_eq!(third.last()["text"], "None by None, expired: true");
    let event: Value = serde_json::from_str(answer["wire"]["body"].as_str().unwrap()).unwrap();
    assert_eq!(event["message"]["text"], "8");
}

#[tokio::test]
async fn resolve_from_outside_and_by_the_agent_runs_on_resolve() {
    let mut talk = Talk::new();
    let answer = talk.say("resolve").await;
    assert!(
        answer["effects"]
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "resolve", "text": "solved" }))
    );
    assert_eq!(
        (&talk.state["status"], &talk.last()["text"]),
        (&json!("resolved"), &json!("Goodbye"))
    );
    assert_eq!(talk.state["turn"], 1);
    let (_, error) = talk.refused(json!({ "resolve": {} })).await;
    assert_eq!(error["message"], "the conversation is resolved already");

    talk.say("again").await;
    assert_eq!(talk.state["status"], "open");
    talk.act(json!({ "resolve": {} })).await;
    assert_eq!(
        (&talk.state["status"], &talk.last()["text"]),
        (&json!("resolved"), &json!("Goodbye"))
    );
}

#[tokio::test]
async fn effects_are_listed_in_order_and_metadata_are_kept() {
    let mut talk = Talk::new();
    let answer = talk.say("effects").await;
    let effects: Vec<_> = answer["effects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|effect| effect["on"] != false)
        .collect();
    assert_eq!(
        effects,
        [
            &json!({ "type": "typing", "on": true, "text": "Searching" }),
            &json!({ "type": "emit", "name": "found", "data": { "order": 7 } }),
            &json!({ "type": "metadata", "action": "set", "key": "order", "value": 7 }),
            &json!({ "type": "trigger", "workflow": "refund", "to": "ann", "payload": { "order": 7 } }),
        ]
    );
    assert_eq!(talk.state["metadata"], json!({ "order": 7 }));
    talk.say("edit").await;
    let message = talk.last();
    assert_eq!(
        (&message["text"], &message["edits"]),
        (&json!("Done"), &json!([{ "text": "Working..", "card": null }]))
    );
    assert_eq!(message["reactions"], json!([{ "emoji": "check", "by": null }]));
    assert_eq!(talk.state["metadata"], json!({ "order": 7 }));
}
