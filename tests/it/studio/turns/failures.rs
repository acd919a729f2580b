//! Turns that fail, and requests that are refused.

use super::*;

#[tokio::test]
async fn failing_sends_are_attempted_again_and_then_fail_the_turn() {
    let mut talk = Talk::new();
    talk.fail = vec![500];
    let answer = talk.say("hello").await;
    let attempts = |answer: &Value| -> Vec<_> {
        let sent = answer["sent"].as_array().unwrap().iter();
        sent.map(|sent| {
            (
                sent["attempt"].as_u64().unwrap(),
                sent["status"].as_u64().unwrap(),
            )
        })
        .collect()
    };
    assert_eq!(attempts(&answer)[..2], [(1, 500), (2, 200)]);
    assert_eq!(
        (&answer["ok"], &talk.last()["text"]),
        (&json!(true), &json!("You said: hello"))
    );

    talk.fail = vec![422];
    let answer = talk.say("hello").await;
    assert_eq!(attempts(&answer)[0], (1, 422));
    assert_eq!(
        (&answer["ok"], &answer["error"]["part"], &answer["error"]["code"]),
        (&json!(false), &json!("delivery"), &json!("undelivered"))
    );
    assert_eq!(talk.last()["by"], "ann");
    assert!(
        answer["effects"]
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "error", "message": "the turn failed" }))
    );
}

#[tokio::test]
async fn failed_handlers_are_described_with_their_causes() {
    let mut talk = Talk::new();
    let answer = talk.say("fail").await;
    let error = &answer["error"];
    assert_eq!(
        (&answer["ok"], &error["part"], &error["code"], &error["message"]),
        (
            &json!(false),
            &json!("handler"),
            &json!("failed"),
            &json!("the order is lost")
        )
    );
    assert_eq!(error["causes"], json!(["the disk is full"]));
    assert!(
        error["path"].as_str().unwrap().ends_with("studio::turns::answer"),
        "{error}"
    );
    let answer = talk.say("panic").await;
    let error = &answer["error"];
    assert_eq!(error["code"], "panicked");
    assert_eq!(error["causes"], json!(["out of order"]));
    assert!(!answer["sent"].to_string().contains("out of order"), "{answer}");
    talk.say("hello").await;
    assert_eq!(talk.state["turn"], 3);

    let mut body = talk.body(&json!({ "say": { "by": "ann", "text": "x" } }));
    body["agent"] = "quiet".into();
    body["state"] = Value::Null;
    let answer = post(&talk.layer, "/api/turn", body).await;
    assert_eq!(
        (&answer["ok"], &answer["error"]["code"]),
        (&json!(false), &json!("answered"))
    );
    assert_eq!(answer["state"]["transcript"][1]["text"], "Sorry: no.");
}

#[tokio::test]
async fn files_reach_the_agent_and_their_data_are_not_kept() {
    let mut talk = Talk::new();
    let file = json!({ "name": "a.txt", "mime": "text/plain", "data": "aGVsbG8=" });
    talk.act(json!({ "say": { "by": "ann", "text": "files", "files": [file] } }))
        .await;
    assert_eq!(
        talk.last()["text"],
        "1 file, Some(5), data:text/plain;base64,aGVsbG8="
    );
    assert_eq!(
        talk.state["transcript"][0]["files"],
        json!([{ "name": "a.txt", "mime": "text/plain", "size": 5, "url": null }])
    );
    talk.state["transcript"][1]["text"] = Value::Null;
    let history = talk.state["novu"]["history"][0].to_string();
    assert!(
        history.contains("a.txt") && !history.contains("aGVsbG8="),
        "{history}"
    );
}

#[tokio::test]
async fn files_of_agents_above_5_mib_fail_the_turn() {
    let answer = Talk::new().say("large").await;
    assert_eq!(
        (&answer["ok"], &answer["error"]["part"]),
        (&json!(false), &json!("delivery"))
    );
    assert!(
        answer["error"]["message"].as_str().unwrap().contains("5 MiB"),
        "{answer}"
    );
}

