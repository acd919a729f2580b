use super::{Core, Turn};
use crate::agent::{ApprovalCard, Content, Pending, ToolCall, delivery::DeliveryError};
use std::{fmt, sync::Arc};

/// A request to approve a tool call, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Turn::request_approval`].
#[must_use = "requests do nothing unless awaited"]
pub struct Approval {
    core: Arc<Core>,
    call: ToolCall,
    card: Option<ApprovalCard>,
    content: Option<Content>,
}

impl<E> Turn<E> {
    /// Asks a person to approve a tool call, and sends everything that is queued with it.
    ///
    /// Return the [`Pending`] from the handler. The decision comes as a later event, to `on_tool_approval`.
    /// Without [`card`](Approval::card) and [`content`](Approval::content) Novu's own card asks.
    ///
    /// ```
    /// use novu_framework::{Agent, Result, agent::{ApprovalCard, Decision, Message, Pending, ToolCall, Turn}};
    /// use serde_json::json;
    ///
    /// async fn answer(cx: Turn<Message>) -> Result<Pending> {
    ///     let call = ToolCall::new("call-1", "refund").input(json!({"order": 7}));
    ///     Ok(cx.request_approval(call).card(ApprovalCard::new().title("Refund order 7?")).await?)
    /// }
    ///
    /// async fn decided(cx: Turn<Decision>) -> &'static str {
    ///     if cx.event.approved { "Refunded." } else { "As you wish." }
    /// }
    ///
    /// let support = Agent::builder("support", answer).on_tool_approval(decided).build();
    /// assert_eq!(support.id(), "support");
    /// ```
    pub fn request_approval(&self, call: ToolCall) -> Approval {
        Approval {
            core: Arc::clone(&self.core),
            call,
            card: None,
            content: None,
        }
    }
}

impl Approval {
    /// Sets the words of the card.
    pub fn card(mut self, card: ApprovalCard) -> Self {
        self.card = Some(card);
        self
    }

    /// Sends content of your own in place of Novu's card. Its buttons have the ids of
    /// [`ApprovalActions`](crate::agent::ApprovalActions).
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// Sends the request, like awaiting it.
    ///
    /// # Errors
    ///
    /// If the content is invalid; nothing is sent then. Else if the API cannot be reached, refuses, or
    /// answers without the ids of the message.
    pub async fn send(self) -> Result<Pending, DeliveryError> {
        let Self {
            core,
            call,
            card,
            content,
        } = self;
        core.outbox
            .request_approval(call, card.as_ref(), content.as_ref())
            .await?;
        Ok(Pending::new())
    }
}

awaited!([] Approval, 'static => Result<Pending, DeliveryError>);

impl fmt::Debug for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Approval")
            .field("call", &self.call)
            .field("card", &self.card)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}
