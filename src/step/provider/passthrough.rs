//! Raw overrides.

use serde_json::{Map, Value};

/// Values that a provider receives beside, or in place of, those of Novu: values that Novu knows by name, and
/// a [`Passthrough`] that it forwards unchanged.
///
/// ```
/// use novu_framework::step::provider::{Override, Passthrough};
/// use serde_json::json;
///
/// let sendgrid = Override::from(json!({ "categories": ["comments"] }))
///     .passthrough(Passthrough::new().header("X-Campaign", "autumn"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Override(Value);

impl Override {
    /// Creates an override with no values.
    pub fn new() -> Self {
        Self(Value::Object(Map::new()))
    }

    /// Sets one value, under the name that the provider's schema gives it.
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        if let Value::Object(values) = &mut self.0 {
            values.insert(name.into(), value.into());
        }
        self
    }

    /// Sends this to the provider's API unchanged, with precedence over all other values.
    pub fn passthrough(self, passthrough: Passthrough) -> Self {
        self.set("_passthrough", passthrough)
    }

    pub(crate) fn into_value(self) -> Value {
        self.0
    }
}

impl Default for Override {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Value> for Override {
    fn from(values: Value) -> Self {
        Self(values)
    }
}

/// Parts of the request to the provider's API that Novu neither checks nor renames.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Passthrough {
    body: Map<String, Value>,
    headers: Map<String, Value>,
    query: Map<String, Value>,
}

impl Passthrough {
    /// Creates a passthrough with no values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a member of the request's body.
    pub fn body(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.body.insert(name.into(), value.into());
        self
    }

    /// Sets a header of the request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), Value::String(value.into()));
        self
    }

    /// Sets a query parameter of the request.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.insert(name.into(), Value::String(value.into()));
        self
    }
}

impl From<Passthrough> for Value {
    fn from(passthrough: Passthrough) -> Self {
        [
            ("body", passthrough.body),
            ("headers", passthrough.headers),
            ("query", passthrough.query),
        ]
        .into_iter()
        .filter(|(_, part)| !part.is_empty())
        .map(|(name, part)| (name.to_owned(), Self::Object(part)))
        .collect()
    }
}
