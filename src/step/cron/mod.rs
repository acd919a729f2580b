//! Cron expressions, checked before Novu sees them.
//!
//! Novu accepts any text as the `cron` of a digest or delay and rejects an invalid one only when the event is
//! due. A [`Cron`] is valid by construction: it accepts what the platform's parser (npm `cron-parser` 4)
//! accepts and schedules, except for forms that only work by accident, such as `1*` for `10-59`. The test kit
//! gets its next runs from the same parsed fields. A crate was tried for them: `croner` refuses `5/10` and
//! brings twelve crates.

mod error;
mod fields;
mod given;
#[cfg(any(feature = "studio", feature = "testing"))]
mod next;
mod parse;
#[cfg(test)]
mod tests;

pub use error::{CronError, CronField};
pub(super) use given::Given;

use parse::parse;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// A valid cron expression.
///
/// Five fields (minute, hour, day of month, month, day of week), or six with the second first. Each is `*`, a
/// value, a range `1-5`, a step `*/15` or `8-18/2`, or a list of these with commas. Months and days of the
/// week have case-insensitive names (`JAN`, `MON`), Sunday is both 0 and 7; `?` is `*` in the two fields of
/// days, `L` is the last day of the month, `5L` its last Friday and `1#2` its second Monday. `@hourly`,
/// `@daily`, `@weekly`, `@monthly` and `@yearly` are macros. The time zone is the subscriber's if Novu knows
/// it, else UTC.
///
/// # Examples
///
/// ```
/// use novu_framework::{Cron, Delay, Digest, output::{CronField, Weekday}};
///
/// // Checked by the compiler:
/// const MONDAYS: Cron = Cron::from_static("0 9 * * MON");
/// let weekly = Digest::cron(MONDAYS);
///
/// // Checked when it is created:
/// assert_eq!(Cron::weekly_on(Weekday::Monday, 9, 30)?.as_str(), "30 9 * * 1");
/// let error = Cron::parse("0 25 * * *").unwrap_err();
/// assert_eq!(error.field(), Some(CronField::Hour));
/// let message = "the hour `25` of the cron expression `0 25 * * *` is not between 0 and 23";
/// assert_eq!(error.to_string(), message);
///
/// // Checked when the step is executed; an invalid text fails the resolver:
/// let at_nine = Delay::cron("0 9 * * *");
/// # let _ = (weekly, at_nine);
/// # Ok::<(), novu_framework::CronError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cron {
    expression: Cow<'static, str>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Cron {
    /// Parses an expression.
    ///
    /// # Errors
    ///
    /// The platform would refuse the expression, or never find a time for it. The error names the field.
    pub fn parse(expression: impl Into<String>) -> Result<Self, CronError> {
        let expression = expression.into();
        match parse(expression.as_bytes()) {
            Ok(_) => Ok(Self {
                expression: expression.into(),
            }),
            Err(mistake) => Err(CronError::new(expression, mistake)),
        }
    }

    /// Parses an expression that is written in the code; in a `const`, at compile time.
    ///
    /// ```compile_fail
    /// use novu_framework::Cron;
    /// const NOON: Cron = Cron::from_static("0 12 * *");
    /// ```
    ///
    /// # Panics
    ///
    /// The expression is invalid. Use [`Cron::parse`] for expressions from elsewhere.
    #[must_use]
    #[track_caller]
    pub const fn from_static(expression: &'static str) -> Self {
        match parse(expression.as_bytes()) {
            Ok(_) => Self {
                expression: Cow::Borrowed(expression),
            },
            Err(mistake) => panic!("{}", mistake.summary()),
        }
    }

    /// Runs at the beginning of every hour.
    #[must_use]
    pub const fn hourly() -> Self {
        Self::from_static("0 * * * *")
    }

    /// Runs every hour at this minute.
    ///
    /// # Errors
    ///
    /// The minute is not between 0 and 59.
    pub fn hourly_at(minute: u8) -> Result<Self, CronError> {
        Self::parse(format!("{minute} * * * *"))
    }

    /// Runs every day at this time.
    ///
    /// # Errors
    ///
    /// The hour is not between 0 and 23, or the minute not between 0 and 59.
    pub fn daily_at(hour: u8, minute: u8) -> Result<Self, CronError> {
        Self::parse(format!("{minute} {hour} * * *"))
    }

    /// Runs from Monday to Friday at this time.
    ///
    /// # Errors
    ///
    /// The hour is not between 0 and 23, or the minute not between 0 and 59.
    pub fn weekdays_at(hour: u8, minute: u8) -> Result<Self, CronError> {
        Self::parse(format!("{minute} {hour} * * 1-5"))
    }

    /// Runs once a week at this time.
    ///
    /// # Errors
    ///
    /// The hour is not between 0 and 23, or the minute not between 0 and 59.
    pub fn weekly_on(day: Weekday, hour: u8, minute: u8) -> Result<Self, CronError> {
        Self::parse(format!("{minute} {hour} * * {}", day as u8))
    }

    /// Runs at this time in every month that has this day.
    ///
    /// # Errors
    ///
    /// The day is not between 1 and 31, the hour not between 0 and 23, or the minute not between 0 and 59.
    pub fn monthly_on(day: u8, hour: u8, minute: u8) -> Result<Self, CronError> {
        Self::parse(format!("{minute} {hour} {day} * *"))
    }

    /// Returns the expression as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.expression
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression)
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cron").field(&self.expression).finish()
    }
}

impl AsRef<str> for Cron {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(expression: &str) -> Result<Self, CronError> {
        Self::parse(expression)
    }
}

impl TryFrom<&str> for Cron {
    type Error = CronError;

    fn try_from(expression: &str) -> Result<Self, CronError> {
        Self::parse(expression)
    }
}

impl TryFrom<String> for Cron {
    type Error = CronError;

    fn try_from(expression: String) -> Result<Self, CronError> {
        Self::parse(expression)
    }
}

/// Lets the constructors' results be passed on without a `?`.
impl TryFrom<Result<Self, CronError>> for Cron {
    type Error = CronError;

    fn try_from(checked: Result<Self, CronError>) -> Result<Self, CronError> {
        checked
    }
}

impl Serialize for Cron {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.expression)
    }
}

impl<'de> Deserialize<'de> for Cron {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl JsonSchema for Cron {
    fn schema_name() -> Cow<'static, str> {
        "Cron".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