#[tokio::test]
async fn requests_of_a_turn_above_the_limit_are_refused() {
    let mut talk = Talk::new();
    let answer = talk.say("flood").await;
    assert_eq!(answer["sent"].as_array().unwrap().len(), 500);
    assert_eq!(
        (&answer["ok"], &answer["error"]["part"]),
        (&json!(false), &json!("delivery"))
    );
    let (status, error) = talk
        .refused(json!({ "say": { "by": "ann", "text": "more" } }))
        .await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("limit"))
    );
    assert_eq!(
        error["message"],
        "the transcript has 501 entries, the limit is 500"
    );
}

#[tokio::test]
async fn body_above_1_mib_is_refused() {
    let talk = Talk::new();
    let text = "x".repeat(1024 * 1024);
    let (status, error) = talk
        .refused(json!({ "say": { "by": "ann", "text": text } }))
        .await;
    assert_eq!(
        (status, &error["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("limit"))
    );
    let (message, fix) = (error["message"].as_str().unwrap(), error["fix"].as_str().unwrap());
    assert!(message.contains("`state`"), "{message}");
    assert!(fix.contains("send `null` as `state`"), "{fix}");
}

#[tokio::test]
async fn hostile_or_stale_state_is_refused_with_the_reason() {
    let mut talk = Talk::new();
    talk.say("ask").await;
    let older = talk.state.clone();
    talk.say("hello").await;
    let changed = |pointer: &str, value: Value| {
        let mut state = talk.state.clone();
        *state.pointer_mut(pointer).unwrap() = value;
        state
    };
    for (state, reason) in [
        (json!("x"), "it cannot be read"),
        (json!({ "turn": 1 }), "it cannot be read"),
        (changed("/turn", json!(-1)), "it cannot be read"),
        (changed("/novu/v", json!(2)), "version 2"),
        (changed("/novu/agent", json!("quiet")), "of the agent `quiet`"),
        (
            changed("/novu/transport", json!("replies")),
            "keeps its transport",
        ),
        (
            changed("/novu/platform", json!("email")),
            "keeps its transport and its platform",
        ),
        (
            changed("/novu/ids/message", json!(u32::MAX)),
            "a counter is above",
        ),
        (changed("/novu/events", json!(u32::MAX)), "a counter is above"),
        (changed("/turn", json!(u32::MAX)), "a counter is above"),
        (changed("/turn", json!(1)), "are of different answers"),
        (
            changed("/novu", older["novu"].clone()),
            "are of different answers",
        ),
        (changed("/novu/open", json!([])), "are of different answers"),
    ] {
        let hostile = Talk { state, ..Talk::new() };
        let (status, error) = hostile
            .refused(json!({ "say": { "by": "ann", "text": "x" } }))
            .await;
        assert_eq!(
            (status, &error["code"]),
            (StatusCode::BAD_REQUEST, &json!("request")),
            "{reason}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(
            message.starts_with("`state` is not one of this conversation: "),
            "{message}"
        );
        assert!(message.contains(reason), "{message}");
    }
}

#[tokio::test]
async fn event_about_unknown_things_is_refused_with_their_names() {
    let mut talk = Talk::new();
    talk.say("hello").await;
    for (act, message) in [
        (
            json!({ "say": { "by": "eve", "text": "x" } }),
            "`eve` is not one of `people`: ann, bob",
        ),
        (
            json!({ "react": { "by": "ann", "message": "m9", "emoji": "eyes", "added": true } }),
            "the conversation has no message `m9`",
        ),
        (
            json!({ "click": { "by": "ann", "message": "m9", "action": "x" } }),
            "the agent has no message `m9` in this conversation",
        ),
        (
            json!({ "decide": { "by": "ann", "approval": "c", "approved": true } }),
            "the agent has not asked to approve `c`",
        ),
        (
            json!({ "respond": { "by": "ann", "request": "r", "text": "x" } }),
            "the agent has sent no request `r`",
        ),
        (
            json!({ "respond": { "by": "ann", "request": "r" } }),
            "`respond` has `text` or `option`, or neither if it is `expired`",
        ),
    ] {
        let (status, error) = talk.refused(act).await;
        assert_eq!(
            (status, &error["message"]),
            (StatusCode::BAD_REQUEST, &json!(message))
        );
    }
    let mut body = talk.body(&json!({ "say": { "by": "ann", "text": "x" } }));
    body["agent"] = "nobody".into();
    let (_, error) = refused(&talk.layer, "/api/turn", &body).await;
    assert_eq!(
        error["message"],
        "the registry has no agent `nobody`; its agents are: support, quiet"
    );
}
