use crate::model::{Answer, KEY, Model, NAME};
use async_openai::{Client, config::OpenAIConfig};
use models::assistant::Shop;
use novu_framework::{
    Registry,
    agent::TurnOutcome,
    testing::{Conversation, assert_snapshot},
};
use serde_json::Value;

const REFUND: Answer = Answer::Call("call-2", "refund", &[r#"{"order""#, ": 7}"]);

/// Starts a conversation with an assistant of a shop whose model plays a script.
async fn start(script: impl IntoIterator<Item = Answer>) -> (Conversation, Model, Shop) {
    let model = Model::start(script).await;
    let config = OpenAIConfig::new().with_api_base(&model.url).with_api_key(KEY);
    let shop = Shop::new([(7, "on its way")]);
    let agent = models::assistant::agent(Client::with_config(config), NAME, shop.clone());
    let registry = Registry::builder().agent(&agent).build().unwrap();
    (Conversation::new(&registry, "assistant"), model, shop)
}

#[tokio::test]
async fn tools_run_in_the_turn_and_those_that_need_it_after_an_approval() {
    let (mut chat, model, shop) = start([
        Answer::Call("call-1", "order_status", &[r#"{"ord"#, r#"er": 7}"#]),
        Answer::Text(&["Order 7 is ", "on its way."]),
        REFUND,
        Answer::Text(&["Done: ", "order 7 is refunded."]),
    ])
    .await;
    chat.says("Where is order 7?")
        .await
        .unwrap()
        .assert_text("Order 7 is on its way.");
    let asked = chat.says("I do not want it any more.").await.unwrap();
    assert_eq!(shop.status(7).as_deref(), Some("on its way"));
    assert_eq!(model.requests(), 3);

    let turn = chat.approves(asked.approval()).await.unwrap();
    turn.assert_text("Done: order 7 is refunded.");
    assert_eq!(shop.status(7).as_deref(), Some("refunded"));
    assert_snapshot("tests/it/assistant.txt", &chat);

    let prompts = model.prompts();
    let last = |index: usize| {
        let (role, text) = prompts[index].last().unwrap();
        (role.as_str(), text.as_str())
    };
    assert_eq!(last(1), ("tool", "Order 7 is on its way."));
    assert_eq!(last(3), ("tool", "Order 7 is refunded."));
    let tools = &model.request(0)["tools"];
    assert_eq!(tools[1]["function"]["name"], "refund");
    assert_eq!(tools[1]["function"]["parameters"]["required"][0], "order");
}

#[tokio::test]
async fn denied_call_does_not_run_and_the_model_learns_of_it() {
    let (chat, model, shop) = start([REFUND, Answer::Text(&["As you wish."])]).await;
    let mut chat = chat.replies();
    let asked = chat.says("Refund order 7").await.unwrap();
    chat.denies(asked.approval())
        .await
        .unwrap()
        .assert_text("As you wish.");
    assert_eq!(shop.status(7).as_deref(), Some("on its way"));
    let prompts = model.prompts();
    let (role, text) = prompts[1].last().unwrap();
    assert_eq!((&**role, &**text), ("tool", "A person has denied this call."));
}

#[tokio::test]
async fn approval_of_somebody_unknown_does_not_run_the_call() {
    let (chat, _, shop) = start([REFUND, Answer::Text(&["I may not do that."])]).await;
    let mut chat = chat.subscriber(Value::Null);
    let asked = chat.says("Refund order 7").await.unwrap();
    chat.approves(asked.approval())
        .await
        .unwrap()
        .assert_text("I may not do that.");
    assert_eq!(shop.status(7).as_deref(), Some("on its way"));
}

#[tokio::test]
async fn wrong_calls_are_results_that_the_model_can_mend() {
    let (mut chat, model, _) = start([
        Answer::Call("call-1", "order_status", &[r#"{"order": "seven"}"#]),
        Answer::Call("call-2", "order_status", &[r#"{"order": 9}"#]),
        Answer::Call("call-3", "magic", &[r#"{"order": 7}"#]),
        Answer::Text(&["I do not know."]),
    ])
    .await;
    chat.says("Where is my order?")
        .await
        .unwrap()
        .assert_text("I do not know.");
    let prompts = model.prompts();
    let results = prompts[3].iter().filter(|(role, _)| role == "tool");
    let results: Vec<_> = results.map(|(_, text)| &**text).collect();
    assert!(
        results[0].starts_with("The arguments are invalid: "),
        "{results:?}"
    );
    assert_eq!(
        results[1..],
        ["There is no order 9.", "There is no tool `magic`."]
    );
}

#[tokio::test]
async fn model_that_never_stops_calling_tools_fails_the_turn() {
    let call = || Answer::Call("call-1", "order_status", &[r#"{"order": 7}"#]);
    let (mut chat, model, _) = start((0..20).map(|_| call())).await;
    let turn = chat.says("Where is order 7?").await.unwrap();
    assert_eq!(turn.outcome(), TurnOutcome::Answered);
    assert_eq!(model.requests(), 8);
}

#[tokio::test]
async fn arguments_that_are_not_json_or_too_long_fail_the_turn() {
    let long: &'static [&'static str] = Vec::leak(vec!["1234567890"; 7_000]);
    for arguments in [&[r#"{"order": "#][..], long] {
        let (mut chat, _, shop) = start([Answer::Call("call-1", "refund", arguments)]).await;
        let turn = chat.says("Refund order 7").await.unwrap();
        turn.assert_text("I cannot answer right now. Please try again.");
        assert_eq!(shop.status(7).as_deref(), Some("on its way"));
    }
}
