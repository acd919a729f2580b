use super::{Core, Handle, Turn};
use crate::agent::{Content, File, delivery::DeliveryError};
use std::{fmt, sync::Arc};

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
    file_methods!();

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

awaited!([] Reply, 'static => Result<Handle, DeliveryError>);

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("content", &self.content)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
