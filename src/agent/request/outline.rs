//! The check of an event before it is acknowledged.

use super::{Action, Event, Message, Reaction, Received, Resolve, raw::Raw, received::Head, url};
use crate::{
    engine::too_many_values,
    error::{ErrorCode, Fault, shortened},
};
use dialects::json::{self, Json, ReadError, ValueLimit};
use http::{StatusCode, Uri};
use std::sync::Arc;

/// An event with everything that its turn needs, as far as it is read before it is acknowledged.
///
/// Reading all of it takes more than the rest of an acknowledgement, so the turn does that when it begins.
pub(crate) struct Outline {
    /// The name on the wire.
    pub(crate) event: &'static str,
    head: Head,
    raw: Arc<Raw>,
    /// The [places](place) of the members that need not be read again, as bits.
    done: u32,
}

impl Outline {
    /// Checks an event: the name is that of the query, the rest is the body.
    ///
    /// # Errors
    ///
    /// 413 if the body has more values than `limit`; 400 if the event is unknown or the body lacks what every
    /// turn needs (`agents.md` §17, A1 and A2), with a clause that names the place in the body, the cause and
    /// the cure. Fields of another type than expected are no error: they are in `extra`.
    pub(crate) fn of(event: &str, body: &[u8], limit: ValueLimit) -> Result<Self, Fault> {
        let event = Event::known(event).ok_or_else(|| malformed(unknown_event(event)))?;
        let found = json::read_outline(body, limit, place).map_err(|error| unreadable(&error))?;
        let Some(found) = found else {
            let message = "the body is not a JSON object; send the event as Novu sends it";
            return Err(malformed(message.to_owned()));
        };
        let done = done(event, &found);
        Ok(Self {
            event,
            head: head(event, found).map_err(malformed)?,
            raw: Arc::new(Raw::new(body, limit)),
            done,
        })
    }

    /// Returns the URL to which the turn sends.
    pub(crate) fn url(&self) -> Option<&Uri> {
        self.head.events_url.as_ref().or(self.head.reply_url.as_ref())
    }

    pub(crate) fn conversation_id(&self) -> &str {
        &self.head.conversation_id
    }

    pub(crate) fn delivery_id(&self) -> &str {
        &self.head.delivery_id
    }

    pub(crate) fn platform(&self) -> &str {
        self.head.platform.as_deref().unwrap_or_default()
    }

    /// Returns the name of the transport that this URL belongs to, for spans.
    pub(crate) fn transport(&self) -> &'static str {
        match self.head.events_url {
            Some(_) => "events",
            None => "replies",
        }
    }

    /// Reads the event.
    pub(crate) fn read(self) -> (Received, Event) {
        let is_done = |name: &str| place(name).is_some_and(|place| self.done & 1 << place != 0);
        let mut members = self.raw.members_without(is_done);
        let event = match self.event {
            "onMessage" => {
                let message = members.value("message").and_then(Message::read);
                Event::Message(Arc::new(message.unwrap_or_default()))
            }
            "onAction" => {
                let action = members.value("action").and_then(Action::read);
                Event::Action(Arc::new(action.unwrap_or_default()))
            }
            "onReaction" => {
                let reaction = members.value("reaction").and_then(Reaction::read);
                Event::Reaction(Arc::new(reaction.unwrap_or_default()))
            }
            _ => Event::Resolve(Arc::new(Resolve::default())),
        };
        (Received::read(members, self.head, self.raw), event)
    }
}

/// Returns the place of a member in an outline.
fn place(name: &str) -> Option<usize> {
    let place = match name {
        "eventsUrl" => EVENTS_URL,
        "replyUrl" => REPLY_URL,
        "conversation" => CONVERSATION,
        "conversationId" => CONVERSATION_ID,
        "integrationIdentifier" => INTEGRATION_IDENTIFIER,
        "agentId" => AGENT_ID,
        "deliveryId" => DELIVERY_ID,
        "platform" => PLATFORM,
        "history" => HISTORY,
        "message" => MESSAGE,
        "action" => ACTION,
        "reaction" => REACTION,
        "version" => VERSION,
        "timestamp" => TIMESTAMP,
        "event" => EVENT,
        _ => return None,
    };
    Some(place)
}

const EVENTS_URL: usize = 0;
const REPLY_URL: usize = 1;
const CONVERSATION: usize = 2;
const CONVERSATION_ID: usize = 3;
const INTEGRATION_IDENTIFIER: usize = 4;
const AGENT_ID: usize = 5;
const DELIVERY_ID: usize = 6;
const PLATFORM: usize = 7;
const HISTORY: usize = 8;
const MESSAGE: usize = 9;
const ACTION: usize = 10;
const REACTION: usize = 11;
const VERSION: usize = 12;
const TIMESTAMP: usize = 13;
const EVENT: usize = 14;
const PLACES: usize = 15;

