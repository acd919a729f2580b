//! Requests that are sent when a call is awaited (`agents.md` §4, §6, §8).

use super::novu::{Answer, Novu, ending, message, typing_stop};
use novu_framework::{
    Agent, Result,
    agent::{Card, Content, DeliveryErrorKind, File, Handle, Message, Turn},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[tokio::test(start_paused = true)]
async fn returned_content_is_sent_as_a_reply() {
    async fn answer(cx: Turn<Message>) -> Result<Option<Content>> {
        Ok(match &*cx.event.text {
            "card" => Some(Card::new("A card").into()),
            "nothing" => None,
            text => Some(text.into()),
        })
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let text = json!({"reply": {"markdown": " hi "}});
    assert_eq!(novu.says(" hi ").await, [text, typing_stop()]);
    let card = json!({"reply": {"card": {"type": "card", "title": "A card", "children": []}}});
    assert_eq!(novu.says("card").await, [card, typing_stop()]);
    assert_eq!(novu.says("nothing").await, [typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn every_form_of_handler_is_an_agent() {
    fn builder(id: &str) -> Agent {
        match id {
            "fn" => Agent::builder(id, answer).build(),
            "closure" => Agent::builder(id, |cx: Turn<Message>| async move { cx.event.text.clone() }).build(),
            "result" => Agent::builder(id, async |_: Turn<Message>| -> Result<&str> { Ok("hi") }).build(),
            "captures" => {
                let text = id.replace("captures", "hi");
                Agent::builder(id, move |_: Turn<Message>| std::future::ready(text.clone())).build()
            }
            _ => Agent::builder(id, async |_: Turn<Message>, state: Arc<str>| state.to_string())
                .state(Arc::from("hi"))
                .build(),
        }
    }
    async fn answer(cx: Turn<Message>) -> String {
        cx.event.text.clone()
    }
    for id in ["fn", "closure", "result", "captures", "state"] {
        let sent = Novu::new(&builder(id)).says("hi").await;
        assert_eq!(sent[0], json!({"reply": {"markdown": "hi"}}), "{id}");
    }
}

async fn busy(cx: Turn<Message>) -> Result<&'static str> {
    cx.typing(None).await?;
    cx.typing("Searching").await?;
    let handle = cx
        .reply("Working")
        .file(File::bytes("a.txt", "hello").mime("text/plain"))
        .await?;
    cx.emit("progress", json!({"pct": 50})).await?;
    handle
        .edit("Done")
        .file(File::url("b", "https://f.test/b"))
        .await?;
    cx.typing_stop().await?;
    handle.delete().await?;
    Ok("Bye")
}

#[tokio::test(start_paused = true)]
async fn replies_transport_sends_each_call_as_a_request() {
    let novu = Novu::new(&Agent::builder("test", busy).build());
    let sent = novu.says("hi").await;
    let file = json!({"filename": "a.txt", "mimeType": "text/plain", "data": "aGVsbG8="});
    let edited = json!({"markdown": "Done", "files": [{"filename": "b", "url": "https://f.test/b"}]});
    let expected = [
        json!({"typing": {}}),
        json!({"typing": {"status": "Searching"}}),
        json!({"reply": {"markdown": "Working", "files": [file]}}),
        // The transport has no custom events.
        json!({"edit": {"messageId": "platform-3", "content": edited}}),
        json!({"typing": "stop"}),
        // The edit has changed the id.
        json!({"deleteMessages": [{"messageId": "platform-4"}]}),
        json!({"reply": {"markdown": "Bye"}}),
        typing_stop(),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test(start_paused = true)]
async fn events_transport_sends_each_call_as_a_batch() {
    let novu = Novu::new(&Agent::builder("test", busy).build());
    let mut sent = novu.says_by_events("hi").await;
    let id = sent[2][0]["messageId"].take();
    assert!(id.as_str().unwrap().starts_with("msg_"), "{id}");
    sent[6][0]["messageId"].take();
    let file = json!({"fileId": "a.txt", "name": "a.txt", "mediaType": "text/plain", "data": "aGVsbG8="});
    let other = json!({"fileId": "b", "name": "b", "url": "https://f.test/b"});
    let message = |text, files: Option<Value>| {
        let content = json!({ "markdown": text });
        let mut message =
            json!({"type": "message", "role": "assistant", "messageId": null, "content": content});
        if let Some(files) = files {
            message["files"] = files;
        }
        message
    };
    let [finish, off] = ending();
    let expected = [
        json!([{"type": "run-start"}, {"type": "channel.typing", "state": "on"}]),
        json!([{"type": "channel.typing", "state": "on", "status": "Searching"}]),
        json!([message("Working", Some(json!([file])))]),
        json!([{"type": "custom", "name": "progress", "data": {"pct": 50}}]),
        json!([{"type": "channel.edit", "messageId": id, "content": {"markdown": "Done"}, "files": [other]}]),
        off.clone(),
        json!([{"type": "channel.delete", "messageId": id}]),
        json!([message("Bye", None)]),
        finish,
        off,
    ];
    // The deletion keeps its id.
    sent[6][0]["messageId"] = id;
    sent[7][0]["messageId"].take();
    assert_eq!(sent, expected);
}

#[tokio::test(start_paused = true)]
async fn envelopes_have_the_ids_of_the_turn_and_numbers_without_gaps() {
    let novu = Novu::new(&Agent::builder("test", busy).build());
    let body = super::novu::by_events(message("hi"));
    assert_eq!(novu.status("onMessage", &body).await, 200);
    novu.over().await;
    let sent = novu.taken();
    let envelopes = sent
        .iter()
        .flat_map(|batch| batch.body()["events"].as_array().unwrap());
    let first = sent[0].body()["events"][0].clone();
    assert!(first["runId"].as_str().unwrap().starts_with("run_"), "{first}");
    for (index, envelope) in envelopes.enumerate() {
        assert_eq!(envelope["version"], 1);
        assert_eq!(envelope["conversationId"], "conversation");
        assert_eq!(envelope["agentId"], "test");
        assert_eq!(envelope["turnId"], "conversation:m-1");
        assert_eq!(envelope["runId"], first["runId"]);
        assert_eq!(envelope["sequence"], index + 1);
        let timestamp = envelope["timestamp"].as_str().unwrap();
        assert_eq!((timestamp.len(), &timestamp[23..]), (24, "Z"), "{timestamp}");
    }
}

#[tokio::test(start_paused = true)]
async fn batches_of_concurrent_replies_are_posted_one_after_the_other() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        let replies: Vec<_> = (0..20)
            .map(|number| tokio::spawn(cx.reply(format!("{number}")).send()))
            .collect();
        for reply in replies {
            reply.await??;
        }
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let sent = novu.says_by_events("hi").await;
    let texts: Vec<_> = sent[..20]
        .iter()
        .map(|batch| batch.as_array().unwrap().last().unwrap()["content"]["markdown"].clone())
        .collect();
    let expected: Vec<_> = (0..20).map(|number| json!(number.to_string())).collect();
    assert_eq!(texts, expected);
    assert_eq!(novu.api.most_unanswered(), 1);
}

#[tokio::test(start_paused = true)]
async fn handles_have_the_ids_that_the_platform_gave() {
    async fn answer(cx: Turn<Message>) -> Result<String> {
        let handle = cx.reply("x").await?;
        Ok(format!("{} in {}", handle.message_id(), handle.thread_id()))
    }
    let agent = Agent::builder("test", answer).build();
    let bare = r#"{"messageId":"","platformThreadId":"t"}"#;
    for (answers, expected) in [
        (vec![], "platform-1 in thread"),
        (vec![Answer::Status(200, bare)], " in t"),
    ] {
        let sent = Novu::new(&agent).answers(answers).says("hi").await;
        assert_eq!(sent[1]["reply"]["markdown"], expected);
    }
}

#[tokio::test(start_paused = true)]
async fn answers_without_ids_are_errors_although_the_message_is_out() {
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let agent = Agent::builder("test", async |cx: Turn<Message>, kinds: Arc<Mutex<Vec<_>>>| {
        let error = cx.reply("x").await.unwrap_err();
        kinds.lock().unwrap().push((error.kind(), error.attempts()));
    });
    let agent = agent.state(Arc::clone(&kinds)).build();
    for body in [
        "",
        "no JSON",
        "5",
        r#"{"data":null}"#,
        r#"{"data":{"messageId":5,"platformThreadId":"t"}}"#,
    ] {
        Novu::new(&agent)
            .answers([Answer::Status(200, body)])
            .says("hi")
            .await;
    }
    assert_eq!(*kinds.lock().unwrap(), [(DeliveryErrorKind::Answer, 1); 5]);
}

#[tokio::test(start_paused = true)]
async fn invalid_content_is_an_error_of_the_call_and_nothing_is_sent() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.metadata().set("kept", 1)?;
        let error = cx
            .reply("x")
            .file(File::base64("a", "not base64!"))
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (DeliveryErrorKind::Content, 0));
        let error = cx.reply(Card::raw(json!({"type": "text"}))).await.unwrap_err();
        assert_eq!(error.kind(), DeliveryErrorKind::Content);
        Ok(())
    }
    let sent = Novu::new(&Agent::builder("test", answer).build())
        .says("hi")
        .await;
    let signal = json!({"type": "metadata", "action": "set", "key": "kept", "value": 1});
    assert_eq!(sent, [json!({"signals": [signal]}), typing_stop()]);
}

#[test]
fn turns_and_handles_can_be_sent_to_other_tasks() {
    fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<Turn<Message>>();
    is_shared::<Handle>();
    is_shared::<Agent>();
}
