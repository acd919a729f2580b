//! Failed handlers and failed sends (`agents.md` §12).

use super::novu::{Answer, Novu, ending, typing_stop};
use novu_framework::{
    Agent, Result,
    agent::{AnyTurn, DeliveryErrorKind, Event, Message, OnError, Turn, TurnError},
};
use serde_json::{Value, json};
use std::time::Duration;

async fn fails(cx: Turn<Message>) -> Result<()> {
    cx.metadata().set("k", 1)?;
    Err("no luck".into())
}

fn report() -> Value {
    json!({"error": true})
}

fn signals() -> Value {
    json!({"signals": [{"type": "metadata", "action": "set", "key": "k", "value": 1}]})
}

#[tokio::test(start_paused = true)]
async fn failed_turn_is_reported_and_what_was_queued_is_sent() {
    let novu = Novu::new(&Agent::builder("test", fails).build());
    assert_eq!(novu.says("hi").await, [report(), typing_stop(), signals()]);
    let sent = novu.says_by_events("hi").await;
    let error = json!([{"type": "run-start"}, {"type": "run-error", "message": "no luck"}]);
    assert_eq!(sent[..2], [error, ending()[1].clone()]);
    assert_eq!(sent[2][0]["type"], "signal");
}

#[tokio::test(start_paused = true)]
async fn handler_of_errors_reports_suppresses_or_answers() {
    async fn on_error(error: TurnError, cx: AnyTurn) -> Result<OnError> {
        let Event::Message(message) = &*cx.event else {
            return Err("no message".into());
        };
        Ok(match &*message.text {
            "suppress" => OnError::Suppress,
            "answer" => format!("Sorry: {error}").into(),
            "fail" => return Err("worse".into()),
            "panic" => panic!("worse"),
            _ => OnError::Report,
        })
    }
    let novu = Novu::new(&Agent::builder("test", fails).on_error(on_error).build());
    for text in ["report", "fail", "panic"] {
        assert_eq!(
            novu.says(text).await,
            [report(), typing_stop(), signals()],
            "{text}"
        );
    }
    assert_eq!(novu.says("suppress").await, [typing_stop(), signals()]);
    let answer = json!({"reply": {"markdown": "Sorry: no luck"}, "signals": signals()["signals"]});
    assert_eq!(novu.says("answer").await, [answer, typing_stop()]);
    let sent = novu.says_by_events("answer").await;
    assert_eq!(sent[0][2]["content"], json!({"markdown": "Sorry: no luck"}));
    assert_eq!(sent[1..], ending());
    // The event of a suppressed failure is a success, too.
    let sent = novu.says_by_events("suppress").await;
    assert_eq!((&sent[0][1], &sent[1]), (&ending()[0][0], &ending()[1]));
}

#[tokio::test(start_paused = true)]
async fn answer_to_a_failure_that_cannot_be_sent_is_reported() {
    let agent = Agent::builder("test", fails)
        .on_error(async |_: TurnError, _: AnyTurn| "sorry")
        .build();
    let sent = Novu::new(&agent)
        .answers([Answer::Status(500, "")])
        .says("hi")
        .await;
    assert_eq!(
        sent[1..],
        [report(), typing_stop()],
        "what left with the answer is lost"
    );
}

#[tokio::test(start_paused = true)]
async fn failed_report_is_one_short_clause_without_the_rest() {
    let long = format!("x{}\nsecond line", "ü".repeat(300));
    let agent = Agent::builder("test", async |_: Turn<Message>, text: String| -> Result<()> {
        Err(text.into())
    });
    let novu = Novu::new(&agent.state(long).build());
    let sent = novu.says_by_events("hi").await;
    assert_eq!(sent[0][1]["message"], format!("x{}", "ü".repeat(127)));
}

