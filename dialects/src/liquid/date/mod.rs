//! Dates: reading what JavaScript's `new Date` reads, and printing them with `strftime` (liquid.md §10).
//!
//! A [`Clock`] knows the host's time zone and reads dates; a [`Local`] prints one. Neither knows Liquid
//! values.

mod calendar;
mod parse;
mod strftime;
#[cfg(test)]
mod tests;
mod zone;

use calendar::Instant;
use jiff::{Timestamp, tz::TimeZone};
use strftime::Local;
use zone::Zone;

/// The format of `date` without a format.
pub(super) const DEFAULT_FORMAT: &str = "%A, %B %-e, %Y at %-l:%M %P %z";

/// The format of `date_to_xmlschema`.
pub(super) const XML_SCHEMA: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// The format of `date_to_rfc822`.
pub(super) const RFC_822: &str = "%a, %d %b %Y %H:%M:%S %z";

/// The input of a date filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum DateInput<'a> {
    /// A number: seconds since the epoch.
    Seconds(f64),
    /// `true` and `false`: 1 and 0 milliseconds since the epoch.
    Bool(bool),
    /// A string: a date, seconds since the epoch, or `now`.
    Text(&'a str),
    /// The comma-joined text of an array: a date only.
    Joined(&'a str),
}

/// The zone argument of the `date` filter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum ZoneArgument<'a> {
    /// None, null or undefined: the host's zone.
    #[default]
    Host,
    /// The name of a zone, in any case.
    Name(&'a str),
    /// A number: minutes west of UTC.
    MinutesWest(f64),
    /// The *literal* `nil`: UTC, printed as an offset.
    NilLiteral,
}

/// The zone argument does not name a time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnknownZone;

/// The host's time zone, and the dates that depend on it.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

impl Clock {
    /// Creates a clock in the system's time zone.
    pub fn system() -> Self {
        Self::in_zone(TimeZone::system())
    }

    /// Creates a clock in the given time zone.
    pub const fn in_zone(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// Reads a date, to be printed in a zone. Returns nothing if the input is not a date, whatever the zone,
    /// or if the date is beyond JavaScript's range there.
    pub(super) fn read<'a>(
        &'a self,
        input: DateInput<'_>,
        zone: ZoneArgument<'a>,
    ) -> Result<Option<Local<'a>>, UnknownZone> {
        match self.instant(input) {
            Some(instant) => Ok(Local::new(instant, Zone::find(zone, &self.zone)?)),
            None => Ok(None),
        }
    }

    /// Returns the point in time that `input` means.
    fn instant(&self, input: DateInput<'_>) -> Option<Instant> {
        match input {
            DateInput::Seconds(seconds) => Instant::from_millis(seconds * 1e3),
            DateInput::Bool(millis) => Instant::from_millis(f64::from(u8::from(millis))),
            DateInput::Text("now" | "today") => {
                Instant::from_millis(Timestamp::now().as_millisecond() as f64)
            }
            DateInput::Text(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Instant::from_millis(text.parse::<f64>().ok()? * 1e3)
            }
            DateInput::Text(text) | DateInput::Joined(text) => parse::parse(text, &self.zone),
        }
    }
}
