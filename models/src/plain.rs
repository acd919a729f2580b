//! An agent that passes the conversation to a model and replies with the answer (crate `genai`).

use futures_util::{TryFutureExt, TryStreamExt};
use genai::{
    Client, ServiceTarget,
    chat::{ChatMessage, ChatRequest, ChatStreamEvent},
};
use novu_framework::{
    Agent, Result,
    agent::{AnyTurn, Message, Role, Turn, TurnError},
};

const INSTRUCTIONS: &str =
    "You are the friendly assistant of a shop for pens. Answer in one short paragraph.";

/// Returns the agent `plain`, which asks this model.
pub fn agent(client: Client, model: ServiceTarget) -> Agent {
    Agent::builder("plain", answer)
        .on_error(async |_: TurnError, _: AnyTurn| "I cannot answer right now. Please try again.")
        .state((client, model))
        .build()
}

async fn answer(cx: Turn<Message>, (client, model): (Client, ServiceTarget)) -> Result<()> {
    let messages = cx
        .history
        .messages()
        .into_iter()
        .map(|message| match message.role {
            Role::Agent => ChatMessage::assistant(message.text),
            Role::System => ChatMessage::system(message.text),
            _ => ChatMessage::user(message.text),
        });
    let request = ChatRequest::from_messages(messages.collect()).with_system(INSTRUCTIONS);

    // The request is a part of the stream, so that typing is shown while the model has not begun, too.
    let text = client
        .exec_chat_stream(model, request, None)
        .map_ok(|response| response.stream.map_ok(text_of))
        .try_flatten_stream();
    cx.reply_stream(text).typing("Thinking").await?;
    Ok(())
}

fn text_of(event: ChatStreamEvent) -> Option<String> {
    match event {
        ChatStreamEvent::Chunk(chunk) => Some(chunk.content),
        _ => None,
    }
}
