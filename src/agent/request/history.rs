//! The history of a conversation.

use super::{Attachment, members::Members, raw::Raw};
use crate::agent::ToolCall;
use dialects::json::Json;
use serde_json::{Map, Value};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, OnceLock},
};

/// The history of a conversation, oldest first. It includes the present message.
///
/// It is read when it is looked at first: many turns never do, and entries take several times the memory of
/// their text.
#[derive(Clone, Default)]
pub struct History {
    body: Option<Arc<Raw>>,
    /// The inner one is `None` if Novu has sent none, which only decisions on tool calls mind.
    entries: OnceLock<Option<Vec<HistoryEntry>>>,
}

/// The sender of an entry of the [`History`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// A person: a subscriber, or somebody whom only the platform knows.
    Person,
    /// The agent.
    Agent,
    /// Novu itself.
    System,
}

impl Role {
    /// Returns the name that the APIs of language models have for it: `user`, `assistant` or `system`.
    ///
    /// ```
    /// use novu_framework::agent::Role;
    ///
    /// let roles = [Role::Person, Role::Agent, Role::System];
    /// assert_eq!(roles.map(Role::in_models), ["user", "assistant", "system"]);
    /// ```
    #[must_use]
    pub fn in_models(self) -> &'static str {
        match self {
            Self::Person => "user",
            Self::Agent => "assistant",
            Self::System => "system",
        }
    }
}

/// An entry of the [`History`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// The sender.
    pub role: Role,
    /// The kind of entry: `message`, `edit`, `signal`, `tool_approval_request`, `tool_approval_decision` or
    /// `tool_result`.
    pub kind: String,
    /// The text.
    pub content: String,
    /// The instant in ISO 8601.
    pub created_at: Option<String>,
    /// The name of the sender.
    pub sender_name: Option<String>,
    /// The card of a message, and its attachments.
    pub rich_content: Option<Value>,
    /// The data of a signal.
    pub signal_data: Option<Value>,
    /// The data of a tool call.
    pub tool_data: Option<ToolData>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

/// The tool call that an entry of the [`History`] is about.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ToolData {
    /// The id of the call.
    pub tool_call_id: Option<String>,
    /// The name of the tool.
    pub tool_name: Option<String>,
    /// The id of the approval.
    pub approval_id: Option<String>,
    /// The arguments.
    pub input: Option<Value>,
    /// The decision.
    pub approved: Option<bool>,
    /// The result.
    pub output: Option<Value>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

/// A message of the [`History`] as language models take it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HistoryMessage {
    /// The sender.
    pub role: Role,
    /// The text. If several people write, it begins with the name of the one who wrote it, and a colon.
    pub text: String,
    /// Files of a person.
    pub attachments: Vec<Attachment>,
}

impl History {
    /// Creates the history in a body that was read before.
    pub(super) fn of(body: &Arc<Raw>) -> Self {
        Self {
            body: Some(Arc::clone(body)),
            entries: OnceLock::new(),
        }
    }

    /// Returns the entries, or `None` if Novu has sent no history.
    fn sent(&self) -> Option<&[HistoryEntry]> {
        let read = || {
            let entries = self.body.as_ref()?.items("history")?;
            Some(entries.into_iter().filter_map(HistoryEntry::read).collect())
        };
        self.entries.get_or_init(read).as_deref()
    }

    /// Returns all entries.
    #[must_use]
    pub fn entries(&self) -> &[HistoryEntry] {
        self.sent().unwrap_or_default()
    }

    /// Returns the messages: entries with a text, or with files of a person.
    ///
    /// ```
    /// use novu_framework::agent::History;
    ///
    /// fn prompt(history: &History) -> Vec<(&'static str, String)> {
    ///     let messages = history.messages().into_iter();
    ///     messages.map(|message| (message.role.in_models(), message.text)).collect()
    /// }
    /// ```
    ///
    /// [`items`](Self::items) has the tool calls, too.
    #[must_use]
    pub fn messages(&self) -> Vec<HistoryMessage> {
        let are_several = self.are_several();
        let messages = self.entries().iter().filter(|entry| entry.kind == "message");
        messages
            .filter_map(|entry| HistoryMessage::of(entry, are_several))
            .collect()
    }

