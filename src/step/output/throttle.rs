use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of times that a workflow may run.
///
/// ```
/// use novu_framework::{Throttle, output::ThrottleUnit};
///
/// let three_a_day = Throttle::fixed(1, ThrottleUnit::Days).threshold(3);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct Throttle {
    #[serde(rename = "type")]
    kind: ThrottleType,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<ThrottleUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    throttle_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ThrottleType {
    Fixed,
    Dynamic,
}

/// A unit of time for throttles, which Novu does not count in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ThrottleUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

impl Throttle {
    /// Counts runs in a window of the given number of units of time.
    pub fn fixed(amount: u32, unit: ThrottleUnit) -> Self {
        Self {
            amount: Some(amount),
            unit: Some(unit),
            ..Self::of(ThrottleType::Fixed)
        }
    }

    /// Counts runs in the window at this path of the event, such as `payload.window`.
    pub fn dynamic(path: impl Into<String>) -> Self {
        Self {
            dynamic_key: Some(path.into()),
            ..Self::of(ThrottleType::Dynamic)
        }
    }

    fn of(kind: ThrottleType) -> Self {
        Self {
            kind,
            amount: None,
            unit: None,
            dynamic_key: None,
            threshold: None,
            throttle_key: None,
        }
    }

    /// Sets the number of runs that a window allows; Novu's default is one.
    pub fn threshold(mut self, runs: u32) -> Self {
        self.threshold = Some(runs);
        self
    }

    /// Counts runs with different values at this path of the payload separately.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.throttle_key = Some(key.into());
        self
    }
}
