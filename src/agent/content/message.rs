//! Content with files, as the transports send it.

use super::{
    Content, ContentError, File,
    file::{self, Files, Form},
};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// Content and files that have been checked. They are written into the body of a request without a copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'a> {
    content: &'a Content,
    files: &'a [File],
}

impl<'a> Message<'a> {
    /// Checks content and files.
    ///
    /// # Errors
    ///
    /// One of them breaks a rule of Novu.
    pub(crate) fn new(content: &'a Content, files: &'a [File]) -> Result<Self, ContentError> {
        content.check()?;
        file::check(files)?;
        Ok(Self { content, files })
    }
}

/// `{"markdown" | "card", "files"?}`, as in replies (`agents.md` §6.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReplyMessage<'a>(pub(crate) Message<'a>);

impl Serialize for ReplyMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Message { content, files } = self.0;
        let mut message = serializer.serialize_map(None)?;
        match content {
            Content::Text(text) => message.serialize_entry("markdown", text)?,
            Content::Card(card) => message.serialize_entry("card", card)?,
        }
        if !files.is_empty() {
            let form = Form::Reply;
            message.serialize_entry("files", &Files { files, form })?;
        }
        message.end()
    }
}

/// An event of the given type, with the members `content` and `files` (`agents.md` §6.2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventMessage<'a> {
    pub(crate) kind: &'static str,
    /// `assistant` for new messages.
    pub(crate) role: Option<&'static str>,
    pub(crate) id: &'a str,
    pub(crate) message: Message<'a>,
}

impl Serialize for EventMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Message { content, files } = self.message;
        let mut event = serializer.serialize_map(None)?;
        event.serialize_entry("type", self.kind)?;
        if let Some(role) = self.role {
            event.serialize_entry("role", role)?;
        }
        event.serialize_entry("messageId", self.id)?;
        event.serialize_entry("content", content)?;
        if !files.is_empty() {
            let form = Form::Event;
            event.serialize_entry("files", &Files { files, form })?;
        }
        event.end()
    }
}
