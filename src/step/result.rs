//! Results of steps that Novu has run.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The empty result of a channel step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoResult {}

/// The result of an `in_app` step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct InAppResult {
    /// Whether the subscriber has seen the message.
    pub seen: bool,
    /// Whether the subscriber has read it.
    pub read: bool,
    /// The time at which it was last seen (ISO 8601).
    pub last_seen_date: Option<String>,
    /// The time at which it was last read (ISO 8601).
    pub last_read_date: Option<String>,
}

/// The result of a `digest` step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DigestResult {
    /// The collected events, oldest first.
    pub events: Vec<DigestEvent>,
    /// The number of events, if Novu sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_count: Option<f64>,
}

/// One event that a digest collected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DigestEvent {
    /// Novu's id of the job.
    pub id: String,
    /// The time of the event (ISO 8601).
    pub time: String,
    /// The payload of the event.
    #[serde(default, deserialize_with = "dialects::json::deserialize_sized")]
    pub payload: Value,
}

/// The result of a `delay` step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DelayResult {
    /// The time that it took, in milliseconds.
    pub duration: f64,
}

/// The result of a `throttle` step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ThrottleResult {
    /// Whether the workflow ran too often and stops.
    pub throttled: bool,
    /// The number of runs in the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_count: Option<f64>,
    /// The number of runs that the window allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The time at which the window began (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_start: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn digest_event_without_payload_has_null() {
        let event: DigestEvent = serde_json::from_value(json!({ "id": "e", "time": "t" })).unwrap();
        assert_eq!(event.payload, Value::Null);
    }
}
