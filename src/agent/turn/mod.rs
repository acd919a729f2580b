//! The argument of an agent's handlers.

/// Methods of requests with files.
macro_rules! file_methods {
    () => {
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
    };
}

mod approval;
mod edit;
mod human;
mod metadata;
mod reply;
mod send;
mod signal;
mod stream;

pub use approval::Approval;
pub use edit::{Edit, Handle};
pub use human::{HumanRequest, RequestId};
pub use metadata::Metadata;
pub use reply::Reply;
pub use stream::ReplyStream;

use super::{
    Event, Received,
    delivery::Courier,
    outbox::{Outbox, SendSettings},
};
use crate::{error::Result, workflow::Subscriber};
use serde_json::{Map, Value};
use std::{
    fmt,
    ops::Deref,
    sync::{Arc, Mutex},
};

/// One turn of a conversation: the event that began it, and everything that the agent can do about it.
///
/// It derefs to [`Received`], so that `cx.conversation` and `cx.history` are the parts of the event that all
/// events have. It is a cheap handle: clones belong to the same turn, and can be moved into other tasks.
///
/// Methods that are awaited send one request. Those that are not queue something that leaves with the next
/// reply, or at the end of the turn.
///
/// ```
/// use novu_framework::{Result, agent::{Message, Turn}};
///
/// async fn answer(cx: Turn<Message>) -> Result<String> {
///     cx.typing("Searching").await?;
///     cx.metadata().set("asked", &cx.event.text)?;
///     Ok(format!("You asked on {}: {}", cx.platform.as_deref().unwrap_or("a chat"), cx.event.text))
/// }
/// ```
pub struct Turn<E> {
    /// The event: a [`Message`](super::Message), [`Action`](super::Action), [`Reaction`](super::Reaction),
    /// [`Resolve`](super::Resolve) or [`Decision`](super::Decision).
    pub event: Arc<E>,
    core: Arc<Core>,
}

/// A turn whatever its event, for the handler of errors.
pub type AnyTurn = Turn<Event>;

/// The part of a turn that does not depend on the type of its event.
pub(super) struct Core {
    received: Received,
    pub(super) outbox: Outbox,
    /// The conversation's metadata with the changes of this turn.
    metadata: Mutex<Map<String, Value>>,
}

impl Core {
    pub(super) fn new(received: Received, courier: Arc<dyn Courier>, settings: SendSettings) -> Arc<Self> {
        Arc::new(Self {
            outbox: Outbox::new(courier, &received, settings),
            metadata: Mutex::new(received.conversation.metadata.clone()),
            received,
        })
    }

    pub(super) fn received(&self) -> &Received {
        &self.received
    }
}

impl<E> Turn<E> {
    pub(super) fn new(event: Arc<E>, core: Arc<Core>) -> Self {
        Self { event, core }
    }

    /// Returns the subscriber, for agents that answer only people whom Novu knows.
    ///
    /// Novu sends the events of all people, also to agents whose
    /// [`subscriber_access`](Received::subscriber_access) is `restricted`.
    ///
    /// ```
    /// use novu_framework::{Result, agent::{Message, Turn}};
    ///
    /// async fn answer(cx: Turn<Message>) -> Result<String> {
    ///     let subscriber = cx.require_subscriber()?;
    ///     Ok(format!("Hello {}", subscriber.first_name.as_deref().unwrap_or("there")))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If Novu does not know who the person is.
    pub fn require_subscriber(&self) -> Result<&Subscriber> {
        let subscriber = self.core.received.subscriber.as_ref();
        subscriber.ok_or_else(|| "the person is not a subscriber; link their account first".into())
    }

    fn outbox(&self) -> &Outbox {
        &self.core.outbox
    }
}

impl<E> Clone for Turn<E> {
    fn clone(&self) -> Self {
        Self {
            event: Arc::clone(&self.event),
            core: Arc::clone(&self.core),
        }
    }
}

impl<E> Deref for Turn<E> {
    type Target = Received;

    fn deref(&self) -> &Received {
        &self.core.received
    }
}

impl<E: fmt::Debug> fmt::Debug for Turn<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn")
            .field("event", &self.event)
            .field("received", &self.core.received)
            .finish_non_exhaustive()
    }
}
