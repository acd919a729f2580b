use super::unit::{Unit, Window};
use crate::step::cron::{Cron, CronError, Given};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// For how long a workflow waits.
///
/// ```
/// use novu_framework::{Delay, Unit};
///
/// let a_day = Delay::of(1, Unit::Days);
/// let at_nine = Delay::cron("0 9 * * *");
/// let when_it_starts = Delay::until("payload.starts_at");
/// # let _ = (a_day, at_nine, when_it_starts);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct Delay {
    #[serde(flatten)]
    schedule: Schedule,
    #[serde(skip_serializing_if = "Option::is_none")]
    extend_to_schedule: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Schedule {
    Regular(Window),
    Timed {
        cron: Given,
    },
    Dynamic {
        #[serde(rename = "type")]
        kind: Dynamic,
        #[serde(rename = "dynamicKey")]
        key: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Dynamic {
    Dynamic,
}

impl Delay {
    /// Waits for so many units of time.
    pub fn of(amount: u32, unit: Unit) -> Self {
        Self::on(Schedule::Regular(Window { amount, unit }))
    }

    /// Waits until the next time of a cron expression: a [`Cron`], what its constructors return, or text.
    ///
    /// A wrong expression is no output: it becomes the error of the resolver that returns it.
    pub fn cron<C>(expression: C) -> Self
    where
        C: TryInto<Cron>,
        CronError: From<C::Error>,
    {
        Self::on(Schedule::Timed {
            cron: Given::new(expression),
        })
    }

    /// Waits until the time, or for the duration, that stands at this path of the event, such as
    /// `payload.starts_at`.
    pub fn until(path: impl Into<String>) -> Self {
        Self::on(Schedule::Dynamic {
            kind: Dynamic::Dynamic,
            key: path.into(),
        })
    }

    fn on(schedule: Schedule) -> Self {
        Self {
            schedule,
            extend_to_schedule: None,
        }
    }

    /// Waits on until the subscriber's schedule lets messages through.
    pub fn extend_to_schedule(mut self, extend: bool) -> Self {
        self.extend_to_schedule = Some(extend);
        self
    }
}
