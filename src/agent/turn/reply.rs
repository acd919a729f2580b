use super::{Core, Handle, Turn};
use crate::agent::{Content, File, delivery::DeliveryError};
use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

/// A reply, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Turn::reply`].
#[must_use = "replies do nothing unless awaited"]
pub struct Reply {
    pub(super) core: Arc<Core>,
    pub(super) content: Content,
    pub(super) files: Vec<File>,
}

impl<E> Turn<E> {
    /// Replies with a text or a card, and sends everything that is queued with it.
    ///
    /// The [`Handle`] edits or deletes the message. A reply that is returned by the handler needs no call.
    ///
    /// ```
    /// use novu_framework::{Result, agent::{File, Message, Turn}};
    ///
    /// async fn answer(cx: Turn<Message>) -> Result<()> {
    ///     let progress = cx.reply("Working ..").await?;
    ///     cx.reply("The log:").file(File::bytes("log.txt", "all is well")).await?;
    ///     progress.edit("Done").await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn reply(&self, content: impl Into<Content>) -> Reply {
        Reply {
            core: Arc::clone(&self.core),
            content: content.into(),
            files: Vec::new(),
        }
    }
}

impl Reply {
    /// Adds a file.
    pub fn file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    /// Adds files.
    pub fn files(mut self, files: impl IntoIterator<Item = File>) -> Self {
        self.files.extend(files);
        self
    }

    /// Sends the reply, like awaiting it.
    ///
    /// # Errors
    ///
    /// If the content or a file is invalid; nothing is sent then, and what is queued stays so. Else if the
    /// API cannot be reached or refuses; what was queued is lost then. If the answer lacks the ids of the
    /// message, the message is out.
    pub async fn send(self) -> Result<Handle, DeliveryError> {
        let posted = self.core.outbox.reply(&self.content, &self.files).await?;
        Ok(Handle::new(self.core, posted))
    }
}

impl IntoFuture for Reply {
    type Output = Result<Handle, DeliveryError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("content", &self.content)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
