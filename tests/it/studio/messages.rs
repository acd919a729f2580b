//! Turns of the studio: files, deletions and controls of cards, with an agent of their own.

use super::{KEY, post, request, send};
use http::{Method, StatusCode};
use http_body_util::Full;
use novu_framework::{
    Agent, NovuLayer, Registry, Result,
    agent::{Action, ActionChild, Actions, Button, Card, File, Message, TextInput, Turn},
    client::Client,
    studio::Studio,
};
use serde_json::{Value, json};

async fn answer(cx: Turn<Message>) -> Result<()> {
    match &*cx.event.text {
        "attach" => {
            let files = [
                File::bytes("a.txt", "hi"),
                File::url("b.png", "https://x.test/b.png"),
            ];
            cx.reply("Here").files(files).await?;
        }
        "several" => {
            cx.reply("One").await?;
            cx.reply(Card::new("Two")).await?;
            cx.reply(Card::new("x".repeat(5000))).await?;
            cx.reply("Three")
                .file(File::url("b.png", "https://x.test/b.png"))
                .await?;
        }
        "delete" => cx.reply("Soon gone").await?.delete().await?,
        "form" => {
            let actions = Actions::new()
                .button(Button::new("off", "Off").disabled(true))
                .child(TextInput::new("why", "Why"))
                .child(ActionChild::raw(json!({ "type": "date", "id": "day" })));
            cx.reply(Card::new("Form").actions(actions)).await?;
        }
        text => {
            let urls: Vec<_> = cx
                .event
                .attachments
                .iter()
                .filter_map(|file| file.url.clone())
                .collect();
            cx.reply(format!("{text} {}", urls.join(" "))).await?;
        }
    }
    Ok(())
}

async fn clicked(cx: Turn<Action>) -> String {
    format!("{} = {:?}", cx.event.id, cx.event.value)
}

fn layer() -> NovuLayer {
    let agent = Agent::builder("support", answer).on_action(clicked).build();
    NovuLayer::builder(Registry::builder().agent(&agent).build().unwrap())
        .secret_key(KEY)
        .client(Client::new(KEY).unwrap())
        .studio(Studio::new().insecure_without_token())
        .build()
        .unwrap()
}

fn body(transport: &str, act: &Value, state: &Value) -> Value {
    json!({ "v": 1, "agent": "support", "transport": transport, "people": { "ann": {} }, "do": act, "fail": [], "state": state })
}

fn say(text: &str, files: &Value) -> Value {
    json!({ "say": { "by": "ann", "text": text, "files": files } })
}

async fn refused(body: &Value) -> (StatusCode, Value) {
    let request = request(Method::POST, "/api/turn", Some(body))
        .body(Full::from(body.to_string()))
        .unwrap();
    let response = send(&layer(), request).await;
    let mut answer: Value = serde_json::from_slice(response.body()).unwrap();
    (response.status(), answer["error"]["message"].take())
}

#[tokio::test]
async fn files_of_the_agent_are_listed_with_size_or_address() {
    for transport in ["events", "replies"] {
        let answer = post(
            &layer(),
            "/api/turn",
            body(transport, &say("attach", &json!([])), &Value::Null),
        )
        .await;
        let files = answer["state"]["transcript"][1]["files"]
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(files.len(), 2, "{transport}: {answer}");
        assert_eq!(
            (&files[0]["name"], &files[0]["size"]),
            (&json!("a.txt"), &json!(2)),
            "{transport}: {files:?}"
        );
        assert_eq!(
            (&files[1]["name"], &files[1]["url"]),
            (&json!("b.png"), &json!("https://x.test/b.png")),
            "{transport}: {files:?}"
        );
    }
}

#[tokio::test]
async fn addresses_of_a_persons_files_reach_the_agent() {
    let files = json!([{ "name": "a.png", "mime": "image/png", "url": "https://x.test/a.png" }]);
    let answer = post(
        &layer(),
        "/api/turn",
        body("events", &say("got", &files), &Value::Null),
    )
    .await;
    assert_eq!(
        answer["state"]["transcript"][1]["text"],
        "got https://x.test/a.png"
    );
    let many: Vec<_> = (0..16).map(|n| json!({ "name": format!("{n}.txt") })).collect();
    let (status, message) = refused(&body("events", &say("got", &many.into()), &Value::Null)).await;
    assert_eq!(
        (status, message),
        (StatusCode::BAD_REQUEST, json!("a message has at most 15 files"))
    );
}

#[tokio::test]
async fn deleted_message_is_marked() {
    for transport in ["events", "replies"] {
        let answer = post(
            &layer(),
            "/api/turn",
            body(transport, &say("delete", &json!([])), &Value::Null),
        )
        .await;
        assert_eq!(
            answer["state"]["transcript"][1]["deleted"], true,
            "{transport}: {answer}"
        );
    }
}

#[tokio::test]
async fn inputs_have_any_value_and_disabled_buttons_cannot_be_clicked() {
    let layer = layer();
    let answer = post(
        &layer,
        "/api/turn",
        body("events", &say("form", &json!([])), &Value::Null),
    )
    .await;
    let (state, message) = (&answer["state"], &answer["state"]["transcript"][1]["id"]);
    let click = |action: &str, value: Value| json!({ "click": { "by": "ann", "message": message, "action": action, "value": value } });
    let after = post(
        &layer,
        "/api/turn",
        body("events", &click("why", json!("too late")), state),
    )
    .await;
    assert_eq!(
        after["state"]["transcript"].as_array().unwrap().last().unwrap()["text"],
        "why = Some(\"too late\")"
    );
    let (status, error) = refused(&body("events", &click("off", Value::Null), state)).await;
    assert_eq!(
        (status, error),
        (StatusCode::BAD_REQUEST, json!("the button `off` is disabled"))
    );
}

#[tokio::test]
async fn more_failures_than_the_limit_are_refused() {
    let mut body = body("events", &say("x", &json!([])), &Value::Null);
    body["fail"] = vec![503; 1000].into();
    let (status, message) = refused(&body).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        message
            .as_str()
            .unwrap()
            .starts_with("`fail` has 1000 statuses, the limit is "),
        "{message}"
    );
}

#[tokio::test]
async fn test_source_compares_each_of_several_messages() {
    let files = json!([{ "name": "a.png", "mime": "image/png", "url": "https://x.test/a.png" }]);
    let transcript = json!({
        "v": 1, "agent": "support", "transport": "events", "people": { "ann": {} },
        "do": [{ "do": say("several", &files) }],
    });
    let answer = post(&layer(), "/api/test", transcript).await;
    let source = answer["rust"].as_str().unwrap();
    for line in [
        r#".file(File::url("a.png", "https://x.test/a.png")"#,
        "assert_eq!(turn.messages().len(), 4);",
        r#"assert_eq!(turn.messages()[0].text(), Some("One"));"#,
        "assert_eq!(turn.messages()[1].card(), Some(&serde_json::",
        "assert!(turn.messages()[2].card().is_some());",
        "assert_eq!(turn.messages()[3].files(), [\"b.png\"]);",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
}

#[tokio::test]
async fn body_that_is_not_the_json_of_a_turn_is_refused_with_the_cause() {
    let dance = body("events", &json!({ "dance": {} }), &Value::Null);
    let (status, message) = refused(&dance).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let cause = "the body cannot be read: unknown variant `dance`";
    assert!(message.as_str().unwrap().starts_with(cause), "{message}");
}
