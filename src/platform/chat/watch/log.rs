//! Keeps what a turn does.

use super::{
    super::{
        person_file::PersonFile,
        refuse::Refusal,
        sent::{AskedPerson, SentTrigger},
    },
    item::{Attached, Choice, Item, Reacted, shown},
};
use crate::agent::{ToolCall, TurnReport};
use bytes::Bytes;
use dialects::text::truncated;
use http::Uri;
use serde_json::{Value, json};

/// The most requests of a turn that are taken.
const MAX_SENT: usize = 500;

/// The most bytes of all bodies of a turn that are taken.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The longest body that is shown whole, and all bodies together, in bytes.
const MAX_SHOWN: usize = 1024 * 1024;

/// The part of a longer body that is shown, in bytes.
const EXCERPT: usize = 4096;

/// The time for an answer in seconds, unless the agent sets it (`agents.md` §9.3).
const USUAL_TTL: i64 = 24 * 3600;

/// Keeps the events of a conversation, if the studio asks for it.
#[derive(Debug, Default)]
pub(in super::super) struct Watch(pub(in super::super) Option<Box<Log>>);

/// The transcript of a conversation, and everything that one turn does.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) turn: u32,
    /// In milliseconds since the beginning.
    pub(crate) at: i64,
    /// The key of the person who acts.
    pub(crate) person: Option<String>,
    pub(crate) items: Vec<Item>,
    pub(crate) effects: Vec<Value>,
    pub(crate) sent: Vec<Sent>,
    /// The events of the turn: the person's, and perhaps `onResolve`.
    pub(crate) ended: Vec<Ended>,
    bytes: usize,
    /// The approval whose message comes next.
    requested: Option<usize>,
}

/// An event and the report of its turn.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) event: String,
    pub(crate) body: String,
    pub(crate) report: Option<TurnReport>,
}

/// A request to Novu.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) body: String,
    pub(crate) attempt: u32,
    pub(crate) status: u16,
    whole: Bytes,
}

impl Watch {
    fn on(&mut self, keep: impl FnOnce(&mut Log)) {
        if let Some(log) = &mut self.0 {
            keep(log);
        }
    }

    pub(in super::super) fn begin(&mut self, event: &str, events: i64, body: &Value) {
        self.on(|log| {
            log.at = events.saturating_mul(1000);
            log.ended.push(Ended {
                event: event.to_owned(),
                body: body.to_string(),
                report: None,
            });
        });
    }

    pub(in super::super) fn end(&mut self, report: &TurnReport) {
        self.on(|log| {
            if let Some(ended) = log.ended.last_mut() {
                ended.report = Some(report.clone());
            }
        });
    }

    pub(in super::super) fn said(&mut self, id: &str, text: &str, files: &[PersonFile]) {
        self.on(|log| {
            let by = log.person.clone();
            let files = files.iter().map(Attached::of_person).collect();
            log.add_message(id, by, (Some(text.to_owned()), None), files);
        });
    }

    pub(in super::super) fn posted(&mut self, id: &str, content: &Value) {
        self.on(|log| {
            let asking = log.requested.take();
            match asking.and_then(|index| log.items.get_mut(index)) {
                Some(item) => {
                    if let Item::Approval { id: message, .. } = item {
                        id.clone_into(message);
                    }
                    item.edit(content);
                }
                None => log.add_message(id, None, shown(content), Attached::list(content)),
            }
        });
    }

    pub(in super::super) fn edited(&mut self, id: &str, content: &Value) {
        self.on(|log| {
            if let Some(item) = log.find(id) {
                item.edit(content);
            }
        });
    }

    pub(in super::super) fn deleted(&mut self, id: &str) {
        self.on(|log| {
            if let Some(Item::Message { deleted, .. }) = log.find(id) {
                *deleted = true;
            }
        });
    }

    pub(in super::super) fn reacted(&mut self, id: &str, emoji: &str) {
        self.on(|log| log.react(id, None, emoji, true));
    }

    pub(in super::super) fn typing(&mut self, on: bool, text: Option<&str>) {
        self.effect(json!({ "type": "typing", "on": on, "text": text }));
    }

    pub(in super::super) fn metadata(&mut self, signal: &Value) {
        let mut effect = json!({ "type": "metadata", "action": signal["action"] });
        for name in ["key", "value"] {
            if let Some(value) = signal.get(name) {
                effect[name] = value.clone();
            }
        }
        self.effect(effect);
    }

