//! The parts that all events have.

use super::{
    ContextItem, ConversationInfo, History, HumanResponse, Message, Notification, PlatformContext,
    members::Members, raw::Raw,
};
use crate::Subscriber;
use compact_str::CompactString;
use http::Uri;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt, sync::Arc};

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

/// The parts of an event that are read before it is acknowledged. An id that is absent is empty.
pub(super) struct Head {
    pub(super) reply_url: Option<Uri>,
    pub(super) events_url: Option<Uri>,
    pub(super) conversation_id: CompactString,
    pub(super) integration_identifier: CompactString,
    pub(super) agent_id: CompactString,
    pub(super) delivery_id: CompactString,
    pub(super) platform: Option<CompactString>,
}

impl Received {
    /// Reads the parts that all events have from the members that the event and its head have left.
    pub(super) fn read(mut members: Members, head: Head, raw: Arc<Raw>) -> Self {
        Self {
            conversation_id: head.conversation_id.into(),
            integration_identifier: head.integration_identifier.into(),
            agent_id: head.agent_id.into(),
            delivery_id: head.delivery_id.into(),
            reply_url: head.reply_url,
            events_url: head.events_url,
            conversation: members
                .object("conversation")
                .map(ConversationInfo::read)
                .unwrap_or_default(),
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
            history: History::of(&raw),
            previous_message: members.value("previousMessage").and_then(Message::read),
            platform: head.platform.map(String::from),
            platform_context: members
                .object("platformContext")
                .map(PlatformContext::read)
                .unwrap_or_default(),
            extra: members.rest(),
            raw,
        }
    }

    /// Returns the body of the request. It is parsed when this is called first.
    #[must_use]
    pub fn raw(&self) -> &Value {
        self.raw.value()
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