/// The members of a body by their [places](place); `null` if one is absent.
type Found = [Json; PLACES];

/// Returns the place of the part that an event is about.
fn part(event: &str) -> (usize, &'static str) {
    match event {
        "onMessage" => (MESSAGE, "message"),
        "onAction" => (ACTION, "action"),
        "onReaction" => (REACTION, "reaction"),
        _ => (CONVERSATION, "conversation"),
    }
}

/// Returns the members that are not read again, as bits: those that are in the [`Head`], and those that are
/// known and of no use to handlers, which find them in [`Received::raw`]. Fields of another type are read
/// again, because they are in `extra`.
fn done(event: &str, found: &Found) -> u32 {
    let (part, _) = part(event);
    let mut done = 0;
    for (place, value) in found.iter().enumerate() {
        let is_done = match place {
            EVENTS_URL | REPLY_URL | VERSION | TIMESTAMP | EVENT => true,
            MESSAGE | ACTION | REACTION => place != part,
            CONVERSATION_ID | INTEGRATION_IDENTIFIER | AGENT_ID | DELIVERY_ID | PLATFORM => {
                matches!(value, Json::String(_) | Json::Null)
            }
            // Read when it is looked at.
            HISTORY => matches!(value, Json::Array(_) | Json::Null),
            _ => false,
        };
        done |= u32::from(is_done) << place;
    }
    done
}

fn head(event: &'static str, mut found: Found) -> Result<Head, String> {
    if !is_object(&found[CONVERSATION]) {
        return Err(
            "`/conversation` is not an object; send the conversation that the event belongs to".to_owned(),
        );
    }
    let [events_url, reply_url] = [&found[EVENTS_URL], &found[REPLY_URL]];
    let (events_url, reply_url) = if events_url.is_truthy() {
        // The other URL is not used, so it need not be one.
        let reply_url = reply_url.as_str().and_then(|text| url::read(text).ok());
        (Some(usable_url("eventsUrl", events_url)?), reply_url)
    } else {
        (None, Some(usable_url("replyUrl", reply_url)?))
    };
    // Each transport sends only some of the ids (`agents.md` §6).
    let is_by_events = events_url.is_some();
    for (name, place, is_needed) in [
        ("conversationId", CONVERSATION_ID, true),
        ("integrationIdentifier", INTEGRATION_IDENTIFIER, !is_by_events),
        ("agentId", AGENT_ID, is_by_events),
        ("deliveryId", DELIVERY_ID, is_by_events),
    ] {
        if is_needed && found[place].as_str().is_none_or(str::is_empty) {
            return Err(format!(
                "`/{name}` is not a text, or is empty; send the event as Novu sends it: replies carry this id"
            ));
        }
    }
    let (place, name) = part(event);
    if !is_object(&found[place]) {
        return Err(format!(
            "`/{name}` is not an object, but the event is `{event}`; send the {name} that the event is about"
        ));
    }
    let mut text = |place: usize| match found[place].take() {
        Json::String(text) => Some(text),
        _ => None,
    };
    Ok(Head {
        reply_url,
        events_url,
        conversation_id: text(CONVERSATION_ID).unwrap_or_default(),
        integration_identifier: text(INTEGRATION_IDENTIFIER).unwrap_or_default(),
        agent_id: text(AGENT_ID).unwrap_or_default(),
        delivery_id: text(DELIVERY_ID).unwrap_or_default(),
        platform: text(PLATFORM),
    })
}

fn is_object(value: &Json) -> bool {
    matches!(value, Json::Object(_))
}

fn usable_url(name: &str, value: &Json) -> Result<Uri, String> {
    let problem = match value {
        Json::Null => "is missing",
        Json::String(text) => match url::read(text) {
            Ok(uri) => return Ok(uri),
            Err(problem) => problem,
        },
        _ => "is not a text",
    };
    Err(format!(
        "`/{name}` {problem}; send the `http` or `https` URL of Novu's API to which replies go"
    ))
}

#[cold]
fn malformed(message: String) -> Fault {
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::BAD_REQUEST)
}

#[cold]
fn unreadable(error: &ReadError) -> Fault {
    too_many_values(error).unwrap_or_else(|| {
        malformed(format!(
            "the body cannot be read as JSON: {error}; send the event as Novu sends it, a JSON object"
        ))
    })
}

#[cold]
fn unknown_event(event: &str) -> String {
    let known = "this version knows `onMessage`, `onAction`, `onReaction` and `onResolve`";
    if event.is_empty() {
        return format!("the query has no `event`; {known}");
    }
    format!("the event `{}` is unknown; {known}", shortened(event))
}
