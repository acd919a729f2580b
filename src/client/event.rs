//! Builds the body of a trigger.

use super::error::Error;
use crate::{
    recipients::{Actor, Recipients},
    workflow::{PayloadError, Workflow, payload_of},
};
use dialects::json::Json;
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Borrow;

/// A request to start a workflow: its id, recipients, a payload, and options.
///
/// Created by [`Workflow::event`], which checks the payload, or [`Event::new`], and sent by
/// [`Client::trigger`](super::Client::trigger) or [`Client::trigger_bulk`](super::Client::trigger_bulk).
#[derive(Debug)]
#[must_use = "events do nothing unless sent"]
pub struct Event {
    workflow: String,
    to: Option<Recipients>,
    /// The error is returned when the event is sent.
    payload: Result<Value, Error>,
    transaction_id: Option<String>,
    overrides: Option<Value>,
    actor: Option<Actor>,
    context: Option<Value>,
    /// `Some(None)` is sent as `null`.
    agent_id: Option<Option<String>>,
    bridge_url: Option<String>,
}

/// The subscribers for whom a workflow is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The event's recipients.
    Recipients,
    /// All subscribers.
    Everybody,
}

impl Event {
    /// Creates an event for a workflow of another program, or one of which only the id is known. The payload
    /// is sent unchecked; Novu and the bridge check it later.
    pub fn new(workflow_id: impl Into<String>, to: impl Into<Recipients>, payload: impl Serialize) -> Self {
        Self {
            to: Some(to.into()),
            ..Self::to_nobody(workflow_id.into(), payload_of(&payload).map_err(unserializable))
        }
    }

    fn to_nobody(workflow: String, payload: Result<Value, Error>) -> Self {
        Self {
            workflow,
            to: None,
            payload,
            transaction_id: None,
            overrides: None,
            actor: None,
            context: None,
            agent_id: None,
            bridge_url: None,
        }
    }

    /// Sets your own id of this event. Novu accepts an id only once, and the event can be
    /// [cancelled](super::Client::cancel).
    pub fn transaction_id(mut self, id: impl Into<String>) -> Self {
        self.transaction_id = Some(id.into());
        self
    }

    setters! {
        /// Sets overrides for providers, such as `json!({"email": {"from": "a@example.org"}})`.
        overrides: Value,
        /// Sets who caused the event.
        actor: Actor,
        /// Sets the event's context, such as `json!({"tenant": "acme"})`.
        context: Value,
    }

    /// Sets the agent to route answers to, in place of the workflow's.
    pub fn agent_id(mut self, id: impl Into<String>) -> Self {
        self.agent_id = Some(Some(id.into()));
        self
    }

    /// Routes answers to no agent, even if the workflow has one.
    pub fn without_agent(mut self) -> Self {
        self.agent_id = Some(None);
        self
    }

    /// Sets the bridge that runs the workflow, in place of the one that Novu knows.
    pub fn bridge_url(mut self, url: impl Into<String>) -> Self {
        self.bridge_url = Some(url.into());
        self
    }

    /// Returns the body of the request, with the reference's keys in the reference's order
    /// (`bridge.md` §9.1).
    pub(super) fn into_body(self, audience: Audience, bridge_url: Option<&str>) -> Result<Value, Error> {
        let mut body = Map::new();
        let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
        put("name", self.workflow.into());
        if let (Audience::Recipients, Some(to)) = (audience, &self.to) {
            put("to", to_json(to)?);
        }
        put("payload", self.payload?);
        if let Some(id) = self.transaction_id.filter(|id| !id.is_empty()) {
            put("transactionId", id.into());
        }
        if let Some(overrides) = self
            .overrides
            .filter(|overrides| Json::from(overrides).is_truthy())
        {
            put("overrides", overrides);
        }
        if let Some(actor) = self.actor.filter(|actor| !actor.is_empty()) {
            put("actor", to_json(&actor)?);
        }
        if let Some(context) = self.context.filter(|context| Json::from(context).is_truthy()) {
            put("context", context);
        }
        if let Some(id) = self.agent_id {
            put("agentId", id.into());
        }
        // Broadcasts have one only if the event sets it.
        let default = bridge_url.filter(|_| audience == Audience::Recipients);
        if let Some(url) = self.bridge_url.as_deref().or(default) {
            put("bridgeUrl", url.into());
        }
        Ok(body.into())
    }
}

impl<P: Serialize> Workflow<P> {
    /// Creates an event that starts this workflow, to be sent in [bulk](super::Client::trigger_bulk). A
    /// payload that does not match the workflow's schema is an error when the event is sent.
    pub fn event(&self, to: impl Into<Recipients>, payload: impl Borrow<P>) -> Event {
        Event {
            to: Some(to.into()),
            ..self.announcement(payload.borrow())
        }
    }

    pub(super) fn announcement(&self, payload: &P) -> Event {
        Event::to_nobody(
            self.id().to_owned(),
            self.checked_payload(payload).map_err(Error::from),
        )
    }
}

fn to_json(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(unserializable)
}

fn unserializable(error: serde_json::Error) -> Error {
    PayloadError::Unserializable(error).into()
}