    /// Returns whether several people write.
    pub(super) fn are_several(&self) -> bool {
        let people = self.entries().iter().filter(|entry| entry.role == Role::Person);
        let names = people.filter_map(|entry| entry.sender_name.as_deref());
        names
            .filter(|name| !name.is_empty())
            .collect::<HashSet<_>>()
            .len()
            > 1
    }

    /// Returns the tool call of the first request with this approval id: the outer `None` if there is no
    /// history, the inner one if the history has no such request.
    pub(super) fn requested(&self, approval_id: &str) -> Option<Option<ToolCall>> {
        let entries = self.sent()?.iter();
        let mut calls = entries
            .filter(|entry| entry.kind == "tool_approval_request")
            .filter_map(|entry| entry.tool_data.as_ref())
            .filter(|data| data.approval_id.as_deref() == Some(approval_id))
            .filter_map(|data| {
                let id = data.tool_call_id.as_deref().filter(|id| !id.is_empty())?;
                let mut call = ToolCall::new(id, data.tool_name.as_deref().unwrap_or("tool"));
                call.input = data.input.clone();
                Some(call)
            });
        Some(calls.next())
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        self.sent() == other.sent()
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("entries", &self.sent()).finish()
    }
}

impl HistoryMessage {
    /// Reads a message. `None` if it has neither a text nor files of a person.
    pub(super) fn of(entry: &HistoryEntry, are_several: bool) -> Option<Self> {
        let is_of_person = entry.role == Role::Person;
        let attachments = if is_of_person {
            entry.attachments()
        } else {
            Vec::new()
        };
        let has_text = !entry.content.trim().is_empty();
        if !has_text && attachments.is_empty() {
            return None;
        }
        let text = match &entry.sender_name {
            Some(name) if are_several && has_text && is_of_person && !name.is_empty() => {
                format!("{name}: {}", entry.content)
            }
            _ if has_text => entry.content.clone(),
            _ => String::new(),
        };
        Some(Self {
            role: entry.role,
            text,
            attachments,
        })
    }
}

impl HistoryEntry {
    fn read(value: Json) -> Option<Self> {
        let mut members = Members::of(value)?;
        Some(Self {
            role: match members.text("role").as_deref() {
                Some("agent" | "assistant") => Role::Agent,
                Some("system") => Role::System,
                _ => Role::Person,
            },
            kind: members.text("type").unwrap_or_default(),
            content: members.text("content").unwrap_or_default(),
            created_at: members.text("createdAt"),
            sender_name: members.text("senderName"),
            rich_content: members.public("richContent"),
            signal_data: members.public("signalData"),
            tool_data: members.object("toolData").map(ToolData::read),
            extra: members.rest(),
        })
    }

    /// Returns the files that came with the message.
    #[must_use]
    pub fn attachments(&self) -> Vec<Attachment> {
        let rich = self.rich_content.as_ref();
        let Some(attachments) = rich.and_then(|rich| rich.get("attachments")) else {
            return Vec::new();
        };
        let mut members = Map::new();
        members.insert("attachments".to_owned(), attachments.clone());
        Members::of(Json::from(Value::Object(members)))
            .map_or_else(Vec::new, |mut members| Attachment::list(&mut members))
    }
}

impl ToolData {
    fn read(mut members: Members) -> Self {
        Self {
            tool_call_id: members.text("toolCallId"),
            tool_name: members.text("toolName"),
            approval_id: members.text("approvalId"),
            input: members.json("input"),
            approved: members.bool("approved"),
            output: members.json("output"),
            extra: members.rest(),
        }
    }
}
