use super::schedule::{Schedule, Unit};
use crate::step::cron::{Cron, CronError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The time that a workflow waits.
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

impl Delay {
    /// Waits for the given number of units of time.
    pub fn of(amount: u32, unit: Unit) -> Self {
        Self::on(Schedule::after(amount, unit))
    }

    /// Waits until the next time of a cron expression: a [`Cron`], the `Result` of a constructor of it, or
    /// text.
    ///
    /// An invalid expression becomes the error of the resolver that returns it.
    pub fn cron(expression: impl TryInto<Cron, Error: Into<CronError>>) -> Self {
        Self::on(Schedule::cron(expression))
    }

    /// Waits until the time, or for the duration, at this path of the event, such as `payload.starts_at`.
    pub fn until(path: impl Into<String>) -> Self {
        Self::on(Schedule::at_path(path))
    }

    fn on(schedule: Schedule) -> Self {
        Self {
            schedule,
            extend_to_schedule: None,
        }
    }

    /// Sets whether the step waits longer, until the subscriber's schedule lets messages through.
    pub fn extend_to_schedule(mut self, extend: bool) -> Self {
        self.extend_to_schedule = Some(extend);
        self
    }
}
