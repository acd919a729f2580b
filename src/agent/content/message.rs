//! Content with files, as the transports send it.

use super::{
    Content, ContentError, File,
    file::{self, Files, Form},
};
use serde::Serialize;

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

    fn files(self, form: Form) -> Option<Files<'a>> {
        let files = self.files;
        (!files.is_empty()).then_some(Files { files, form })
    }
}

/// `{"markdown" | "card", "files"?}`, as in replies (`agents.md` §6.1).
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct ReplyMessage<'a> {
    #[serde(flatten)]
    content: &'a Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Files<'a>>,
}

impl<'a> From<Message<'a>> for ReplyMessage<'a> {
    fn from(message: Message<'a>) -> Self {
        Self {
            content: message.content,
            files: message.files(Form::Reply),
        }
    }
}

/// An event of the given type, with the members `content` and `files` (`agents.md` §6.2).
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventMessage<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// `assistant` for new messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    message_id: &'a str,
    content: &'a Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Files<'a>>,
}

impl<'a> EventMessage<'a> {
    pub(crate) fn new(id: &'a str, message: Message<'a>) -> Self {
        Self {
            kind: "message",
            role: Some("assistant"),
            message_id: id,
            content: message.content,
            files: message.files(Form::Event),
        }
    }

    pub(crate) fn edit(id: &'a str, message: Message<'a>) -> Self {
        Self {
            kind: "channel.edit",
            role: None,
            ..Self::new(id, message)
        }
    }
}
