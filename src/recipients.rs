//! Recipients and actors of events.

use serde::Serialize;
use serde_json::{Map, Value};

/// The recipients of an event: one [`Recipient`] or a list of them.
///
/// Created by `into` from a subscriber id, a [`SubscriberPayload`], a [`Topic`], and arrays, slices and
/// `Vec`s of one of these or of [`Recipient`]; a [`Value`] is sent as it is.
///
/// ```
/// use novu_framework::client::{Recipient, Recipients, SubscriberPayload, Topic};
///
/// let one: Recipients = "subscriber-1".into();
/// let some: Recipients = ["subscriber-1", "subscriber-2"].into();
/// let mixed: Recipients = [
///     Recipient::from("subscriber-1"),
///     SubscriberPayload::new("subscriber-2").email("b@example.org").into(),
///     Topic::new("readers").into(),
/// ]
/// .into();
/// # let _ = (one, some, mixed);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Recipients(Who);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Who {
    One(Recipient),
    Some(Vec<Recipient>),
    Raw(Value),
}

/// One entry of [`Recipients`]: a subscriber or a topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Recipient(Entry);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Entry {
    Id(String),
    Subscriber(Box<SubscriberPayload>),
    Topic(Topic),
}

/// The subscriber who caused an event: created by `into` from a subscriber id or a [`SubscriberPayload`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Actor(Entry);

/// A subscriber with profile data. Novu creates or updates the subscriber with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct SubscriberPayload {
    subscriber_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timezone: Option<String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    data: Map<String, Value>,
}

/// The subscribers of a topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct Topic {
    #[serde(rename = "type")]
    kind: &'static str,
    topic_key: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
}

impl SubscriberPayload {
    /// Creates a subscriber with your own id of this person.
    pub fn new(subscriber_id: impl Into<String>) -> Self {
        Self {
            subscriber_id: subscriber_id.into(),
            first_name: None,
            last_name: None,
            email: None,
            phone: None,
            avatar: None,
            locale: None,
            timezone: None,
            data: Map::new(),
        }
    }

    setters! {
        /// Sets the first name.
        first_name: String,
        /// Sets the last name.
        last_name: String,
        /// Sets the e-mail address.
        email: String,
        /// Sets the phone number.
        phone: String,
        /// Sets the URL of a picture.
        avatar: String,
        /// Sets language and region, such as `en_US`.
        locale: String,
        /// Sets the IANA time zone, such as `Europe/Berlin`.
        timezone: String,
    }

    /// Adds a member to your own data about this person.
    pub fn data(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.data.insert(key.into(), value.into());
        self
    }
}

impl Topic {
    /// Selects all subscribers of the topic with this key.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            kind: "Topic",
            topic_key: key.into(),
            exclude: Vec::new(),
        }
    }

    /// Excludes the subscribers with these ids, in place of those set before.
    pub fn exclude<T: Into<String>>(mut self, subscriber_ids: impl IntoIterator<Item = T>) -> Self {
        self.exclude = subscriber_ids.into_iter().map(Into::into).collect();
        self
    }
}

macro_rules! from {
    ($($source:ty => $target:ident: |$value:ident| $entry:expr;)*) => {$(
        impl From<$source> for $target {
            fn from($value: $source) -> Self {
                Self($entry)
            }
        }
    )*};
}
from! {
    &str => Recipient: |id| Entry::Id(id.to_owned());
    &String => Recipient: |id| Entry::Id(id.clone());
    String => Recipient: |id| Entry::Id(id);
    SubscriberPayload => Recipient: |subscriber| Entry::Subscriber(Box::new(subscriber));
    Topic => Recipient: |topic| Entry::Topic(topic);
    &str => Actor: |id| Entry::Id(id.to_owned());
    &String => Actor: |id| Entry::Id(id.clone());
    String => Actor: |id| Entry::Id(id);
    SubscriberPayload => Actor: |subscriber| Entry::Subscriber(Box::new(subscriber));
    &str => Recipients: |id| Who::One(id.into());
    &String => Recipients: |id| Who::One(id.into());
    String => Recipients: |id| Who::One(id.into());
    SubscriberPayload => Recipients: |subscriber| Who::One(subscriber.into());
    Topic => Recipients: |topic| Who::One(topic.into());
    Recipient => Recipients: |recipient| Who::One(recipient);
    Value => Recipients: |value| Who::Raw(value);
}

impl<T: Into<Recipient>> From<Vec<T>> for Recipients {
    fn from(recipients: Vec<T>) -> Self {
        recipients.into_iter().collect()
    }
}

impl<T: Into<Recipient>, const N: usize> From<[T; N]> for Recipients {
    fn from(recipients: [T; N]) -> Self {
        recipients.into_iter().collect()
    }
}

impl<T: Into<Recipient> + Clone> From<&[T]> for Recipients {
    fn from(recipients: &[T]) -> Self {
        recipients.iter().cloned().collect()
    }
}

impl<T: Into<Recipient>> FromIterator<T> for Recipients {
    fn from_iter<I: IntoIterator<Item = T>>(recipients: I) -> Self {
        Self(Who::Some(recipients.into_iter().map(Into::into).collect()))
    }
}

impl Actor {
    /// Returns whether the id is empty, which means no actor (`bridge.md` §9.1).
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.0, Entry::Id(id) if id.is_empty())
    }
}
