//! Everything that a turn sends, over the transport that its request has chosen (`agents.md` §6).

mod effects;
mod events;
mod replies;

pub(super) use effects::Effects;

use super::{
    ApprovalCard, Content, File, Received, ToolCall,
    content::Message,
    delivery::{Courier, DeliveryError},
};
use events::Events;
use replies::Replies;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

/// Settings of what turns send.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SendSettings {
    /// Whether requests that only end the turn are left out or sent with others (`agents.md` §17, A11).
    pub(super) is_brief: bool,
    /// Whether requests to people have a card (§18).
    pub(super) has_cards: bool,
}

/// Sends what a turn has to say.
pub(super) struct Outbox {
    transport: Transport,
    effects: Mutex<Effects>,
    sends: AtomicU32,
    settings: SendSettings,
    /// Whether the platform may show the typing indicator: Novu shows it before the turn begins.
    may_type: AtomicBool,
    /// Whether the end of the turn has been sent with its answer or its failure.
    is_over: AtomicBool,
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
    pub(super) fn new(courier: Arc<dyn Courier>, received: &Received, settings: SendSettings) -> Self {
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
            settings,
            may_type: AtomicBool::new(true),
            is_over: AtomicBool::new(false),
        }
    }

    /// Returns the name of the transport, for spans.
    pub(super) fn transport(&self) -> &'static str {
        match self.transport {
            Transport::Replies(_) => "replies",
            Transport::Events(_) => "events",
        }
    }

    /// Returns whether requests to people have a card.
    pub(super) fn has_cards(&self) -> bool {
        self.settings.has_cards
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
        // Checked before queued effects are taken, which would be lost with it.
        let message = checked(content, files)?;
        let posted = send!(self, reply(message, self.take()))?;
        // Messages hide it.
        self.may_type.store(false, Ordering::Relaxed);
        Ok(posted)
    }

    /// Sends the answer of the handler, if there is one, and everything that is queued.
    pub(super) async fn answer(&self, content: Option<&Content>) -> Result<(), DeliveryError> {
        if let (Transport::Events(events), true) = (&self.transport, self.settings.is_brief) {
            let message = content.map(|content| checked(content, &[])).transpose()?;
            self.count();
            events.conclude(message, self.take()).await?;
            self.is_over.store(true, Ordering::Relaxed);
            return Ok(());
        }
        if let Some(content) = content {
            self.reply(content, &[]).await?;
        }
        self.flush().await
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
        let message = content.map(|content| checked(content, &[])).transpose()?;
        let effects = self.take().with_approval(call);
        self.count();
        match (message, &self.transport) {
            (Some(message), Transport::Replies(replies)) => replies.reply(message, effects).await.map(drop),
            (Some(message), Transport::Events(events)) => events.reply(message, effects).await.map(drop),
            (None, Transport::Replies(replies)) => {
                let card = card.cloned().unwrap_or_default();
                replies.approval_card(card.to_wire(), effects).await
            }
            (None, Transport::Events(events)) => events.approval_card(effects).await,
        }?;
        self.may_type.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Edits a message and returns its ids, which may be others than before.
    pub(super) async fn edit(
        &self,
        message: &Posted,
        content: &Content,
        files: &[File],
    ) -> Result<Posted, DeliveryError> {
        let id = &message.message_id;
        let edit = checked(content, files)?;
        self.count();
        match &self.transport {
            Transport::Replies(replies) => replies.edit(id, edit).await,
            Transport::Events(events) => {
                events.edit(id, edit).await?;
                Ok(message.clone())
            }
        }
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        send!(self, delete(message_id))
    }

    pub(super) async fn typing(&self, typing: Typing) -> Result<(), DeliveryError> {
        let is_on = matches!(typing, Typing::On(_));
        if is_on {
            self.may_type.store(true, Ordering::Relaxed);
        }
        send!(self, typing(typing))?;
        self.may_type.store(is_on, Ordering::Relaxed);
        Ok(())
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

    /// Reports that the turn is over, and sends what is still queued.
    pub(super) async fn end(&self, is_failure: bool) {
        if self.is_over.load(Ordering::Relaxed) {
            let _ = self.flush().await;
            return;
        }
        if let (Transport::Events(events), true, false) =
            (&self.transport, self.settings.is_brief, is_failure)
        {
            self.count();
            let _ = events.conclude(None, self.take()).await;
            return;
        }
        if let (Transport::Events(events), false) = (&self.transport, is_failure) {
            self.count();
            // Like the reference: a turn whose end cannot be reported has not failed.
            let _ = events.finish().await;
        }
        // Each by itself: if one fails, the other is sent (§17, A7).
        self.stop_typing().await;
        let _ = self.flush().await;
    }

    /// Hides the typing indicator at the end of the turn.
    pub(super) async fn stop_typing(&self) {
        let is_hidden = self.is_over.load(Ordering::Relaxed) || !self.may_type.load(Ordering::Relaxed);
        if !(self.settings.is_brief && is_hidden) {
            let _ = self.typing(Typing::Off).await;
        }
    }

    /// Reports that the turn has failed. Novu shows a sentence of its own, not the message (§14.4).
    pub(super) async fn report(&self, message: &str) {
        self.count();
        let reported = match &self.transport {
            Transport::Replies(replies) => replies.report().await,
            Transport::Events(events) => {
                let reported = events.report(message, self.settings.is_brief).await;
                self.is_over
                    .store(self.settings.is_brief && reported.is_ok(), Ordering::Relaxed);
                reported
            }
        };
        // There is nobody to report that to.
        drop(reported);
    }
}

fn checked<'a>(content: &'a Content, files: &'a [File]) -> Result<Message<'a>, DeliveryError> {
    Message::new(content, files).map_err(DeliveryError::content)
}
