//! Sends triggers.

use super::{
    Client, Triggered,
    error::{Error, ErrorKind},
    event::{Audience, Event},
    transport::Transport,
};
use crate::{
    recipients::{Actor, Recipients},
    workflow::Workflow,
};
use http::Method;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{borrow::Borrow, future::Future};

/// The most events that Novu's API accepts in one request.
const BULK_LIMIT: usize = 100;

impl<S: Transport> Client<S> {
    /// Starts a workflow for the event's recipients.
    ///
    /// For workflows of this program, [`Workflow::trigger`](crate::Workflow::trigger) is shorter.
    pub fn trigger(&self, event: Event) -> Trigger<S> {
        Trigger {
            client: self.clone(),
            event,
            audience: Audience::Recipients,
        }
    }

    /// Starts a workflow for every subscriber of the environment. The event's recipients are ignored.
    pub fn broadcast(&self, event: Event) -> Trigger<S> {
        Trigger {
            client: self.clone(),
            event,
            audience: Audience::Everybody,
        }
    }

    /// Starts workflows for 1 to 100 events in one request. The results are in the order of the events; each
    /// has a status of its own.
    ///
    /// # Errors
    ///
    /// If an event is invalid, or there are none or too many of them; nothing is sent then. Else as for
    /// [`trigger`](Self::trigger).
    #[doc(alias = "bulk")]
    pub fn trigger_bulk<I>(
        &self,
        events: I,
    ) -> impl Future<Output = Result<Vec<Triggered>, Error>> + Send + use<S, I>
    where
        I: IntoIterator<Item = Event>,
    {
        let events: Result<Vec<Value>, Error> = events
            .into_iter()
            .map(|event| event.into_body(Audience::Recipients, self.settings.bridge_url.as_deref()))
            .collect();
        let client = self.clone();
        async move {
            let events = events?;
            if events.is_empty() || events.len() > BULK_LIMIT {
                let message = format!(
                    "a bulk trigger takes 1 to {BULK_LIMIT} events, not {}",
                    events.len()
                );
                return Err(Error::invalid_request(message));
            }
            let body = Map::from_iter([("events".to_owned(), Value::Array(events))]);
            match client
                .ask(
                    Method::POST,
                    "/v1/events/trigger/bulk",
                    Some(&Value::Object(body)),
                )
                .await?
            {
                Value::Array(results) => results.iter().map(Triggered::read).collect(),
                _ => Err(Error::new(
                    ErrorKind::Response,
                    "the answer of Novu's API to a bulk trigger is not a list",
                )),
            }
        }
    }
}

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
        let body = event.into_body(audience, client.settings.bridge_url.as_deref())?;
        let path = match audience {
            Audience::Recipients => "/v1/events/trigger",
            Audience::Everybody => "/v1/events/trigger/broadcast",
        };
        Triggered::read(&client.ask(Method::POST, path, Some(&body)).await?)
    }
}

awaited!([S: Transport] Trigger<S>, 'static => Result<Triggered, Error>);

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
