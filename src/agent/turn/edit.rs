use super::{Core, Turn};
use crate::agent::{Content, Decision, File, delivery::DeliveryError, outbox::Posted};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A message that is out, to be edited or deleted.
///
/// Returned by [`Turn::reply`]. Clones are the same message.
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
    /// An edit may change the ids.
    posted: Arc<Mutex<Posted>>,
}

impl Handle {
    pub(super) fn new(core: Arc<Core>, posted: Posted) -> Self {
        Self {
            core,
            posted: Arc::new(Mutex::new(posted)),
        }
    }

    /// Returns the id of the message. If the request has a `replyUrl` only, it is the platform's, else one
    /// that was made here.
    #[must_use]
    pub fn message_id(&self) -> String {
        self.posted().message_id.clone()
    }

    /// Returns the platform's id of the thread; empty if the request has an `eventsUrl`.
    #[must_use]
    pub fn thread_id(&self) -> String {
        self.posted().thread_id.clone()
    }

    /// Replaces the content of the message. Leaves queued things where they are.
    pub fn edit(&self, content: impl Into<Content>) -> Edit {
        Edit {
            handle: self.clone(),
            content: content.into(),
            files: Vec::new(),
        }
    }

    /// Deletes the message.
    ///
    /// # Errors
    ///
    /// If the API cannot be reached or refuses.
    pub async fn delete(&self) -> Result<(), DeliveryError> {
        let id = self.message_id();
        self.core.outbox.delete(&id).await
    }

    fn posted(&self) -> MutexGuard<'_, Posted> {
        self.posted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("message_id", &self.message_id())
            .finish_non_exhaustive()
    }
}

/// An edit of a message, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Handle::edit`].
#[derive(Debug)]
#[must_use = "edits do nothing unless awaited"]
pub struct Edit {
    handle: Handle,
    content: Content,
    files: Vec<File>,
}

impl Edit {
    file_methods!();

    /// Sends the edit, like awaiting it.
    ///
    /// # Errors
    ///
    /// If the content or a file is invalid; nothing is sent then. Else if the API cannot be reached, refuses,
    /// or answers without the ids of the message.
    pub async fn send(self) -> Result<(), DeliveryError> {
        let Self {
            handle,
            content,
            files,
        } = self;
        let before = handle.posted().clone();
        let after = handle.core.outbox.edit(&before, &content, &files).await?;
        *handle.posted() = after;
        Ok(())
    }
}

awaited!([] Edit, 'static => Result<(), DeliveryError>);

impl Turn<Decision> {
    /// Returns the message that asked for the approval, to edit or delete it. Its id is empty if the platform
    /// did not send it.
    #[must_use]
    pub fn approval_message(&self) -> Handle {
        let posted = Posted {
            message_id: self.event.message_id.clone().unwrap_or_default(),
            thread_id: String::new(),
        };
        Handle::new(Arc::clone(&self.core), posted)
    }
}
