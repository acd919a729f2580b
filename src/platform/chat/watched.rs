//! Conversations of the studio: one event after a state that the caller keeps.

mod deeds;

use super::{
    Conversation,
    novu::Novu,
    person_file::PersonFile,
    sent::{SentMessage, TurnRun},
    watch::{Ended, Item, Log, Sent, Watch},
};
use crate::registry::Registry;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The version of the state. States of other versions are refused.
const VERSION: u32 = 1;

/// The most entries of a transcript with which a conversation continues.
const MAX_ITEMS: usize = 500;

/// The largest counter of a state.
const MAX_COUNT: u32 = 1_000_000;

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

/// A conversation between two requests.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct State {
    turn: u32,
    status: Status,
    metadata: Map<String, Value>,
    novu: Own,
    transcript: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    Resolved,
}

/// The part of a state that callers pass on unread.
#[derive(Debug, Serialize, Deserialize)]
struct Own {
    v: u32,
    agent: String,
    transport: Transport,
    platform: String,
    by: Option<String>,
    events: u32,
    ids: BTreeMap<String, u32>,
    history: Vec<Value>,
    messages: Vec<Kept>,
    open: Vec<String>,
    approvals: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    id: String,
    agent: bool,
    content: Value,
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

impl State {
    /// Checks that the state is one of this conversation, so that no count overflows and no part lacks
    /// another.
    fn check(&self, setting: &Setting) -> Result<(), Unplayable> {
        let Own {
            v,
            agent,
            transport,
            platform,
            events,
            ids,
            messages,
            open,
            ..
        } = &self.novu;
        let is_wrong = |message: String| Err(Unplayable::State(message));
        if *v != VERSION {
            return is_wrong(format!("it has the version {v}, this studio has {VERSION}"));
        }
        if *agent != setting.agent {
            return is_wrong(format!(
                "it is of the agent `{agent}`, not of `{}`",
                setting.agent
            ));
        }
        if *transport != setting.transport || *platform != setting.platform {
            return is_wrong("a conversation keeps its transport and its platform".to_owned());
        }
        if self.transcript.len() > MAX_ITEMS {
            return Err(Unplayable::TooLong(format!(
                "the transcript has {} entries, the limit is {MAX_ITEMS}",
                self.transcript.len()
            )));
        }
        let mut counts = ids.values().chain([&self.turn, events]);
        if counts.any(|count| *count > MAX_COUNT) {
            return is_wrong(format!("a counter is above {MAX_COUNT}"));
        }
        for item in &self.transcript {
            let is_known = match item {
                Item::Message { id, .. } => messages.iter().any(|message| message.id == *id),
                Item::Approval {
                    approval, decided, ..
                } => open.contains(approval) == decided.is_none(),
                Item::Request { id, ask, answer, .. } => {
                    open.contains(id) == (answer.is_none() && ask != "tell")
                }
            };
            if item.turn() > self.turn || !is_known {
                let id = item.id();
                return is_wrong(format!(
                    "`novu` and `transcript` differ at `{id}`: they are of different answers"
                ));
            }
        }
        Ok(())
    }

    fn restore(self, novu: &mut Novu, log: &mut Log) {
        let Own {
            by,
            events,
            ids,
            history,
            messages,
            open,
            approvals,
            ..
        } = self.novu;
        let sender = novu.agent_id.clone();
        novu.messages = messages
            .into_iter()
            .map(|Kept { id, agent, content }| SentMessage {
                id,
                sender: if agent { sender.clone() } else { String::new() },
                is_of_agent: agent,
                content,
                files: Vec::new(),
                reactions: Vec::new(),
                is_edited: false,
            })
            .collect();
        novu.is_resolved = self.status == Status::Resolved;
        novu.metadata = self.metadata;
        novu.events = events.into();
        novu.ids = ids;
        novu.history = history;
        novu.open = open;
        novu.approval_messages = approvals;
        log.turn = self.turn;
        log.at = i64::from(events) * 1000;
        log.person = by;
        log.items = self.transcript;
    }

    fn of(novu: &mut Novu, log: Log, setting: &Setting) -> Self {
        let keep = |SentMessage {
                        id,
                        is_of_agent,
                        content,
                        ..
                    }: SentMessage| Kept {
            id,
            agent: is_of_agent,
            content,
        };
        Self {
            turn: log.turn,
            status: if novu.is_resolved {
                Status::Resolved
            } else {
                Status::Open
            },
            metadata: std::mem::take(&mut novu.metadata),
            novu: Own {
                v: VERSION,
                agent: setting.agent.clone(),
                transport: setting.transport,
                platform: setting.platform.clone(),
                by: log.person,
                events: novu.events.try_into().unwrap_or(u32::MAX),
                ids: std::mem::take(&mut novu.ids),
                history: std::mem::take(&mut novu.history),
                messages: std::mem::take(&mut novu.messages).into_iter().map(keep).collect(),
                open: std::mem::take(&mut novu.open),
                approvals: std::mem::take(&mut novu.approval_messages),
            },
            transcript: log.items,
        }
    }
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
