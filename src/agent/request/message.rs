//! Messages of people.

use super::members::Members;
use dialects::json::Json;
use serde_json::{Map, Value};

/// A message of a person, or of another bot.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// The text; empty if the message has none, as one with only a picture.
    pub text: String,
    /// The id that the platform has given to the message.
    pub platform_message_id: String,
    /// The sender.
    pub author: Author,
    /// The instant of the message in ISO 8601.
    pub timestamp: Option<String>,
    /// Files that came with the message.
    pub attachments: Vec<Attachment>,
    /// The message that this one quotes, from servers that report it.
    pub reply_to: Option<Value>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Message {
    pub(super) fn read(value: Json) -> Option<Self> {
        let mut members = Members::of(value)?;
        Some(Self {
            text: members.text("text").unwrap_or_default(),
            platform_message_id: members.text("platformMessageId").unwrap_or_default(),
            author: members.object("author").map(Author::read).unwrap_or_default(),
            timestamp: members.text("timestamp"),
            attachments: Attachment::list(&mut members),
            reply_to: members.public("replyTo"),
            extra: members.rest(),
        })
    }
}

/// The sender of a [`Message`], as the platform knows them.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Author {
    /// The platform's id of the sender.
    pub user_id: String,
    /// The name to show.
    pub full_name: String,
    /// The short name.
    pub user_name: String,
    /// Whether the sender is a bot; `None` if the platform does not report it.
    pub is_bot: Option<bool>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Author {
    fn read(mut members: Members) -> Self {
        Self {
            user_id: members.text("userId").unwrap_or_default(),
            full_name: members.text("fullName").unwrap_or_default(),
            user_name: members.text("userName").unwrap_or_default(),
            // The text `unknown` is an answer of its own, not another type.
            is_bot: members.bool("isBot").or_else(|| {
                members.text("isBot");
                None
            }),
            extra: members.rest(),
        }
    }
}

/// A file that came with a message. Its URL is signed by Novu and expires.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Attachment {
    /// The kind of file: `image`, `file`, `audio`, `video`.
    pub kind: String,
    /// The address to load it from.
    pub url: Option<String>,
    /// The name of the file.
    pub name: Option<String>,
    /// The media type, such as `image/png`.
    pub mime_type: Option<String>,
    /// The size in bytes.
    pub size: Option<u64>,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
}

impl Attachment {
    /// Reads the member `attachments`.
    pub(super) fn list(members: &mut Members) -> Vec<Self> {
        let items = members.array("attachments").unwrap_or_default();
        items.into_iter().filter_map(Self::read).collect()
    }

    fn read(value: Json) -> Option<Self> {
        let mut members = Members::of(value)?;
        Some(Self {
            kind: members.text("type").unwrap_or_default(),
            url: members.text("url"),
            name: members.text("name"),
            mime_type: members.text("mimeType"),
            size: members.count("size"),
            extra: members.rest(),
        })
    }
}
