//! A conversation with an agent, with Novu's side in memory (`agents.md` §14).

mod body;
mod card;
mod events;
mod history;
mod novu;
mod refuse;
mod replies;
mod sent;
mod watch;
#[cfg(feature = "studio")]
mod watched;

pub use sent::{AskedPerson, PendingApproval, SentMessage, SentTrigger, TurnRun};
#[cfg(feature = "studio")]
pub(crate) use watched::{Deed, Played, Setting, State, Unplayable, play};

use super::{Error, Platform};
use crate::{
    agent::{Agent, Courier, Incoming, TurnReport, Turns, read},
    registry::Registry,
};
use novu::{Novu, Shared};
use serde_json::{Map, Value, json};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// A conversation between a person and an agent, with Novu and the chat platform in memory.
///
/// Each method of the person (`says`, `clicks`, `reacts` ..) sends the agent the event that Novu would send,
/// runs the turn to its end, and returns it as a [`TurnRun`]. Everything that the turn sends is applied as
/// Novu applies it: metadata, edits, deletions, the history, questions and approvals. It refuses the requests
/// that Novu refuses. Nothing goes over a network, ids and times count from fixed values, and the whole
/// conversation [prints](fmt::Display) the same way every time.
///
/// See the [module docs](crate::testing#conversations) for an example. Its methods need a tokio runtime, as
/// turns do.
pub struct Conversation {
    agent: Agent,
    registry: Registry,
    novu: Arc<Shared>,
    courier: Arc<dyn Courier>,
    runs: Turns,
    /// The report of the last turn.
    report: Arc<Mutex<Option<TurnReport>>>,
    workflows: Option<Platform>,
    turns: Vec<TurnRun>,
}

impl Conversation {
    /// Begins a conversation with an agent of the registry, over the transport of events, on `slack`, with
    /// the subscriber `subscriber-1`.
    ///
    /// # Panics
    ///
    /// The registry has no such agent.
    #[must_use]
    #[track_caller]
    pub fn new(registry: &Registry, agent_id: &str) -> Self {
        let Some(agent) = registry.agent(agent_id) else {
            let known: Vec<_> = registry.agents().collect();
            panic!(
                "the registry has no agent `{agent_id}`; its agents are: {}",
                known.join(", ")
            )
        };
        let novu = Arc::new(Shared::new(Novu::new(agent_id)));
        let report = Arc::default();
        let reported: Arc<Mutex<Option<TurnReport>>> = Arc::clone(&report);
        let keep = move |report: &TurnReport| {
            *reported.lock().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
        };
        Self {
            agent: agent.clone(),
            registry: registry.clone(),
            courier: Arc::clone(&novu) as _,
            novu,
            runs: Turns::builder().inline().remember(0).on_turn(keep).build(),
            report,
            workflows: None,
            turns: Vec::new(),
        }
    }

    /// Sets the person: a subscriber's id, or a whole subscriber as a JSON object. `null` is somebody whom
    /// only the platform knows.
    #[must_use]
    pub fn subscriber(self, subscriber: impl Into<Value>) -> Self {
        self.novu.lock().subscriber = match subscriber.into() {
            Value::String(id) => json!({ "subscriberId": id }),
            other => other,
        };
        self
    }

    /// Sets the chat platform, such as `slack`, `teams` or `email`.
    #[must_use]
    pub fn platform(self, platform: impl Into<String>) -> Self {
        self.novu.lock().platform = platform.into();
        self
    }

    /// Sets an item of the conversation's context: an id, or an object with an id and data.
    #[must_use]
    pub fn context(self, kind: impl Into<String>, item: impl Into<Value>) -> Self {
        self.novu.lock().context.insert(kind.into(), item.into());
        self
    }

    /// Makes Novu send a `replyUrl` only, as servers before 2026-07 do.
    #[must_use]
    pub fn replies(self) -> Self {
        self.novu.lock().by_events = false;
        self
    }

    /// Makes Novu send an `eventsUrl`, as newer servers do. This is the default.
    #[must_use]
    pub fn events(self) -> Self {
        self.novu.lock().by_events = true;
        self
    }

    /// Hands the triggers of turns to a [`Platform`] with the workflows of the same registry, to be looked at
    /// through [`workflows`](Self::workflows).
    #[must_use]
    pub fn with_workflows(mut self) -> Self {
        self.workflows = Some(Platform::new(&self.registry));
        self
    }