#[tokio::test(start_paused = true)]
async fn refused_reply_is_not_sent_again_and_what_left_with_it_is_lost() {
    async fn answer(cx: Turn<Message>) -> Result<String> {
        cx.metadata().set("k", 1)?;
        let error = cx.reply("one").await.unwrap_err();
        let status = error.status().map(|status| status.as_u16());
        Ok(format!(
            "{error} {status:?} {:?} {}",
            error.body(),
            error.attempts()
        ))
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let sent = novu
        .answers([Answer::Status(500, r#"{"message":"boom"}"#)])
        .says("hi")
        .await;
    let text = r#"Delivery failed: Internal Server Error: boom Some(500) Some("{\"message\":\"boom\"}") 1"#;
    assert_eq!(sent[1..], [json!({"reply": {"markdown": text}}), typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn failed_delivery_fails_the_turn_and_the_handler_of_errors_learns_of_it() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "one")
        .on_error(async |error: TurnError, _: AnyTurn| format!("{:?}", error.delivery().unwrap().status()))
        .build();
    let sent = Novu::new(&agent)
        .answers([Answer::Status(403, "no")])
        .says("hi")
        .await;
    assert_eq!(sent[1]["reply"]["markdown"], "Some(403)");
}

#[tokio::test(start_paused = true)]
async fn replies_are_sent_again_if_the_api_names_a_time_and_only_then() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "one").build();
    for (answer, attempts) in [
        (Answer::Headed(429, "retry-after", "2"), 2),
        (Answer::Headed(503, "retry-after", "30"), 2),
        (Answer::Headed(503, "retry-after", "31"), 1),
        (Answer::Headed(500, "retry-after", "1"), 1),
        (Answer::Status(503, ""), 1),
        (Answer::Broken, 1),
        (Answer::Hanging, 1),
    ] {
        let sent = Novu::new(&agent).answers([answer.clone()]).says("hi").await;
        let replies = sent.iter().filter(|body| body.get("reply").is_some());
        assert_eq!(replies.count(), attempts, "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn events_are_sent_again_up_to_three_times_with_the_same_body() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "one").build();
    for answer in [
        Answer::Status(500, ""),
        Answer::Status(408, ""),
        Answer::Status(429, ""),
        Answer::Broken,
        Answer::Hanging,
    ] {
        let began = tokio::time::Instant::now();
        let novu = Novu::new(&agent).answers([answer.clone(), answer.clone()]);
        let sent = novu.says_by_events("hi").await;
        assert_eq!((&sent[0], &sent[1]), (&sent[2], &sent[2]), "{answer:?}");
        assert_eq!(sent[3..], ending(), "{answer:?}");
        assert!(began.elapsed() >= Duration::from_millis(750));
    }
}

#[tokio::test(start_paused = true)]
async fn failed_batch_does_not_silence_the_rest_of_the_turn() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        let error = cx.reply("lost").await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        cx.reply("sent").await?;
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build()).answers([Answer::Status(400, "no")]);
    let body = super::novu::by_events(super::novu::message("hi"));
    assert_eq!(novu.status("onMessage", &body).await, 200);
    novu.over().await;
    let sent = novu.taken();
    let first = |index: usize| sent[index].body()["events"][0].clone();
    assert_eq!(sent[0].body()["events"].as_array().unwrap().len(), 2);
    // The numbers continue, and what failed is not repeated.
    assert_eq!(first(1)["sequence"], 3);
    assert_eq!(first(1)["event"]["content"], json!({"markdown": "sent"}));
    assert_eq!(first(2)["event"]["type"], "run-finish");
    assert_eq!(first(3)["event"]["type"], "channel.typing");
}

#[tokio::test(start_paused = true)]
async fn turn_that_cannot_send_anything_ends() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "one").build();
    let novu = Novu::new(&agent).answers(vec![Answer::Status(500, ""); 20]);
    assert_eq!(
        novu.says("hi").await.len(),
        3,
        "the reply, the report and the typing"
    );
    let novu = Novu::new(&agent).answers(vec![Answer::Broken; 20]);
    assert_eq!(novu.says_by_events("hi").await.len(), 9, "each three times");
}

#[tokio::test(start_paused = true)]
async fn redirects_are_errors_and_not_followed() {
    let agent = Agent::builder("test", async |cx: Turn<Message>| {
        let error = cx.reply("one").await.unwrap_err();
        assert_eq!(
            error.kind(),
            DeliveryErrorKind::Refused {
                status: http::StatusCode::FOUND
            }
        );
    });
    let novu = Novu::new(&agent.build()).answers([Answer::Headed(302, "location", "https://evil.example/")]);
    assert_eq!(novu.says("hi").await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn failed_typing_stop_does_not_lose_what_is_queued() {
    let novu = Novu::new(&Agent::builder("test", fails).build());
    let novu = novu.answers([Answer::Usual, Answer::Status(500, "")]);
    assert_eq!(novu.says("hi").await, [report(), typing_stop(), signals()]);
}

#[tokio::test(start_paused = true)]
async fn attempt_without_an_answer_ends_after_thirty_seconds() {
    let agent = Agent::builder("test", async |cx: Turn<Message>| {
        let error = cx.reply("one").await.unwrap_err();
        assert_eq!(error.kind(), DeliveryErrorKind::Timeout);
    });
    let novu = Novu::new(&agent.build()).answers([Answer::Hanging]);
    let began = tokio::time::Instant::now();
    assert_eq!(novu.says("hi").await.len(), 2, "no report of a failure");
    let seconds = began.elapsed().as_secs();
    assert!((30..32).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn api_that_cannot_be_reached_is_tried_again_because_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let agent = Agent::builder(
        "test",
        async |cx: Turn<Message>, sender: tokio::sync::mpsc::UnboundedSender<_>| {
            let error = cx.reply("one").await.unwrap_err();
            sender.send((error.kind(), error.attempts())).unwrap();
        },
    );
    let agent = agent.state(sender).build();
    let client = novu_framework::client::Client::builder()
        .secret_key("key")
        .api_url(&origin)
        .build()
        .unwrap();
    let mut body = super::novu::message("hi");
    body["replyUrl"] = json!(format!("{origin}/v1/agents/test/reply"));
    let novu = Novu::with(&agent, |turns| turns, |layer| layer.client(client));
    assert_eq!(novu.status("onMessage", &body).await, 200);
    assert_eq!(receiver.recv().await, Some((DeliveryErrorKind::Unreachable, 3)));
    assert_eq!(novu.turns.drain(Duration::from_secs(30)).await, 0);
}
