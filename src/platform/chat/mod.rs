//! A conversation with an agent, with Novu's side in memory (`agents.md` §14).

mod body;
mod card;
mod events;
mod history;
mod novu;
mod person;
mod person_file;
mod refuse;
mod replies;
mod saying;
mod sent;
#[cfg(test)]
mod tests;
mod watch;
#[cfg(feature = "studio")]
mod watched;

pub use saying::Saying;
pub use sent::{AskedPerson, PendingApproval, SentMessage, SentTrigger, TurnRun};
#[cfg(feature = "studio")]
pub(crate) use watched::{Deed, Played, Setting, State, Transport, Unplayable, play};

use super::{Error, Platform};
use crate::{
    agent::{Agent, Courier, Incoming, Outline, TurnReport, Turns},
    registry::Registry,
};
use dialects::json::ValueLimit;
use novu::{Novu, Shared};
use serde_json::{Value, json};
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
    /// only the platform knows. [`by`](Self::by) lets others speak, too.
    #[must_use]
    pub fn subscriber(mut self, subscriber: impl Into<Value>) -> Self {
        self.by(subscriber);
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

    /// Makes Novu answer the next requests of turns with these statuses, one each. Attempts at the same send
    /// are requests of their own, so a send with retries succeeds once the statuses are used up.
    ///
    /// ```
    /// use novu_framework::{Agent, Registry, agent::{Message, Turn}, testing::Conversation};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let echo = Agent::builder("echo", async |cx: Turn<Message>| cx.event.text.clone()).build();
    /// let registry = Registry::builder().agent(&echo).build()?;
    /// let mut chat = Conversation::new(&registry, "echo");
    ///
    /// chat.fail_attempts([503, 503]);
    /// chat.says("Hello").await?.assert_text("Hello");
    /// chat.fail_attempts([503, 503, 503]);
    /// assert!(chat.says("Hello").await?.error().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail_attempts(&mut self, statuses: impl IntoIterator<Item = u16>) -> &mut Self {
        self.novu.lock().attempts.extend(statuses);
        self
    }

    /// Makes Novu refuse the next send of a turn with this status, all attempts at it included.
    pub fn fail_next(&mut self, status: u16) -> &mut Self {
        self.novu.lock().failures.push_back(status);
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
        let outline = Outline::of(event, body.as_bytes(), ValueLimit::default());
        let incoming = Incoming {
            agent: &self.agent,
            outline: outline.map_err(|fault| fail(fault.message))?,
            body: body.as_bytes(),
            now: 0,
            courier: &self.courier,
            is_signed: true,
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
