//! Who a notification is for.

use dialects::json::Json;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The subscriber of an event, or its actor, as Novu sends it.
///
/// The known fields are typed; everything Novu sent, unknown keys included, is what it serialises to.
/// A field that Novu left out or sent in another type is `None`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Subscriber {
    /// Your own id of this person.
    pub subscriber_id: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number, as Novu stores it.
    pub phone: Option<String>,
    /// URL of a picture.
    pub avatar: Option<String>,
    /// Language and region, such as `en_US`.
    pub locale: Option<String>,
    /// IANA time zone, such as `Europe/Berlin`.
    pub timezone: Option<String>,
    /// Your own data about this person.
    pub data: Map<String, Value>,
    raw: Arc<Json>,
}

impl Subscriber {
    /// Reads what it can; nothing that Novu sends is an error here, as nothing is for the reference.
    pub(crate) fn from_json(raw: &Arc<Json>) -> Self {
        let mut subscriber = Self {
            subscriber_id: None,
            first_name: None,
            last_name: None,
            email: None,
            phone: None,
            avatar: None,
            locale: None,
            timezone: None,
            data: Map::new(),
            raw: Arc::clone(raw),
        };
        for (name, value) in raw.as_object().into_iter().flatten() {
            let field = match name.as_str() {
                "subscriberId" => &mut subscriber.subscriber_id,
                "firstName" => &mut subscriber.first_name,
                "lastName" => &mut subscriber.last_name,
                "email" => &mut subscriber.email,
                "phone" => &mut subscriber.phone,
                "avatar" => &mut subscriber.avatar,
                "locale" => &mut subscriber.locale,
                "timezone" => &mut subscriber.timezone,
                "data" => {
                    subscriber.data = value.as_object().cloned().unwrap_or_default().into();
                    continue;
                }
                _ => continue,
            };
            *field = value.as_str().map(str::to_owned);
        }
        subscriber
    }
}

impl Serialize for Subscriber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}
