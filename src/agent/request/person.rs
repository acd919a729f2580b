//! The conversation and the people in it, and what they answer to.

use super::members::Members;
use crate::Workflow;
use dialects::json::Json;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Map, Value};

/// The state of a conversation when the event was sent.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ConversationInfo {
    /// The public id.
    pub identifier: String,
    /// The status: `open`, `resolved`.
    pub status: String,
    /// The metadata before this turn. [`Turn::metadata`](crate::agent::Turn::metadata) has this turn's
    /// changes.
    pub metadata: Map<String, Value>,
    /// The number of messages.
    pub message_count: u64,
    /// The instant of the first message in ISO 8601.
    pub created_at: Option<String>,
    /// The instant of the last activity in ISO 8601.
    pub last_activity_at: Option<String>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl ConversationInfo {
    pub(super) fn read(mut members: Members) -> Self {
        Self {
            identifier: members.text("identifier").unwrap_or_default(),
            status: members.text("status").unwrap_or_default(),
            metadata: members.map("metadata"),
            message_count: members.count("messageCount").unwrap_or_default(),
            created_at: members.text("createdAt"),
            last_activity_at: members.text("lastActivityAt"),
            extra: members.rest(),
        }
    }
}

/// An item of the conversation's context, such as the tenant.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ContextItem {
    /// The id.
    pub id: String,
    /// The data that is stored with it.
    pub data: Map<String, Value>,
}

impl ContextItem {
    /// Reads an id, or an object with an id and data.
    pub(super) fn read(value: Json) -> Option<Self> {
        if let Json::String(id) = value {
            return Some(Self {
                id: id.into(),
                data: Map::new(),
            });
        }
        let mut members = Members::of(value)?;
        Some(Self {
            id: members.text("id").unwrap_or_default(),
            data: members.map("data"),
        })
    }
}

/// The place of the conversation on its platform.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PlatformContext {
    /// The platform's id of the thread.
    pub thread_id: String,
    /// The platform's id of the channel.
    pub channel_id: String,
    /// Whether it is a direct message, if the platform reports it.
    pub is_dm: Option<bool>,
    /// All other fields: the platform's own `message`, and `email` for e-mail.
    pub extra: Map<String, Value>,
}

impl PlatformContext {
    pub(super) fn read(mut members: Members) -> Self {
        Self {
            thread_id: members.text("threadId").unwrap_or_default(),
            channel_id: members.text("channelId").unwrap_or_default(),
            is_dm: members.bool("isDM"),
            extra: members.rest(),
        }
    }
}

/// The workflow message that the person answers to.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Notification {
    /// Novu's id of the notification.
    pub id: String,
    /// The workflow that has sent it.
    pub workflow_id: String,
    /// Novu's id of the message.
    pub message_id: Option<String>,
    /// The platform's id of the message.
    pub platform_message_id: Option<String>,
    /// The instant of sending in ISO 8601.
    pub sent_at: Option<String>,
    /// The text of the message.
    pub body: String,
    /// The payload of the event that has triggered the workflow.
    pub payload: Value,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Notification {
    pub(super) fn read(mut members: Members) -> Self {
        Self {
            id: members.text("id").unwrap_or_default(),
            workflow_id: members.text("workflowId").unwrap_or_default(),
            message_id: members.text("messageId"),
            platform_message_id: members.text("platformMessageId"),
            sent_at: members.text("sentAt"),
            body: members.text("body").unwrap_or_default(),
            payload: members.public("payload").unwrap_or_default(),
            extra: members.rest(),
        }
    }

    /// Returns the payload as the type of the workflow, or `None` if another workflow has sent the message.
    ///
    /// # Errors
    ///
    /// The payload does not fit the type, as that of a message from before the type has changed.
    pub fn payload_of<P: DeserializeOwned>(&self, workflow: &Workflow<P>) -> Option<serde_json::Result<P>> {
        (self.workflow_id == workflow.id()).then(|| {
            P::deserialize(&self.payload).map_err(|error| {
                serde_json::Error::custom(format!(
                    "the payload of the notification does not fit workflow `{}`: {error}",
                    workflow.id()
                ))
            })
        })
    }
}

/// A person's answer to a question of an earlier turn.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct HumanResponse {
    /// The id of the question.
    pub request_id: String,
    /// Novu's id of the interaction.
    pub interaction_id: String,
    /// The kind of question: `ask`, `approve` or `choose`.
    pub kind: String,
    /// The status, such as `answered`.
    pub status: String,
    /// Whether the time was up before anybody answered.
    pub expired: bool,
    /// The text of an answer to `ask`.
    pub text: Option<String>,
    /// The chosen option: for `approve`, `approve` or `deny`.
    pub option_id: Option<String>,
    /// The name of the person.
    pub responded_by: Option<String>,
    /// The subscriber id of the person.
    pub responded_by_subscriber_id: Option<String>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl HumanResponse {
    pub(super) fn read(mut members: Members) -> Self {
        Self {
            request_id: members.text("requestId").unwrap_or_default(),
            interaction_id: members.text("interactionId").unwrap_or_default(),
            kind: members.text("kind").unwrap_or_default(),
            status: members.text("status").unwrap_or_default(),
            expired: members.bool("expired").unwrap_or_default(),
            text: members.text("text"),
            option_id: members.text("optionId"),
            responded_by: members.text("respondedBy"),
            responded_by_subscriber_id: members.text("respondedBySubscriberId"),
            extra: members.rest(),
        }
    }

    /// Returns the verdict of an `approve`: `None` for other kinds, and if the time was up.
    #[must_use]
    pub fn approved(&self) -> Option<bool> {
        if self.kind != "approve" || self.expired {
            return None;
        }
        match self.option_id.as_deref()? {
            "approve" => Some(true),
            "deny" => Some(false),
            _ => None,
        }
    }
}