    /// Returns the platform that runs triggered workflows.
    ///
    /// # Panics
    ///
    /// [`with_workflows`](Self::with_workflows) was not called.
    #[track_caller]
    pub fn workflows(&mut self) -> &mut Platform {
        match &mut self.workflows {
            Some(platform) => platform,
            None => panic!("triggers are only recorded; call `with_workflows()` on the new conversation"),
        }
    }

    /// Sends a message of the person. A resolved conversation is opened again.
    ///
    /// # Errors
    ///
    /// The event cannot be sent. A turn that fails is not an error; see [`TurnRun::error`].
    pub async fn says(&mut self, text: impl Into<String>) -> Result<TurnRun, Error> {
        let text = text.into();
        let message = self.novu.lock().person_says(&text);
        self.turn("onMessage", json!({ "message": message })).await
    }

    /// Clicks on the button with that id, in the newest message that has it.
    ///
    /// # Errors
    ///
    /// No message has such a button, or it is disabled, or opens a URL.
    pub async fn clicks(&mut self, button_id: &str) -> Result<TurnRun, Error> {
        let click = self.novu.lock().find_button(button_id)?;
        let line = format!("clicks [{}] ({button_id})", click.label);
        self.act(button_id, click.value, Some(click.message_id), line)
            .await
    }

    /// Selects the option with that value, in the newest message with a select of that id.
    ///
    /// # Errors
    ///
    /// No message has such a select, or it has no such option.
    pub async fn selects(&mut self, select_id: &str, value: &str) -> Result<TurnRun, Error> {
        let choice = self.novu.lock().find_option(select_id, value)?;
        let line = format!("selects {} ({select_id} = {value})", choice.label);
        self.act(select_id, choice.value, Some(choice.message_id), line)
            .await
    }

    /// Adds an emoji to the newest message of the agent.
    ///
    /// # Errors
    ///
    /// The agent has sent no message.
    pub async fn reacts(&mut self, emoji: &str) -> Result<TurnRun, Error> {
        self.reaction(emoji, true).await
    }

    /// Takes an emoji back from the newest message of the agent.
    ///
    /// # Errors
    ///
    /// The agent has sent no message.
    pub async fn takes_back(&mut self, emoji: &str) -> Result<TurnRun, Error> {
        self.reaction(emoji, false).await
    }

    async fn reaction(&mut self, emoji: &str, added: bool) -> Result<TurnRun, Error> {
        let message_id = {
            let mut novu = self.novu.lock();
            let message_id = novu.newest_of_agent()?;
            novu.person_does(&match added {
                true => format!("reacts with {emoji} to {message_id}"),
                false => format!("takes {emoji} back from {message_id}"),
            });
            message_id
        };
        let reaction = json!({
            "messageId": message_id, "emoji": {"name": emoji}, "added": added, "message": null,
        });
        self.turn("onReaction", json!({ "reaction": reaction })).await
    }

    /// Approves a tool call, by the button of its card.
    ///
    /// # Errors
    ///
    /// Somebody has already decided on it.
    pub async fn approves(&mut self, approval: PendingApproval) -> Result<TurnRun, Error> {
        self.decides(&approval, true).await
    }

    /// Denies a tool call, by the button of its card.
    ///
    /// # Errors
    ///
    /// Somebody has already decided on it.
    pub async fn denies(&mut self, approval: PendingApproval) -> Result<TurnRun, Error> {
        self.decides(&approval, false).await
    }

    async fn decides(&mut self, approval: &PendingApproval, approved: bool) -> Result<TurnRun, Error> {
        let message_id = self.novu.lock().decide(approval, approved)?;
        let verdict = if approved { "approve" } else { "deny" };
        let line = match approved {
            true => format!("approves `{}`", approval.call().name),
            false => format!("denies `{}`", approval.call().name),
        };
        let id = format!("tool-approval:{verdict}:{}", approval.call().id);
        self.act(&id, None, message_id, line).await
    }

    /// Answers a question: with a text for `ask`, `approve` or `deny` for `approve`, and an option for
    /// `choose`.
    ///
    /// # Errors
    ///
    /// The question is answered already, has no such option, or is a `tell`, which nobody answers.
    pub async fn answers(&mut self, question: AskedPerson, answer: &str) -> Result<TurnRun, Error> {
        self.answered(&question, Some(answer)).await
    }

    /// Lets the time for an answer run out.
    ///
    /// # Errors
    ///
    /// The question is answered already, or is a `tell`.
    pub async fn expires(&mut self, question: AskedPerson) -> Result<TurnRun, Error> {
        self.answered(&question, None).await
    }

