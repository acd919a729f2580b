//! What steps give back to the workflow function, once Novu has run them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The result of a channel step: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoResult {}

/// Whether the inbox message was seen and read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct InAppResult {
    /// The subscriber has seen it.
    pub seen: bool,
    /// The subscriber has read it.
    pub read: bool,
    /// When it was last seen (ISO 8601).
    pub last_seen_date: Option<String>,
    /// When it was last read (ISO 8601).
    pub last_read_date: Option<String>,
}

/// The events that a digest collected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DigestResult {
    /// The events, oldest first.
    pub events: Vec<DigestEvent>,
    /// How many there are, if Novu says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_count: Option<f64>,
}

/// One event that a digest collected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DigestEvent {
    /// Novu's id of the job.
    pub id: String,
    /// When it happened (ISO 8601).
    pub time: String,
    /// The payload of the event.
    #[serde(default)]
    pub payload: Value,
}

/// How long a delay took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DelayResult {
    /// Milliseconds.
    pub duration: f64,
}

/// What a throttle decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ThrottleResult {
    /// The workflow ran too often and goes no further.
    pub throttled: bool,
    /// How often it ran in the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_count: Option<f64>,
    /// How often it may run in the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// When the window began (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_start: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_may_lack_its_payload() {
        let event: DigestEvent = serde_json::from_value(json!({ "id": "e", "time": "t" })).unwrap();
        assert_eq!(event.payload, Value::Null);
    }
}
