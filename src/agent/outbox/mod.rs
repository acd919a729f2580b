//! Everything that a turn sends, over the transport that its request has chosen (`agents.md` §6).

mod effects;
mod events;
mod line;
mod replies;

pub(super) use effects::Effects;

use super::{
    ApprovalCard, Content, File, Received, ToolCall,
    delivery::{Courier, DeliveryError},
};
use events::Events;
use replies::Replies;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};

/// Sends what a turn has to say.
pub(super) struct Outbox {
    transport: Transport,
    effects: Mutex<Effects>,
    sends: AtomicU32,
}

enum Transport {
    Replies(Replies),
    Events(Events),
}

/// A message that is out.
#[derive(Debug, Clone, Default)]
pub(super) struct Posted {
    pub(super) message_id: String,
    /// Empty over the transport of events.
    pub(super) thread_id: String,
}

/// The typing indicator.
pub(super) enum Typing {
    /// With a status, if there is one.
    On(Option<String>),
    Off,
}

/// Calls a method of the transport and counts it.
macro_rules! send {
    ($self:ident, $name:ident($($argument:expr),*)) => {{
        $self.count();
        match &$self.transport {
            Transport::Replies(replies) => replies.$name($($argument),*).await,
            Transport::Events(events) => events.$name($($argument),*).await,
        }
    }};
}

impl Outbox {
    /// Creates the outbox of a request: the transport of events if the request has a URL for them.
    pub(super) fn new(courier: Arc<dyn Courier>, received: &Received) -> Self {
        let transport = match (&received.events_url, &received.reply_url) {
            (Some(url), _) => Transport::Events(Events::new(courier, url.clone(), received)),
            (None, url) => {
                let url = url.clone().unwrap_or_default();
                Transport::Replies(Replies::new(courier, url, received))
            }
        };
        Self {
            transport,
            effects: Mutex::default(),
            sends: AtomicU32::new(0),
        }
    }

    /// Returns the name of the transport, for spans.
    pub(super) fn transport(&self) -> &'static str {
        match self.transport {
            Transport::Replies(_) => "replies",
            Transport::Events(_) => "events",
        }
    }

    /// Returns a new id with that prefix.
    pub(super) fn id(&self, prefix: &str) -> String {
        match &self.transport {
            Transport::Replies(replies) => replies.courier().id(prefix),
            Transport::Events(events) => events.courier().id(prefix),
        }
    }

    /// Returns how often something was sent, attempts at the same counted once.
    pub(super) fn sends(&self) -> u32 {
        self.sends.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.sends.fetch_add(1, Ordering::Relaxed);
    }

    /// Queues something that leaves with the next reply, or at the end of the turn.
    pub(super) fn queue(&self, add: impl FnOnce(&mut Effects)) {
        add(&mut self.effects.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn take(&self) -> Effects {
        std::mem::take(&mut *self.effects.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins the turn.
    pub(super) fn begin(&self) {
        if let Transport::Events(events) = &self.transport {
            events.begin();
        }
    }

    /// Sends a reply and everything that is queued.
    pub(super) async fn reply(&self, content: &Content, files: &[File]) -> Result<Posted, DeliveryError> {
        check(content, files)?;
        send!(self, reply(content, files, self.take()))
    }

    /// Asks a person to approve a call, with everything that is queued: by `content`, else by Novu's own
    /// card.
    pub(super) async fn request_approval(
        &self,
        call: ToolCall,
        card: Option<&ApprovalCard>,
        content: Option<&Content>,
    ) -> Result<(), DeliveryError> {
        let own;
        let content = match (content, card, &self.transport) {
            (Some(content), ..) => Some(content),
            // The words would be lost: a card of our own has them (§17, A8).
            (None, Some(card), Transport::Events(_)) => {
                own = card.to_content(&call);
                Some(&own)
            }
            (None, ..) => None,
        };
        if let Some(content) = content {
            check(content, &[])?;
        }
        let effects = self.take().with_approval(call);
        self.count();
        match (content, &self.transport) {
            (Some(content), Transport::Replies(replies)) => {
                replies.reply(content, &[], effects).await.map(drop)
            }
            (Some(content), Transport::Events(events)) => events.reply(content, &[], effects).await.map(drop),
            (None, Transport::Replies(replies)) => {
                let card = card.cloned().unwrap_or_default();
                replies.approval_card(card.to_wire(), effects).await
            }
            (None, Transport::Events(events)) => events.approval_card(effects).await,
        }
    }

    /// Edits a message and returns its ids, which may be others than before.
    pub(super) async fn edit(
        &self,
        message: &Posted,
        content: &Content,
        files: &[File],
    ) -> Result<Posted, DeliveryError> {
        let id = &message.message_id;
        self.count();
        match &self.transport {
            Transport::Replies(replies) => replies.edit(id, content, files).await,
            Transport::Events(events) => {
                events.edit(id, content, files).await?;
                Ok(message.clone())
            }
        }
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        send!(self, delete(message_id))
    }

    pub(super) async fn typing(&self, typing: Typing) -> Result<(), DeliveryError> {
        send!(self, typing(typing))
    }

    /// Sends a custom event. The transport of replies has none.
    pub(super) async fn emit(&self, name: &str, data: &serde_json::Value) -> Result<(), DeliveryError> {
        let Transport::Events(events) = &self.transport else {
            return Ok(());
        };
        self.count();
        events.emit(name, data).await
    }

    /// Sends everything that is queued, if there is anything.
    pub(super) async fn flush(&self) -> Result<(), DeliveryError> {
        let effects = self.take();
        if effects.is_empty() {
            return Ok(());
        }
        send!(self, flush(effects))
    }

    /// Reports that the turn is over.
    pub(super) async fn finish(&self) -> Result<(), DeliveryError> {
        let Transport::Events(events) = &self.transport else {
            return Ok(());
        };
        self.count();
        events.finish().await
    }

    /// Reports that the turn has failed. Novu shows a sentence of its own, not the message (§14.4).
    pub(super) async fn report(&self, message: &str) -> Result<(), DeliveryError> {
        self.count();
        match &self.transport {
            Transport::Replies(replies) => replies.report().await,
            Transport::Events(events) => events.report(message).await,
        }
    }
}

/// Checks content before queued effects are taken, which would be lost with it.
fn check(content: &Content, files: &[File]) -> Result<(), DeliveryError> {
    content
        .check()
        .and_then(|()| File::check(files))
        .map_err(DeliveryError::content)
}
