//! Dates: reading what JavaScript's `new Date` reads, and printing them with `strftime` (liquid.md §10).
//!
//! The filters are methods of [`Clock`], which knows the host's time zone; they take plain arguments and
//! know nothing of Liquid values.

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
const DEFAULT_FORMAT: &str = "%A, %B %-e, %Y at %-l:%M %P %z";

/// What a date filter is applied to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DateInput<'a> {
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
pub enum ZoneArgument<'a> {
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
pub struct UnknownZone;

/// The host's time zone, and the date filters that depend on it.
///
/// Every filter answers `None` when its input is not a date; the filter's result is then its input.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

impl Clock {
    /// A clock in the system's time zone.
    pub fn system() -> Self {
        Self::in_zone(TimeZone::system())
    }

    /// A clock in the given time zone.
    pub const fn in_zone(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// `date: format, zone`. No `format` means the default one.
    pub fn date(
        &self,
        input: DateInput<'_>,
        format: Option<&str>,
        zone: ZoneArgument<'_>,
    ) -> Result<Option<String>, UnknownZone> {
        // What is no date is returned as it is, whatever the zone.
        let Some(instant) = self.instant(input) else {
            return Ok(None);
        };
        let zone = Zone::find(zone, &self.zone)?;
        Ok(print(instant, format.unwrap_or(DEFAULT_FORMAT), &zone))
    }

    /// `date_to_xmlschema`: `2024-03-05T09:07:03+00:00`.
    pub fn date_to_xmlschema(&self, input: DateInput<'_>) -> Option<String> {
        self.print_here(input, "%Y-%m-%dT%H:%M:%S%:z")
    }

    /// `date_to_rfc822`: `Tue, 05 Mar 2024 09:07:03 +0000`.
    pub fn date_to_rfc822(&self, input: DateInput<'_>) -> Option<String> {
        self.print_here(input, "%a, %d %b %Y %H:%M:%S %z")
    }

    /// `date_to_string: kind, style`: `05 Mar 2024`, with `'ordinal'` `5th Mar 2024`, with `'ordinal', 'US'`
    /// `Mar 5th, 2024`.
    pub fn date_to_string(&self, input: DateInput<'_>, kind: &str, style: &str) -> Option<String> {
        let format = match (kind, style) {
            ("ordinal", "US") => "%b %-d%q, %Y",
            ("ordinal", _) => "%-d%q %b %Y",
            _ => "%d %b %Y",
        };
        self.print_here(input, format)
    }

    /// `date_to_long_string: kind, style`: as [`date_to_string`](Self::date_to_string) with the month's full
    /// name.
    pub fn date_to_long_string(&self, input: DateInput<'_>, kind: &str, style: &str) -> Option<String> {
        let format = match (kind, style) {
            ("ordinal", "US") => "%B %-d%q, %Y",
            ("ordinal", _) => "%-d%q %B %Y",
            _ => "%d %B %Y",
        };
        self.print_here(input, format)
    }

    /// Reads a date and prints it in the host's zone.
    fn print_here(&self, input: DateInput<'_>, format: &str) -> Option<String> {
        print(self.instant(input)?, format, &Zone::Host(&self.zone))
    }

    /// The point in time that `input` means.
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

/// Prints a date; `None` when it is beyond JavaScript's range in `zone`.
fn print(instant: Instant, format: &str, zone: &Zone<'_>) -> Option<String> {
    Some(Local::new(instant, zone)?.format(format))
}
