use super::unit::{Unit, Window};
use crate::step::cron::{Cron, CronError, Given};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// For how long a digest collects events.
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Schedule {
    Regular(Window),
    Timed { cron: Given },
}

impl Digest {
    /// Collects for so many units of time after the first event.
    pub fn every(amount: u32, unit: Unit) -> Self {
        Self::on(Schedule::Regular(Window { amount, unit }))
    }

    /// Collects until the next time of a cron expression: a [`Cron`], what its constructors return, or text.
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

    fn on(schedule: Schedule) -> Self {
        Self {
            schedule,
            digest_key: None,
            look_back_window: None,
            extend_to_schedule: None,
        }
    }

    /// Collects events apart by this value, such as the id of a post, beside the subscriber.
    ///
    /// It is the value itself and no path to it: the platform compares what the workflow function says.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.digest_key = Some(key.into());
        self
    }

    /// Lets the first event pass at once unless another came this long before it. Only for
    /// [`Digest::every`]; Novu drops it from a [`Digest::cron`].
    pub fn look_back(mut self, amount: u32, unit: Unit) -> Self {
        self.look_back_window = Some(Window { amount, unit });
        self
    }

    /// Waits on until the subscriber's schedule lets messages through.
    pub fn extend_to_schedule(mut self, extend: bool) -> Self {
        self.extend_to_schedule = Some(extend);
        self
    }
}
