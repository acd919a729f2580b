//! Who a notification is for.

use crate::json::Json;
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
        let text = |key: &str| raw.get(key).and_then(Json::as_str).map(str::to_owned);
        Self {
            subscriber_id: text("subscriberId"),
            first_name: text("firstName"),
            last_name: text("lastName"),
            email: text("email"),
            phone: text("phone"),
            avatar: text("avatar"),
            locale: text("locale"),
            timezone: text("timezone"),
            data: raw
                .get("data")
                .and_then(Json::as_object)
                .cloned()
                .unwrap_or_default()
                .into(),
            raw: Arc::clone(raw),
        }
    }
}

impl Serialize for Subscriber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}
