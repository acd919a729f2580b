//! An agent whose model calls tools; one of them runs only after a person has approved it (crate
//! `async-openai`).

mod calls;
mod shop;

pub use shop::Shop;

use async_openai::{
    Client,
    config::OpenAIConfig,
    types::chat::{
        ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessage,
        ChatCompletionRequestAssistantMessageArgs, ChatCompletionRequestMessage,
        ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage,
        ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs, FunctionCall,
    },
};
use calls::Calls;
use futures_util::{TryFutureExt, TryStreamExt};
use novu_framework::{
    Agent, Result,
    agent::{AnyTurn, ApprovalCard, Decision, History, Message, Pending, Role, ToolCall, Turn, TurnError},
};

const INSTRUCTIONS: &str =
    "You are the assistant of a shop for pens. Look orders up before you speak of them.";

/// The most requests to the model in a turn.
const MAX_ROUNDS: usize = 8;

/// The state of the handlers.
#[derive(Clone)]
struct Assistant {
    client: Client<OpenAIConfig>,
    model: String,
    shop: Shop,
}

type Prompt = Vec<ChatCompletionRequestMessage>;

/// Returns the agent `assistant`, which asks this model and works on the orders of this shop.
pub fn agent(client: Client<OpenAIConfig>, model: impl Into<String>, shop: Shop) -> Agent {
    let model = model.into();
    Agent::builder("assistant", answer)
        .on_tool_approval(decided)
        .on_error(async |_: TurnError, _: AnyTurn| "I cannot answer right now. Please try again.")
        .state(Assistant { client, model, shop })
        .build()
}

async fn answer(cx: Turn<Message>, assistant: Assistant) -> Result<Option<Pending>> {
    let prompt = prompt(&cx.history);
    converse(&cx, &assistant, prompt).await
}

async fn decided(cx: Turn<Decision>, assistant: Assistant) -> Result<Option<Pending>> {
    let Decision { call, approved, .. } = &*cx.event;
    // Anybody in the channel can click, and the history may have lost the call.
    let may_run = *approved && cx.subscriber.is_some() && !call.name.is_empty();
    let verdict = if may_run { "Approved" } else { "Denied" };
    cx.approval_message()
        .edit(format!("{verdict}: `{}`", call.name))
        .await?;
    let result = if may_run {
        assistant.shop.run(call)
    } else {
        "A person has denied this call.".to_owned()
    };
    let mut prompt = prompt(&cx.history);
    prompt.extend(outcome(call, result)?);
    converse(&cx, &assistant, prompt).await
}

/// Asks the model until it has nothing more to do, or a person has to approve a call.
async fn converse<E>(cx: &Turn<E>, assistant: &Assistant, mut prompt: Prompt) -> Result<Option<Pending>> {
    for _ in 0..MAX_ROUNDS {
        let calls = complete(cx, assistant, &prompt).await?;
        if calls.is_empty() {
            return Ok(None);
        }
        for call in calls {
            if shop::needs_approval(&call) {
                let card = ApprovalCard::new().title(shop::question(&call));
                return Ok(Some(cx.request_approval(call).card(card).await?));
            }
            let result = assistant.shop.run(&call);
            prompt.extend(outcome(&call, result)?);
        }
    }
    Err(format!("the model still called tools after {MAX_ROUNDS} requests; check its instructions").into())
}

/// Asks the model once, replies with the text of its answer, and returns the calls in it.
async fn complete<E>(cx: &Turn<E>, assistant: &Assistant, prompt: &Prompt) -> Result<Vec<ToolCall>> {
    let request = CreateChatCompletionRequestArgs::default()
        .model(&assistant.model)
        .messages(prompt.clone())
        .tools(shop::tools())
        .parallel_tool_calls(false)
        .build()?;
    let mut calls = Calls::default();
    let chat = assistant.client.chat();
    // The request is a part of the stream, so that typing is shown while the model has not begun, too.
    let text = chat
        .create_stream(request)
        .map_ok(|chunks| chunks.map_ok(|chunk| calls.take_from(chunk)))
        .try_flatten_stream();
    cx.reply_stream(text).typing("Thinking").await?;
    calls.finish()
}

/// Returns the conversation as the model takes it.
fn prompt(history: &History) -> Prompt {
    let instructions = ChatCompletionRequestSystemMessage::from(INSTRUCTIONS).into();
    let messages = history.messages().into_iter().map(|message| match message.role {
        Role::Agent => ChatCompletionRequestAssistantMessage::from(message.text).into(),
        Role::System => ChatCompletionRequestSystemMessage::from(message.text).into(),
        _ => ChatCompletionRequestUserMessage::from(message.text).into(),
    });
    std::iter::once(instructions).chain(messages).collect()
}

/// Returns a call and its result as the model takes them.
fn outcome(call: &ToolCall, result: String) -> Result<[ChatCompletionRequestMessage; 2]> {
    let made = ChatCompletionMessageToolCall {
        id: call.id.clone(),
        function: FunctionCall {
            name: call.name.clone(),
            arguments: call
                .input
                .as_ref()
                .map_or_else(|| "{}".to_owned(), ToString::to_string),
        },
    };
    let asked = ChatCompletionRequestAssistantMessageArgs::default()
        .tool_calls(vec![ChatCompletionMessageToolCalls::from(made)])
        .build()?;
    let answered = ChatCompletionRequestToolMessage {
        content: result.into(),
        tool_call_id: call.id.clone(),
    };
    Ok([asked.into(), answered.into()])
}
