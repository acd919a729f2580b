//! Reads the members of an object one by one.

use compact_str::CompactString;
use dialects::json::Json;
use serde_json::{Map, Value};

/// The members of an object that have not been read yet.
///
/// A member is taken out if it has the type that is asked for, or is `null`. One of another type stays, so
/// that it is among the [`rest`](Self::rest).
#[derive(Debug, Default)]
pub(super) struct Members(Vec<Option<(CompactString, Json)>>);

impl Members {
    /// Returns the members of an object, or `None` for other values.
    pub(super) fn of(value: Json) -> Option<Self> {
        match value {
            Json::Object(members) => Some(Self(members.into_iter().map(Some).collect())),
            _ => None,
        }
    }

    /// Returns the place of a member. The names that are asked for are few, so comparing beats hashing.
    fn place(&mut self, name: &str) -> Option<&mut Option<(CompactString, Json)>> {
        let is_named =
            |member: &Option<(CompactString, Json)>| matches!(member, Some((key, _)) if key == name);
        self.0.iter_mut().find(|member| is_named(member))
    }

    fn take(&mut self, name: &str, is_wanted: impl FnOnce(&Json) -> bool) -> Option<Json> {
        let place = self.place(name)?;
        let (_, value) = place.as_ref()?;
        if value.is_null() {
            *place = None;
            return None;
        }
        if !is_wanted(value) {
            return None;
        }
        place.take().map(|(_, value)| value)
    }

    /// Takes a member of any type but `null`.
    pub(super) fn value(&mut self, name: &str) -> Option<Json> {
        self.take(name, |_| true)
    }

    /// Takes a member of any type but `null` for users.
    pub(super) fn public(&mut self, name: &str) -> Option<Value> {
        self.value(name).map(Value::from)
    }

    /// Takes a member of any type, `null` included, for users.
    pub(super) fn json(&mut self, name: &str) -> Option<Value> {
        let (_, value) = self.place(name)?.take()?;
        Some(value.into())
    }

    /// Takes a text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name, |value| matches!(value, Json::String(_)))? {
            Json::String(text) => Some(text.into()),
            _ => None,
        }
    }

    /// Takes a Boolean.
    pub(super) fn bool(&mut self, name: &str) -> Option<bool> {
        match self.take(name, |value| matches!(value, Json::Bool(_)))? {
            Json::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Takes a whole number that is not negative.
    pub(super) fn count(&mut self, name: &str) -> Option<u64> {
        let whole = |value: &Json| match value {
            Json::Number(number) => number.as_u64(),
            _ => None,
        };
        whole(&self.take(name, |value| whole(value).is_some())?)
    }

    /// Takes an object.
    pub(super) fn object(&mut self, name: &str) -> Option<Self> {
        Self::of(self.take(name, |value| matches!(value, Json::Object(_)))?)
    }

    /// Takes an object for users; one without members if it is absent.
    pub(super) fn map(&mut self, name: &str) -> Map<String, Value> {
        self.object(name).map(Self::rest).unwrap_or_default()
    }

    /// Takes an array.
    pub(super) fn array(&mut self, name: &str) -> Option<Vec<Json>> {
        match self.take(name, |value| matches!(value, Json::Array(_)))? {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the members.
    pub(super) fn into_iter(self) -> impl Iterator<Item = (String, Json)> {
        self.0
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.into(), value))
    }

    /// Returns the members that have not been taken.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect()
    }
}
