//! Fewer requests at the end of a turn, by a setting (`agents.md` §17, A11).

use super::novu::{Answer, Novu, by_events, message};
use novu_framework::{
    Agent, Result,
    agent::{AnyTurn, Message, OnError, Turn, TurnError},
};
use serde_json::{Value, json};

/// A handler that does as the message says.
async fn answer(cx: Turn<Message>) -> Result<Option<&'static str>> {
    cx.metadata().set("k", 1)?;
    match &*cx.event.text {
        "quiet" => Ok(None),
        "typing" => {
            cx.typing("Searching").await?;
            Ok(None)
        }
        "reply, typing" => {
            cx.reply("One").await?;
            cx.typing("Searching").await?;
            Ok(None)
        }
        "fail" => Err("no luck".into()),
        _ => Ok(Some("Done")),
    }
}

fn brief() -> Novu {
    let agent = Agent::builder("test", answer).build();
    Novu::with(&agent, |turns| turns.fewer_requests(), |layer| layer)
}

/// Returns the types of the events of each batch.
fn types(batches: &[Value]) -> Vec<Vec<String>> {
    let types = |batch: &Value| -> Vec<String> {
        let events = batch.as_array().unwrap().iter();
        events
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect()
    };
    batches.iter().map(types).collect()
}

#[tokio::test(start_paused = true)]
async fn end_of_a_turn_leaves_with_its_answer_over_events() {
    for (text, expected) in [
        (
            "hi",
            vec![vec![
                "run-start",
                "signal",
                "message",
                "run-finish",
                "channel.typing",
            ]],
        ),
        (
            "quiet",
            vec![vec!["run-start", "signal", "run-finish", "channel.typing"]],
        ),
        (
            "fail",
            vec![vec!["run-start", "run-error", "channel.typing"], vec!["signal"]],
        ),
    ] {
        let sent = brief().says_by_events(text).await;
        assert_eq!(types(&sent), expected, "{text}");
    }
    let sent = brief().says_by_events("hi").await;
    assert_eq!(sent[0][3]["outcome"], "completed");
    assert_eq!(sent[0][4]["state"], "off");
}

#[tokio::test(start_paused = true)]
async fn typing_is_not_hidden_after_a_reply_that_hides_it() {
    let signals = json!([{"type": "metadata", "action": "set", "key": "k", "value": 1}]);
    let reply = |text: &str| json!({"reply": {"markdown": text}, "signals": signals});
    let queued = json!({ "signals": signals });
    let (stop, error) = (json!({"typing": "stop"}), json!({"error": true}));
    let typing = json!({"typing": {"status": "Searching"}});
    for (text, expected) in [
        ("hi", vec![reply("Done")]),
        ("quiet", vec![queued.clone(), stop.clone()]),
        ("typing", vec![typing.clone(), queued.clone(), stop.clone()]),
        ("reply, typing", vec![reply("One"), typing, stop.clone()]),
        ("fail", vec![error, stop, queued]),
    ] {
        assert_eq!(brief().says(text).await, expected, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn refused_answer_with_the_end_in_it_is_reported_once() {
    let novu = brief().answers([Answer::Status(400, "")]);
    let sent = novu.says_by_events("hi").await;
    assert_eq!(
        types(&sent)[1..],
        [["run-error".to_owned(), "channel.typing".to_owned()]]
    );
}

#[tokio::test(start_paused = true)]
async fn answer_to_a_failure_is_followed_by_one_end() {
    let agent = |decision: OnError| {
        Agent::builder("test", answer)
            .on_error(move |_: TurnError, _: AnyTurn| {
                let decision = decision.clone();
                async { decision }
            })
            .build()
    };
    for (decision, expected) in [
        (
            OnError::Answer("Sorry".into()),
            vec![
                vec!["run-start", "signal", "message"],
                vec!["run-finish", "channel.typing"],
            ],
        ),
        (
            OnError::Suppress,
            vec![vec!["run-start", "signal", "run-finish", "channel.typing"]],
        ),
    ] {
        let novu = Novu::with(&agent(decision), |turns| turns.fewer_requests(), |layer| layer);
        assert_eq!(types(&novu.says_by_events("fail").await), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn requests_are_those_of_the_reference_unless_it_is_set() {
    let usual = Novu::new(&Agent::builder("test", answer).build());
    let sent = usual.sends_by_events("onMessage", by_events(message("hi"))).await;
    let expected = [
        vec!["run-start", "signal", "message"],
        vec!["run-finish"],
        vec!["channel.typing"],
    ];
    assert_eq!(types(&sent), expected);
}
