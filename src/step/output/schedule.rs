use crate::step::cron::{Cron, CronError, Given};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A unit of time for digests and delays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
}

/// A number of units of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Window {
    pub(super) amount: u32,
    pub(super) unit: Unit,
}

/// The end of a digest or a delay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Schedule {
    Regular(Window),
    Timed {
        cron: Given,
    },
    /// For delays only.
    Dynamic {
        #[serde(rename = "type")]
        kind: Dynamic,
        #[serde(rename = "dynamicKey")]
        key: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Dynamic {
    Dynamic,
}

impl Schedule {
    pub(super) fn after(amount: u32, unit: Unit) -> Self {
        Self::Regular(Window { amount, unit })
    }

    pub(super) fn cron(expression: impl TryInto<Cron, Error: Into<CronError>>) -> Self {
        Self::Timed {
            cron: Given::new(expression),
        }
    }

    pub(super) fn at_path(path: impl Into<String>) -> Self {
        Self::Dynamic {
            kind: Dynamic::Dynamic,
            key: path.into(),
        }
    }
}
