//! Agents from a JSON file: each handler is a list of operations.

use super::{
    content,
    run::{Failure, Flow, Run},
};
use novu_framework::{
    Agent, Registry, Result,
    agent::{Action, AnyTurn, Content, Decision, Message, OnError, Reaction, Resolve, Turn, TurnError},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
struct File {
    agents: Vec<AgentDescription>,
}

/// The handlers of an agent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AgentDescription {
    agent_id: String,
    #[serde(default)]
    on_message: Vec<Value>,
    on_action: Option<Vec<Value>>,
    on_reaction: Option<Vec<Value>>,
    on_resolve: Option<Vec<Value>>,
    on_tool_approval: Option<Vec<Value>>,
    on_error: Option<Vec<Value>>,
    #[serde(default)]
    auto_resume: bool,
    /// How the card of an approval is drawn.
    pub(crate) render_approval: Option<Value>,
}

/// Builds a registry from the agents that a file describes. Of two agents with the same id the last one is
/// taken, at the place of the first, as the reference does.
pub(crate) fn registry(file: &[u8]) -> Result<Registry, Box<dyn std::error::Error>> {
    let file: File = serde_json::from_slice(file)?;
    let mut agents: Vec<Arc<AgentDescription>> = Vec::new();
    for agent in file.agents.into_iter().map(Arc::new) {
        match agents.iter_mut().find(|known| known.agent_id == agent.agent_id) {
            Some(known) => *known = agent,
            None => agents.push(agent),
        }
    }
    let registry = agents.into_iter().fold(Registry::builder(), |registry, about| {
        registry.agent(&agent(&about))
    });
    Ok(registry.build()?)
}

fn agent(about: &Arc<AgentDescription>) -> Agent {
    let shared = |about: &Arc<AgentDescription>| Arc::clone(about);
    let description = shared(about);
    let mut agent = Agent::builder(about.agent_id.clone(), move |cx: Turn<Message>| {
        let about = shared(&description);
        async move { answer(Run::new(cx, &about), &about.on_message).await }
    });
    if about.on_action.is_some() {
        let about = shared(about);
        agent = agent.on_action(move |cx: Turn<Action>| {
            let about = shared(&about);
            async move {
                answer(
                    Run::new(cx, &about),
                    about.on_action.as_deref().unwrap_or_default(),
                )
                .await
            }
        });
    }
    if about.on_reaction.is_some() {
        let about = shared(about);
        agent = agent.on_reaction(move |cx: Turn<Reaction>| {
            let about = shared(&about);
            async move {
                answer(
                    Run::new(cx, &about),
                    about.on_reaction.as_deref().unwrap_or_default(),
                )
                .await
            }
        });
    }
    if about.on_resolve.is_some() {
        let about = shared(about);
        agent = agent.on_resolve(move |cx: Turn<Resolve>| {
            let about = shared(&about);
            async move {
                answer(
                    Run::new(cx, &about),
                    about.on_resolve.as_deref().unwrap_or_default(),
                )
                .await
            }
        });
    }
    if about.on_tool_approval.is_some() || about.auto_resume {
        let about = shared(about);
        agent = agent.on_tool_approval(move |cx: Turn<Decision>| {
            let about = shared(&about);
            async move { decided(cx, &about).await }
        });
    }
    if about.on_error.is_some() {
        let about = shared(about);
        agent = agent.on_error(move |error: TurnError, cx: AnyTurn| {
            let about = shared(&about);
            async move { failed(&error, cx, &about).await }
        });
    }
    agent.build()
}

async fn answer<E: Send + Sync + 'static>(run: Run<E>, operations: &[Value]) -> Result<Option<Content>> {
    match run.all(operations, None).await? {
        Flow::Return(content) => Ok(Some(content::checked(content)?)),
        Flow::End | Flow::Next => Ok(None),
    }
}

/// Answers a decision. Agents that resume by themselves call the handler of messages again, as the
/// reference's adapters do (`agents.md` §11).
async fn decided(cx: Turn<Decision>, about: &Arc<AgentDescription>) -> Result<Option<Content>> {
    let message = cx.approval_message();
    let decision = json!({
        "toolCall": cx.event.call,
        "approved": cx.event.approved,
        "message": message.message_id(),
    });
    let mut run = Run::new(cx, about).with("decision", decision);
    run.approval = Some(message.clone());
    if let Some(operations) = &about.on_tool_approval {
        let answer = answer(run.share(), operations).await?;
        if !about.auto_resume {
            return Ok(answer);
        }
        if let Some(content) = answer {
            run.cx.reply(content).await?;
        }
    } else {
        run.cx.typing(None).await?;
        if !message.message_id().is_empty() {
            message.delete().await?;
        }
    }
    // Its answer is dropped.
    run.all(&about.on_message, None).await?;
    Ok(None)
}

async fn failed(error: &TurnError, cx: AnyTurn, about: &Arc<AgentDescription>) -> Result<OnError> {
    let mut told = Map::new();
    let by_events = cx.raw()["eventsUrl"].as_str().is_some_and(|url| !url.is_empty());
    if let Some(delivery) = error.delivery() {
        Failure::describe(delivery, by_events, &mut told);
    } else {
        told.insert("delivery".into(), false.into());
    }
    told.insert("message".into(), error.to_string().into());
    let run = Run::new(cx, about).with("error", told.into());
    let operations = about.on_error.as_deref().unwrap_or_default();
    Ok(match run.all(operations, None).await? {
        Flow::Return(content) if content.suppresses() => OnError::Suppress,
        Flow::Return(content) if content.is_built => OnError::Report,
        Flow::Return(content) => content::checked(content).map_or(OnError::Report, OnError::Answer),
        Flow::End | Flow::Next => OnError::Report,
    })
}
