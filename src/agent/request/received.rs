//! The parts that all events have.

use super::{
    ContextItem, ConversationInfo, History, HumanResponse, Message, Notification, PlatformContext,
    members::Members, url,
};
use crate::Subscriber;
use dialects::json::{self, Json, ValueLimit};
use http::Uri;
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

/// An event of a conversation: the parts that all kinds of events have.
///
/// [`Turn`](crate::agent::Turn) derefs to it. A field that Novu left out is `None` or empty; fields that this
/// crate does not know, or that had another type than expected, are in `extra`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The conversation as it was before this turn.
    pub conversation: ConversationInfo,
    /// The person, if Novu knows which subscriber they are.
    pub subscriber: Option<Subscriber>,
    /// The access that the agent grants: `open`, or `restricted` to subscribers. Novu sends events of both,
    /// so an agent that is restricted has to check [`subscriber`](Self::subscriber).
    pub subscriber_access: Option<String>,
    /// The context of the conversation, by type.
    pub context: BTreeMap<String, ContextItem>,
    /// The workflow message that the person answers to.
    pub notification: Option<Notification>,
    /// The person's answer to a question of an earlier turn.
    pub human_response: Option<HumanResponse>,
    /// The messages so far, the present one included.
    pub history: History,
    /// The message before the present one, from servers that report it.
    pub previous_message: Option<Message>,
    /// The platform, such as `slack`, `teams` or `email`.
    pub platform: Option<String>,
    /// The place of the conversation on its platform.
    pub platform_context: PlatformContext,
    /// Fields that this crate does not know, or that had another type.
    pub extra: Map<String, Value>,
    pub(crate) reply_url: Option<Uri>,
    pub(crate) events_url: Option<Uri>,
    pub(crate) conversation_id: String,
    pub(crate) integration_identifier: String,
    pub(crate) agent_id: String,
    pub(crate) delivery_id: String,
    raw: Arc<Raw>,
}

/// The body, and its value once that was asked for.
pub(super) struct Raw {
    body: Box<[u8]>,
    limit: ValueLimit,
    value: OnceLock<Value>,
}

impl Raw {
    /// Reads the members again. `None` for a body that was not read before.
    pub(super) fn members(&self) -> Option<Members> {
        Members::of(json::read_limited(&self.body, self.limit).ok()?)
    }
}

impl Received {
    pub(super) fn read(mut members: Members, body: &[u8], limit: ValueLimit) -> Result<Self, String> {
        let Some(conversation) = members.object("conversation") else {
            return Err(
                "`/conversation` is not an object; send the conversation that the event belongs to"
                    .to_owned(),
            );
        };
        let raw = Arc::new(Raw {
            body: body.into(),
            limit,
            value: OnceLock::new(),
        });
        let events_url = members
            .value("eventsUrl")
            .filter(Json::is_truthy)
            .map(|value| usable_url("eventsUrl", Some(value)))
            .transpose()?;
        let reply_url = match &events_url {
            None => Some(usable_url("replyUrl", members.value("replyUrl"))?),
            // Not used, so it need not be one.
            Some(_) => members
                .value("replyUrl")
                .and_then(|value| url::read(value.as_str()?).ok()),
        };
        // The other transport does not send these (`agents.md` §6).
        let by_replies = |needed| if events_url.is_none() { Needed::Yes } else { needed };
        let by_events = |needed| if events_url.is_some() { Needed::Yes } else { needed };
        Ok(Self {
            conversation_id: id(&mut members, "conversationId", Needed::Yes)?,
            integration_identifier: id(&mut members, "integrationIdentifier", by_replies(Needed::No))?,
            agent_id: id(&mut members, "agentId", by_events(Needed::No))?,
            delivery_id: id(&mut members, "deliveryId", by_events(Needed::No))?,
            reply_url,
            events_url,
            conversation: ConversationInfo::read(conversation),
            subscriber: members
                .value("subscriber")
                .filter(|value| value.as_object().is_some())
                .map(|value| Subscriber::from_json(&Arc::new(value))),
            subscriber_access: members.text("subscriberAccess"),
            context: members
                .object("context")
                .into_iter()
                .flat_map(Members::into_iter)
                .filter_map(|(kind, item)| Some((kind, ContextItem::read(item)?)))
                .collect(),
            notification: members.object("notification").map(Notification::read),
            human_response: members.object("humanResponse").map(HumanResponse::read),
            history: {
                // Read later. If it is not an array, it is one of the fields of another type.
                members.array("history");
                History::of(&raw)
            },
            previous_message: members.value("previousMessage").and_then(Message::read),
            platform: members.text("platform"),
            platform_context: members
                .object("platformContext")
                .map(PlatformContext::read)
                .unwrap_or_default(),
            extra: {
                // Known, and of no use to handlers; `raw` has them.
                for name in ["version", "timestamp", "event", "message", "action", "reaction"] {
                    members.value(name);
                }
                members.rest()
            },
            raw,
        })
    }

    /// Returns the body of the request. It is parsed when this is called first.
    #[must_use]
    pub fn raw(&self) -> &Value {
        self.raw
            .value
            .get_or_init(|| json::read_value(&self.raw.body, self.raw.limit).unwrap_or_default())
    }

    /// Returns Novu's id of this delivery. It is the same for all events of some kinds, so it is not a key
    /// against repeats.
    #[must_use]
    pub fn delivery_id(&self) -> &str {
        &self.delivery_id
    }
}

/// Without the body, the addresses and the ids of the delivery.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("conversation", &self.conversation)
            .field("subscriber", &self.subscriber)
            .field("context", &self.context)
            .field("notification", &self.notification)
            .field("human_response", &self.human_response)
            .field("history", &self.history)
            .field("platform", &self.platform)
            .field("platform_context", &self.platform_context)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Needed {
    Yes,
    No,
}

fn id(members: &mut Members, name: &str, needed: Needed) -> Result<String, String> {
    let id = members.text(name).unwrap_or_default();
    if id.is_empty() && needed == Needed::Yes {
        return Err(format!(
            "`/{name}` is not a text, or is empty; send the event as Novu sends it: replies carry this id"
        ));
    }
    Ok(id)
}

fn usable_url(name: &str, value: Option<Json>) -> Result<Uri, String> {
    let problem = match value {
        None => "is missing".to_owned(),
        Some(Json::String(text)) => match url::read(&text) {
            Ok(uri) => return Ok(uri),
            Err(problem) => problem.to_owned(),
        },
        Some(_) => "is not a text".to_owned(),
    };
    Err(format!(
        "`/{name}` {problem}; send the `http` or `https` URL of Novu's API to which replies go"
    ))
}
