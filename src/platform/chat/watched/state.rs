//! The state of a conversation, which callers of the studio keep between two requests.

use super::{
    super::{
        novu::Novu,
        sent::SentMessage,
        watch::{Item, Log},
    },
    Setting, Transport, Unplayable,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version of the state. States of other versions are refused.
const VERSION: u32 = 1;

/// The most entries of a transcript with which a conversation continues.
const MAX_ITEMS: usize = 500;

/// The largest counter of a state.
const MAX_COUNT: u32 = 1_000_000;

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

impl State {
    /// Checks that the state is one of this conversation, so that no count overflows and no part lacks
    /// another.
    pub(super) fn check(&self, setting: &Setting) -> Result<(), Unplayable> {
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

    pub(super) fn restore(self, novu: &mut Novu, log: &mut Log) {
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

    pub(super) fn of(novu: &mut Novu, log: Log, setting: &Setting) -> Self {
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
