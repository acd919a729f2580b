//! Channels whose output is plain text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Sms {
    /// The text.
    pub body: String,
}

impl Sms {
    /// Creates a text message.
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into() }
    }
}

/// A push notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Push {
    /// The title.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl Push {
    /// Creates a push notification.
    pub fn new(subject: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            body: body.into(),
        }
    }
}

/// A message to a tool, such as an incident tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Tool {
    /// The text.
    pub body: String,
}

impl Tool {
    /// Creates a message.
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into() }
    }
}