    pub(in super::super) fn asked(&mut self, question: &AskedPerson, signal: &Value) {
        self.on(|log| {
            let named = signal["to"].as_array().into_iter().flatten();
            let named: Vec<_> = named.filter_map(Value::as_str).map(str::to_owned).collect();
            let seconds = signal["ttlSeconds"].as_i64().unwrap_or(USUAL_TTL);
            log.items.push(Item::Request {
                id: question.id.clone(),
                turn: log.turn,
                at: log.at,
                ask: question.kind.clone(),
                prompt: question.prompt.clone(),
                options: question
                    .options
                    .iter()
                    .map(|option| Choice::new(option))
                    .collect(),
                to: if named.is_empty() {
                    log.person.iter().cloned().collect()
                } else {
                    named
                },
                until: (question.kind != "tell").then(|| log.at.saturating_add(seconds.saturating_mul(1000))),
                answer: None,
            });
        });
    }

    pub(in super::super) fn triggered(&mut self, trigger: &SentTrigger, is_own: bool) {
        let own = trigger.to.as_ref().map(|to| &to["subscriberId"]);
        let to = if is_own { own } else { trigger.to.as_ref() };
        let effect =
            json!({ "type": "trigger", "workflow": trigger.workflow, "to": to, "payload": trigger.payload });
        self.effect(effect);
    }

    pub(in super::super) fn emitted(&mut self, name: &str, data: &Value) {
        self.effect(json!({ "type": "emit", "name": name, "data": data }));
    }

    pub(in super::super) fn resolved(&mut self, text: Option<&str>) {
        self.effect(json!({ "type": "resolve", "text": text }));
    }

    pub(in super::super) fn requested(&mut self, call: &ToolCall) {
        self.on(|log| {
            log.requested = Some(log.items.len());
            log.items.push(Item::Approval {
                id: call.id.clone(),
                turn: log.turn,
                at: log.at,
                approval: call.id.clone(),
                name: call.name.clone(),
                input: call.input.clone(),
                text: None,
                card: None,
                decided: None,
                by: None,
            });
        });
    }

    /// Returns the refusal of the next request if there were too many.
    pub(in super::super) fn refusal(&mut self) -> Option<Refusal> {
        let log = self.0.as_mut()?;
        if log.sent.len() >= MAX_SENT || log.bytes >= MAX_BYTES {
            let message = "the studio takes at most 500 requests of a turn, and 16 MiB of them";
            return Some(Refusal {
                status: 413,
                message: message.to_owned(),
            });
        }
        None
    }

    pub(in super::super) fn sent(&mut self, url: &Uri, body: &Bytes, status: u16) {
        self.on(|log| {
            if log.sent.len() >= MAX_SENT {
                return;
            }
            let earlier = log.sent.iter().rev().find(|sent| sent.whole == *body);
            let attempt = earlier
                .filter(|sent| sent.status >= 300)
                .map_or(1, |sent| sent.attempt + 1);
            let text = String::from_utf8_lossy(body);
            let is_short = log.bytes.saturating_add(body.len()) <= MAX_SHOWN;
            log.bytes = log.bytes.saturating_add(body.len());
            let body_text = if is_short || text.len() <= EXCERPT {
                text.into_owned()
            } else {
                format!("{}.. ({} bytes)", truncated(&text, EXCERPT), body.len())
            };
            log.sent.push(Sent {
                url: url.to_string(),
                body: body_text,
                attempt,
                status,
                whole: body.clone(),
            });
        });
    }

    pub(in super::super) fn effect(&mut self, effect: Value) {
        self.on(|log| log.effects.push(effect));
    }
}

impl Log {
    fn add_message(
        &mut self,
        id: &str,
        by: Option<String>,
        (text, card): (Option<String>, Option<Value>),
        files: Vec<Attached>,
    ) {
        self.items.push(Item::Message {
            id: id.to_owned(),
            turn: self.turn,
            at: self.at,
            by,
            text,
            card,
            files,
            edits: Vec::new(),
            deleted: false,
            reactions: Vec::new(),
        });
    }

    pub(crate) fn find(&mut self, id: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id() == id)
    }

    /// Adds a reaction, or takes it back.
    pub(crate) fn react(&mut self, id: &str, by: Option<String>, emoji: &str, added: bool) {
        let Some(Item::Message { reactions, .. }) = self.find(id) else {
            return;
        };
        let reaction = Reacted {
            emoji: emoji.to_owned(),
            by,
        };
        reactions.retain(|given| *given != reaction);
        if added {
            reactions.push(reaction);
        }
    }
}
