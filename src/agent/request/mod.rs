//! Events of a conversation as Novu sends them (`agents.md` §3).

mod calls;
mod history;
mod members;
mod message;
mod outline;
mod person;
mod raw;
mod received;
#[cfg(test)]
mod tests;
mod url;

pub use calls::{CallOutcome, HistoryCall, HistoryItem};
pub use history::{History, HistoryEntry, HistoryMessage, Role, ToolData};
pub use message::{Attachment, Author, Message};
pub(crate) use outline::Outline;
pub use person::{ContextItem, ConversationInfo, HumanResponse, Notification, PlatformContext};
pub use received::Received;

use super::ToolCall;
use dialects::json::Json;
use members::Members;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A click on a button, or a selection, in a card.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Action {
    /// The id of the button or select; empty if Novu left it out.
    pub id: String,
    /// The value of the button, or of the selected option.
    pub value: Option<String>,
    /// The message with the card.
    pub source_message_id: Option<String>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Action {
    fn read(value: Json) -> Option<Self> {
        let mut members = Members::of(value)?;
        Some(Self {
            id: members.text("id").unwrap_or_default(),
            value: members.text("value"),
            source_message_id: members.text("sourceMessageId"),
            extra: members.rest(),
        })
    }
}

/// An emoji that was added to a message, or taken back.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Reaction {
    /// The id of the message.
    pub message_id: String,
    /// The name of the emoji, such as `thumbs_up`.
    pub emoji: String,
    /// Whether it was added; `false` if it was taken back.
    pub added: bool,
    /// The message, if Novu knows it.
    pub message: Option<Message>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Reaction {
    fn read(value: Json) -> Option<Self> {
        let mut members = Members::of(value)?;
        Some(Self {
            message_id: members.text("messageId").unwrap_or_default(),
            emoji: members
                .object("emoji")
                .and_then(|mut emoji| emoji.text("name"))
                .unwrap_or_default(),
            added: members.bool("added").unwrap_or_default(),
            message: members.value("message").and_then(Message::read),
            extra: members.rest(),
        })
    }
}

/// The end of a conversation: somebody has resolved it. The event has no data of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolve {}

/// A person's decision on a tool call that needs approval.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// The call as it was requested. Its name is empty if the history does not contain the request.
    pub call: ToolCall,
    /// Whether the call may be made.
    pub approved: bool,
    /// The message with the buttons, if the platform reports it.
    pub message_id: Option<String>,
}

impl Decision {
    /// Reads the decision out of a click. `None` if the button is not one of an approval (`agents.md` §11).
    ///
    /// # Errors
    ///
    /// The event has no history: a clause that says so.
    pub(crate) fn of(action: &Action, received: &Received) -> Option<Result<Self, String>> {
        let verdict = action.id.strip_prefix("tool-approval:")?;
        let (verdict, approval_id) = verdict.split_once(':')?;
        let approved = match verdict {
            "approve" => true,
            "deny" => false,
            _ => return None,
        };
        if approval_id.is_empty() {
            return None;
        }
        let Some(call) = received.history.requested(approval_id) else {
            let message = "the event has no `history` in which to find the tool call that was decided on";
            return Some(Err(message.to_owned()));
        };
        Some(Ok(Self {
            call: call.unwrap_or_else(|| ToolCall::new(approval_id, "")),
            approved,
            message_id: action.source_message_id.clone(),
        }))
    }
}

/// An event of any kind. The handler of errors gets it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A message.
    Message(Arc<Message>),
    /// A click or selection in a card, decisions on tool calls among them.
    Action(Arc<Action>),
    /// An emoji that was added or taken back.
    Reaction(Arc<Reaction>),
    /// The end of the conversation.
    Resolve(Arc<Resolve>),
}

impl Event {
    /// Returns the name of a known event, compared exactly.
    pub(crate) fn known(name: &str) -> Option<&'static str> {
        let names = ["onMessage", "onAction", "onReaction", "onResolve"];
        names.into_iter().find(|known| *known == name)
    }

    /// Returns the name on the wire: `onMessage`, `onAction`, `onReaction` or `onResolve`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "onMessage",
            Self::Action(_) => "onAction",
            Self::Reaction(_) => "onReaction",
            Self::Resolve(_) => "onResolve",
        }
    }
}