    async fn answered(&mut self, question: &AskedPerson, answer: Option<&str>) -> Result<TurnRun, Error> {
        let response = self.novu.lock().answer(question, answer)?;
        let line = match answer {
            Some(answer) => format!("answers {:?}: {answer}", question.prompt()),
            None => format!("does not answer {:?} in time", question.prompt()),
        };
        if question.kind() == "ask" {
            let message = self.novu.lock().person_message(answer.unwrap_or_default());
            let parts = json!({ "message": message, "humanResponse": response });
            self.novu.lock().person_does(&line);
            return self.turn("onMessage", parts).await;
        }
        self.novu.lock().person_does(&line);
        let action = json!({ "id": response["interactionId"], "value": answer });
        let parts = json!({ "action": action, "humanResponse": response });
        self.turn("onAction", parts).await
    }

    /// Resolves the conversation from outside, as people do in Novu's dashboard.
    ///
    /// # Errors
    ///
    /// The conversation is resolved already.
    pub async fn resolves(&mut self) -> Result<TurnRun, Error> {
        self.novu.lock().resolve_from_outside()?;
        self.turn("onResolve", json!({})).await
    }

    /// Makes Novu refuse the next send of a turn with this status, all attempts at it included.
    pub fn fails_next(&mut self, status: u16) -> &mut Self {
        self.novu.lock().fail_next(status);
        self
    }

    /// Returns a value of the conversation's metadata, `null` if the metadata lacks it.
    #[must_use]
    pub fn metadata(&self, key: &str) -> Value {
        self.novu.lock().metadata.get(key).cloned().unwrap_or_default()
    }

    /// Returns the messages in the conversation, as they are after edits and without those that were deleted.
    #[must_use]
    pub fn messages(&self) -> Vec<SentMessage> {
        self.novu.lock().visible_messages()
    }

    /// Returns whether the conversation is resolved.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.novu.lock().is_resolved
    }

    /// Returns all turns, those of `on_resolve` included.
    #[must_use]
    pub fn turns(&self) -> &[TurnRun] {
        &self.turns
    }

    async fn act(
        &mut self,
        id: &str,
        value: Option<Value>,
        message_id: Option<String>,
        line: String,
    ) -> Result<TurnRun, Error> {
        self.novu.lock().person_does(&line);
        let mut action = Map::new();
        action.insert("id".to_owned(), id.into());
        action.extend(value.map(|value| ("value".to_owned(), value)));
        action.extend(message_id.map(|id| ("sourceMessageId".to_owned(), id.into())));
        self.turn("onAction", json!({ "action": action })).await
    }

    /// Sends an event, and one of `onResolve` afterwards if the turn has resolved the conversation.
    async fn turn(&mut self, event: &str, parts: Value) -> Result<TurnRun, Error> {
        let run = self.one_turn(event, parts).await?;
        if self.novu.lock().take_resolved() {
            self.one_turn("onResolve", json!({})).await?;
        }
        Ok(run)
    }

    async fn one_turn(&mut self, event: &str, parts: Value) -> Result<TurnRun, Error> {
        let body = self.novu.lock().begin(event, parts).to_string();
        let fail = |message: String| Error::new("", None, message);
        let (received, event) = read(event, body.as_bytes()).map_err(fail)?;
        let incoming = Incoming {
            agent: &self.agent,
            received,
            event,
            body: body.as_bytes(),
            now: 0,
            courier: &self.courier,
        };
        let turn = self
            .runs
            .start(incoming)
            .map_err(|error| fail(format!("{error:?}")))?;
        if let Some(turn) = turn {
            turn.await;
        }
        let report = self.report.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(report) = report else {
            return Err(fail("the turn has not ended".to_owned()));
        };
        let run = self.novu.lock().end(&report);
        if let Some(platform) = &mut self.workflows {
            for trigger in run.triggers() {
                // Like Novu, which only logs triggers that fail; they are in the turn either way.
                if let Some(to) = trigger.to()
                    && let Ok(index) =
                        platform.begin(trigger.workflow(), to.clone(), Ok(trigger.payload().clone()))
                {
                    platform.proceed(index).await;
                }
            }
        }
        self.turns.push(run.clone());
        Ok(run)
    }
}

/// The transcript.
impl fmt::Display for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.novu.lock().transcript.fmt(f)
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("agent", &self.agent)
            .field("turns", &self.turns.len())
            .finish_non_exhaustive()
    }
}
