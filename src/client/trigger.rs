//! A trigger on its way.

use super::{
    Client, Triggered,
    error::Error,
    event::Event,
    recipients::{Actor, Recipients},
    transport::Transport,
};
use crate::workflow::Workflow;
use http::Method;
use serde::Serialize;
use serde_json::Value;
use std::{
    borrow::Borrow,
    future::{Future, IntoFuture},
    pin::Pin,
};

/// A request to start a workflow, which is sent when it is awaited, or by [`send`](Self::send).
///
/// Made by [`Workflow::trigger`], [`Workflow::broadcast`] and [`Client::trigger`].
#[derive(Debug)]
#[must_use = "requests do nothing unless awaited"]
pub struct Trigger<S> {
    client: Client<S>,
    event: Event,
    audience: Audience,
}

/// Whom a workflow is started for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The event's recipients.
    Recipients,
    /// All subscribers.
    Everybody,
}

/// A setter that is the event's.
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
        /// Your own id of this event. Novu takes an event once by it, and it can be [cancelled](Client::cancel).
        transaction_id(id: String)
    }
    setter! {
        /// What providers are to do differently, such as `json!({"email": {"from": "a@example.org"}})`.
        overrides(overrides: Value)
    }
    setter! {
        /// Who caused the event.
        actor(actor: Actor)
    }
    setter! {
        /// The event's context, such as `json!({"tenant": "acme"})`.
        context(context: Value)
    }
    setter! {
        /// The agent to route answers to, in place of the workflow's.
        agent_id(id: String)
    }
    setter! {
        /// No agent, even if the workflow has one.
        without_agent()
    }
    setter! {
        /// The bridge that is to run the workflow, in place of the one that Novu knows.
        bridge_url(url: String)
    }
}

impl<S: Transport> Trigger<S> {
    /// Sends it; the same as awaiting it.
    ///
    /// # Errors
    ///
    /// When the payload is invalid, nothing is sent. Else when the API cannot be reached, refuses, or answers
    /// something else than it should.
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
    /// The payload is checked against the workflow's schema before anything is sent; one that does not match is
    /// the error of sending it.
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
