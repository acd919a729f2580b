use super::schedule::{Schedule, Unit, Window};
use crate::step::cron::{Cron, CronError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The time that a digest collects events.
///
/// ```
/// use novu_framework::{Cron, Digest, Unit, output::Weekday};
///
/// let hourly = Digest::every(1, Unit::Hours).key("post-17");
/// let on_mondays = Digest::cron(Cron::weekly_on(Weekday::Monday, 9, 0));
/// # let _ = (hourly, on_mondays);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct Digest {
    #[serde(flatten)]
    schedule: Schedule,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look_back_window: Option<Window>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extend_to_schedule: Option<bool>,
}

impl Digest {
    /// Collects for the given number of units of time after the first event.
    pub fn every(amount: u32, unit: Unit) -> Self {
        Self::on(Schedule::after(amount, unit))
    }

    /// Collects until the next time of a cron expression: a [`Cron`], the `Result` of a constructor of it, or
    /// text.
    ///
    /// An invalid expression becomes the error of the resolver that returns it.
    pub fn cron(expression: impl TryInto<Cron, Error: Into<CronError>>) -> Self {
        Self::on(Schedule::cron(expression))
    }

    fn on(schedule: Schedule) -> Self {
        Self {
            schedule,
            digest_key: None,
            look_back_window: None,
            extend_to_schedule: None,
        }
    }

    /// Collects events with different values separately, such as those of different posts.
    ///
    /// It takes the value, not a path to it: the platform compares the values that the workflow function
    /// sets.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.digest_key = Some(key.into());
        self
    }

    /// Lets the first event pass immediately unless another came this long before it. Only for
    /// [`Digest::every`]; Novu drops it from a [`Digest::cron`].
    pub fn look_back(mut self, amount: u32, unit: Unit) -> Self {
        self.look_back_window = Some(Window { amount, unit });
        self
    }

    /// Sets whether the step waits longer, until the subscriber's schedule lets messages through.
    pub fn extend_to_schedule(mut self, extend: bool) -> Self {
        self.extend_to_schedule = Some(extend);
        self
    }
}
