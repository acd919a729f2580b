//! Sends triggers.

use super::{Client, Triggered, error::Error, event::Event, transport::Transport};
use crate::{
    recipients::{Actor, Recipients},
    workflow::Workflow,
};
use http::Method;
use serde::Serialize;
use serde_json::Value;
use std::{
    borrow::Borrow,
    future::{Future, IntoFuture},
    pin::Pin,
};

/// A request to start a workflow, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Workflow::trigger`], [`Workflow::broadcast`] and [`Client::trigger`].
#[derive(Debug)]
#[must_use = "requests do nothing unless awaited"]
pub struct Trigger<S> {
    client: Client<S>,
    event: Event,
    audience: Audience,
}

/// The subscribers for whom a workflow is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The event's recipients.
    Recipients,
    /// All subscribers.
    Everybody,
}

/// Defines a setter that forwards to the event's.
macro_rules! setter {
    ($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty)?)) => {
        $(#[$doc])*
        pub fn $name(mut self $(, $argument: impl Into<$type>)?) -> Self {
            self.event = self.event.$name($($argument)?);
            self
        }
    };
}

impl<S> Trigger<S> {
    pub(super) fn new(client: Client<S>, event: Event, audience: Audience) -> Self {
        Self {
            client,
            event,
            audience,
        }
    }

    setter! {
        /// Sets your own id of this event. Novu accepts an id only once, and the event can be
        /// [cancelled](Client::cancel).
        transaction_id(id: String)
    }
    setter! {
        /// Sets overrides for providers, such as `json!({"email": {"from": "a@example.org"}})`.
        overrides(overrides: Value)
    }
    setter! {
        /// Sets who caused the event.
        actor(actor: Actor)
    }
    setter! {
        /// Sets the event's context, such as `json!({"tenant": "acme"})`.
        context(context: Value)
    }
    setter! {
        /// Sets the agent to route answers to, in place of the workflow's.
        agent_id(id: String)
    }
    setter! {
        /// Routes answers to no agent, even if the workflow has one.
        without_agent()
    }
    setter! {
        /// Sets the bridge that runs the workflow, in place of the one that Novu knows.
        bridge_url(url: String)
    }
}

impl<S: Transport> Trigger<S> {
    /// Sends the request, like awaiting it.
    ///
    /// # Errors
    ///
    /// If the payload is invalid; nothing is sent then. Else if the API cannot be reached, refuses, or sends
    /// an unexpected answer.
    pub async fn send(self) -> Result<Triggered, Error> {
        let Self {
            client,
            event,
            audience,
        } = self;
        let body = client.event(event, audience)?;
        let path = match audience {
            Audience::Recipients => "/v1/events/trigger",
            Audience::Everybody => "/v1/events/trigger/broadcast",
        };
        Triggered::read(&client.ask(Method::POST, path, Some(&body)).await?)
    }
}

impl<S: Transport> IntoFuture for Trigger<S> {
    type Output = Result<Triggered, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<P: Serialize> Workflow<P> {
    /// Starts this workflow for `to`: a subscriber id, a [`SubscriberPayload`](super::SubscriberPayload), a
    /// [`Topic`](super::Topic), or a list of these. See [`client`](super) for an example.
    ///
    /// The payload is checked against the workflow's schema; if it does not match, sending returns an error
    /// and nothing is sent.
    pub fn trigger<S: Transport>(
        &self,
        client: &Client<S>,
        to: impl Into<Recipients>,
        payload: impl Borrow<P>,
    ) -> Trigger<S> {
        client.trigger(self.event(to, payload))
    }

    /// Starts this workflow for every subscriber of the environment.
    pub fn broadcast<S: Transport>(&self, client: &Client<S>, payload: impl Borrow<P>) -> Trigger<S> {
        client.broadcast(self.announcement(payload.borrow()))
    }
}
