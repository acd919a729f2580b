use super::Turn;
use crate::{
    agent::ToolResult,
    error::Result,
    recipients::Recipients,
    workflow::{Workflow, payload_of},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Borrow;

impl<E> Turn<E> {
    /// Queues a reaction with an emoji to a message. Emoji have names such as `thumbs_up`, `check` or
    /// `custom:party`.
    pub fn react(&self, message_id: impl Into<String>, emoji: impl Into<String>) {
        let (message_id, emoji) = (message_id.into(), emoji.into());
        self.outbox().queue(|effects| effects.react(message_id, emoji));
    }

    /// Queues the deletion of a message. [`Handle::delete`](super::Handle::delete) deletes without waiting
    /// for a reply.
    pub fn delete_message(&self, message_id: impl Into<String>) {
        let message_id = message_id.into();
        self.outbox().queue(|effects| effects.delete(message_id));
    }

    /// Queues the end of the conversation. The turn continues; `on_resolve` is called afterwards.
    pub fn resolve(&self) {
        self.outbox().queue(|effects| effects.resolve(None));
    }

    /// Queues the end of the conversation with a summary. Of several calls the last one wins.
    pub fn resolve_with(&self, summary: impl Into<String>) {
        let summary = summary.into();
        self.outbox().queue(|effects| effects.resolve(Some(summary)));
    }

    /// Queues a trigger of a workflow for the subscriber of the conversation; without one Novu skips it.
    ///
    /// ```
    /// use novu_framework::{Context, Result, Workflow, agent::{Action, Turn}};
    ///
    /// #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    /// struct Refund {
    ///     order: String,
    /// }
    ///
    /// let refund = Workflow::builder("refund", async |_: Context<Refund>| Ok(())).build();
    ///
    /// let clicked = async move |cx: Turn<Action>| -> Result<&str> {
    ///     cx.trigger(&refund, Refund { order: cx.event.value.clone().unwrap_or_default() })?;
    ///     Ok("Refunded")
    /// };
    /// # let _ = clicked;
    /// ```
    ///
    /// # Errors
    ///
    /// If the payload does not match the workflow's schema.
    pub fn trigger<P: Serialize>(&self, workflow: &Workflow<P>, payload: impl Borrow<P>) -> Result<()> {
        let payload = workflow.checked_payload(payload.borrow())?;
        self.trigger_id(workflow.id(), payload)
    }

    /// Queues a trigger of a workflow for `to`: a subscriber id, a
    /// [`SubscriberPayload`](crate::client::SubscriberPayload), a [`Topic`](crate::client::Topic), or a list
    /// of these.
    ///
    /// # Errors
    ///
    /// If the payload does not match the workflow's schema.
    pub fn trigger_to<P: Serialize>(
        &self,
        to: impl Into<Recipients>,
        workflow: &Workflow<P>,
        payload: impl Borrow<P>,
    ) -> Result<()> {
        let payload = workflow.checked_payload(payload.borrow())?;
        self.trigger_id_to(to, workflow.id(), payload)
    }

    /// Queues a trigger of a workflow of another program, by its id, for the subscriber of the conversation.
    ///
    /// # Errors
    ///
    /// If the payload cannot be written as JSON.
    pub fn trigger_id(&self, workflow_id: &str, payload: impl Serialize) -> Result<()> {
        let payload = payload_of(&payload)?;
        self.signal(json!({ "type": "trigger", "workflowId": workflow_id, "payload": payload }));
        Ok(())
    }

    /// Queues a trigger of a workflow of another program, by its id, for `to`.
    ///
    /// # Errors
    ///
    /// If the payload cannot be written as JSON.
    pub fn trigger_id_to(
        &self,
        to: impl Into<Recipients>,
        workflow_id: &str,
        payload: impl Serialize,
    ) -> Result<()> {
        let (to, payload) = (serde_json::to_value(to.into())?, payload_of(&payload)?);
        self.signal(json!({ "type": "trigger", "workflowId": workflow_id, "to": to, "payload": payload }));
        Ok(())
    }

    /// Queues the result of a tool call, so that the history of later turns has it: as an entry of the kind
    /// `tool_result`.
    ///
    /// Report the results of calls that a person had to approve. The history has the request and the decision
    /// on them already.
    ///
    /// ```
    /// use novu_framework::agent::{Decision, ToolResult, Turn};
    /// use serde_json::json;
    ///
    /// async fn decided(cx: Turn<Decision>) -> &'static str {
    ///     if !cx.event.approved {
    ///         return "As you wish.";
    ///     }
    ///     let refunded = json!({"refunded": 5});
    ///     cx.tool_result(ToolResult::of(&cx.event.call, refunded).preview("Refunded 5 €"));
    ///     "Refunded."
    /// }
    /// ```
    pub fn tool_result(&self, result: ToolResult) {
        self.outbox().queue(|effects| effects.tool_result(result));
    }

    /// Queues a signal as it is, for those that Novu learns before this crate does. It is not checked: Novu
    /// refuses the whole request, reply included, if it does not know the signal.
    pub fn signal(&self, signal: Value) {
        self.outbox().queue(|effects| effects.signal(signal));
    }
}
