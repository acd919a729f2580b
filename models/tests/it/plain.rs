use crate::model::{Answer, KEY, Model, NAME};
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    resolver::{AuthData, Endpoint},
};
use novu_framework::{
    Agent, Registry,
    agent::TurnOutcome,
    testing::{Conversation, assert_snapshot},
};
use std::pin::pin;
use tokio::select;

fn agent(model: &Model) -> Agent {
    let target = ServiceTarget {
        endpoint: Endpoint::from_owned(format!("{}/", model.url)),
        auth: AuthData::from_single(KEY),
        model: ModelIden::new(AdapterKind::OpenAI, NAME),
    };
    models::plain::agent(Client::builder().build().unwrap(), target)
}

fn chat(agent: &Agent) -> Conversation {
    Conversation::new(&Registry::builder().agent(agent).build().unwrap(), agent.id())
}

#[tokio::test]
async fn answers_of_the_model_are_streamed_into_replies() {
    let script = [
        Answer::Text(&["A fountain pen ", "or a ", "ballpoint?"]),
        Answer::Text(&["Then take ", "the blue one."]),
    ];
    let model = Model::start(script).await;
    let mut chat = chat(&agent(&model));
    chat.says("Which pen?")
        .await
        .unwrap()
        .assert_text("A fountain pen or a ballpoint?");
    chat.says("A fountain pen")
        .await
        .unwrap()
        .assert_text("Then take the blue one.");
    assert_snapshot("tests/it/plain.txt", &chat);

    let prompts = model.prompts();
    let last: Vec<_> = prompts[1]
        .iter()
        .map(|(role, text)| (role.as_str(), text.as_str()))
        .collect();
    let expected = [
        (
            "system",
            "You are the friendly assistant of a shop for pens. Answer in one short paragraph.",
        ),
        ("user", "Which pen?"),
        ("assistant", "A fountain pen or a ballpoint?"),
        ("user", "A fountain pen"),
    ];
    assert_eq!(last, expected);
}

#[tokio::test]
async fn refusal_of_the_model_is_answered_by_the_handler_of_errors() {
    let model = Model::start([Answer::Status(400, "no such model")]).await;
    let turn = chat(&agent(&model)).says("Which pen?").await.unwrap();
    turn.assert_text("I cannot answer right now. Please try again.");
    assert_eq!(turn.outcome(), TurnOutcome::Answered);
}

#[tokio::test]
async fn half_an_answer_is_not_sent_when_the_connection_breaks() {
    let model = Model::start([Answer::Broken(&["A fountain pen ", "or"])]).await;
    let turn = chat(&agent(&model)).says("Which pen?").await.unwrap();
    turn.assert_text("I cannot answer right now. Please try again.");
    assert_eq!(turn.outcome(), TurnOutcome::Answered);
}

#[tokio::test]
async fn dropped_turn_closes_the_connection_to_the_model() {
    let model = Model::start([Answer::Endless(&["A fountain pen "])]).await;
    let mut chat = chat(&agent(&model));
    {
        let turn = pin!(chat.says("Which pen?").into_future());
        select! {
            _ = turn => panic!("the answer never ends"),
            began = model.began.acquire() => began.unwrap().forget(),
        }
    }
    // Without a limit: the test hangs if the connection stays open.
    model.left.acquire().await.unwrap().forget();
}
