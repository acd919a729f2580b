//! Conversations of the studio: one event after a state that the caller keeps.

mod deeds;
mod state;

pub(crate) use state::State;

use super::{
    Conversation,
    person_file::PersonFile,
    sent::TurnRun,
    watch::{Ended, Log, Sent, Watch},
};
use crate::registry::Registry;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The part of a conversation that each request repeats.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Setting {
    pub(crate) agent: String,
    #[serde(default)]
    pub(crate) transport: Transport,
    #[serde(default = "usual_platform")]
    pub(crate) platform: String,
    #[serde(default)]
    pub(crate) people: Map<String, Value>,
    #[serde(default)]
    pub(crate) context: Map<String, Value>,
}

impl Setting {
    /// Returns the subscriber with that key, if it is one of `people`.
    pub(crate) fn person(&self, key: &str) -> Option<Map<String, Value>> {
        let known = self.people.get(key)?.as_object()?.clone();
        let mut subscriber = Map::from_iter([("subscriberId".to_owned(), Value::from(key))]);
        subscriber.extend(known);
        Some(subscriber)
    }
}

fn usual_platform() -> String {
    "slack".to_owned()
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    #[default]
    Events,
    Replies,
}

/// An act of a person, or of Novu.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Deed {
    Say {
        by: String,
        #[serde(default)]
        text: String,
        #[serde(default)]
        files: Vec<PersonFile>,
    },
    Click {
        by: String,
        message: String,
        action: String,
        value: Option<Value>,
    },
    React {
        by: String,
        message: String,
        emoji: String,
        added: bool,
    },
    Decide {
        by: String,
        approval: String,
        approved: bool,
    },
    Respond {
        by: String,
        request: String,
        text: Option<String>,
        option: Option<String>,
        #[serde(default)]
        expired: bool,
    },
    Resolve {},
}

/// The reason why an event cannot be sent.
#[derive(Debug)]
pub(crate) enum Unplayable {
    /// The state does not fit: the reason.
    State(String),
    /// The conversation is too long.
    TooLong(String),
    /// The event does not fit the conversation: the reason.
    Deed(String),
}

/// Everything that one event has led to.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) ended: Vec<Ended>,
    pub(crate) effects: Vec<Value>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) state: State,
    /// The turns, that of `onResolve` included.
    pub(crate) turns: Vec<TurnRun>,
    /// The number of statuses of `fail` that no request has got.
    pub(crate) unused: usize,
}

fn deed(message: impl Into<String>) -> Unplayable {
    Unplayable::Deed(message.into())
}

impl Deed {
    pub(crate) fn by(&self) -> Option<&str> {
        match self {
            Self::Say { by, .. }
            | Self::Click { by, .. }
            | Self::React { by, .. }
            | Self::Decide { by, .. }
            | Self::Respond { by, .. } => Some(by),
            Self::Resolve {} => None,
        }
    }
}

/// Sends an event to an agent, after the state of an earlier one.
///
/// # Errors
///
/// The registry lacks the agent, the state is not of this conversation, or the event refers to something that
/// is not there.
pub(crate) async fn play(
    registry: &Registry,
    setting: &Setting,
    state: Option<State>,
    act: &Deed,
    fail: &[u16],
) -> Result<Played, Unplayable> {
    if registry.agent(&setting.agent).is_none() {
        let known: Vec<_> = registry.agents().collect();
        return Err(deed(format!(
            "the registry has no agent `{}`; its agents are: {}",
            setting.agent,
            known.join(", ")
        )));
    }
    let mut chat = Conversation::new(registry, &setting.agent);
    {
        let mut novu = chat.novu.lock();
        novu.by_events = setting.transport == Transport::Events;
        novu.platform.clone_from(&setting.platform);
        novu.context.clone_from(&setting.context);
        let mut log = Log::default();
        if let Some(state) = state {
            state.check(setting)?;
            state.restore(&mut novu, &mut log);
        }
        if let Some(by) = act.by() {
            log.person = Some(by.to_owned());
        }
        novu.subscriber = subscriber(setting, log.person.as_deref())?;
        log.turn += 1;
        novu.attempts = fail.iter().copied().collect();
        novu.watch = Watch(Some(Box::new(log)));
    }
    chat.perform(act).await?;
    let mut novu = chat.novu.lock();
    let Some(mut log) = novu.watch.0.take() else {
        return Err(deed("the conversation has no log"));
    };
    Ok(Played {
        ended: std::mem::take(&mut log.ended),
        effects: std::mem::take(&mut log.effects),
        sent: std::mem::take(&mut log.sent),
        turns: std::mem::take(&mut chat.turns),
        unused: novu.attempts.len(),
        state: State::of(&mut novu, *log, setting),
    })
}

/// Returns the subscriber with that key; `null` without one.
fn subscriber(setting: &Setting, key: Option<&str>) -> Result<Value, Unplayable> {
    let Some(key) = key else {
        return Ok(Value::Null);
    };
    setting.person(key).map(Value::from).ok_or_else(|| {
        let known: Vec<_> = setting.people.keys().map(String::as_str).collect();
        deed(format!("`{key}` is not one of `people`: {}", known.join(", ")))
    })
}

impl Conversation {
    async fn perform(&mut self, act: &Deed) -> Result<(), Unplayable> {
        let ran = match act {
            Deed::Say { text, files, .. } => {
                let message = self.novu.lock().person_says(text, files);
                let message = message.map_err(|error| deed(error.to_string()))?;
                self.turn("onMessage", json!({ "message": message })).await
            }
            Deed::Click {
                message,
                action,
                value,
                ..
            } => {
                let value = self.novu.lock().check_click(message, action, value.as_ref());
                let value = value.map_err(deed)?;
                self.act(action, value, Some(message.clone()), format!("clicks {action}"))
                    .await
            }
            Deed::React {
                message,
                emoji,
                added,
                ..
            } => {
                self.novu.lock().person_reacts(message, emoji, *added)?;
                self.react(message, emoji, *added).await
            }
            Deed::Decide {
                approval, approved, ..
            } => {
                let approval = self.novu.lock().person_decides(approval, *approved)?;
                self.decides(&approval, *approved).await
            }
            Deed::Respond {
                request,
                text,
                option,
                expired,
                ..
            } => {
                let given = match (text, option, expired) {
                    (Some(text), None, _) => Some((text.as_str(), true)),
                    (None, Some(option), _) => Some((option.as_str(), false)),
                    (None, None, true) => None,
                    _ => {
                        return Err(deed(
                            "`respond` has `text` or `option`, or neither if it is `expired`",
                        ));
                    }
                };
                let (question, answer) = self.novu.lock().person_answers(request, given, *expired)?;
                self.answered(&question, &answer, *expired).await
            }
            Deed::Resolve {} => self.resolves().await,
        };
        ran.map(drop).map_err(|error| deed(error.to_string()))
    }
}
