//! Reading date strings as V8's `new Date(string)` does (liquid.md §10.3).

mod legacy;
mod strict;
mod token;

use super::{
    calendar::{DAY, Instant, days_to},
    zone::instant_in,
};
use jiff::tz::TimeZone;
use strict::Strict;
use token::Tokens;

/// The fields of a date string, in the order of calendars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Fields {
    year: i64,
    month: i64,
    day: i64,
    time: [i64; 4],
    /// Seconds east of UTC; without it the date is the host's.
    offset: Option<i64>,
}

/// Reads a date; strings without a zone are in the `host`'s.
pub(super) fn parse(text: &str, host: &TimeZone) -> Option<Instant> {
    let mut tokens = Tokens::new(text);
    let fields = match strict::read(&mut tokens) {
        Strict::Date(fields) => fields,
        Strict::Invalid => return None,
        Strict::Broken { numbers, next } => legacy::read(tokens, next, numbers)?,
    };
    fields.instant(host)
}

impl Fields {
    /// Returns the instant, if every field is in its range.
    fn instant(self, host: &TimeZone) -> Option<Instant> {
        let [hour, minute, second, millis] = self.time;
        let midnight = self.time == [24, 0, 0, 0];
        // Years beyond this have no dates in JavaScript's range.
        let in_range = self.year.abs() < 300_000
            && (1..=12).contains(&self.month)
            && (1..=31).contains(&self.day)
            && (hour <= 23 || midnight)
            && minute <= 59
            && second <= 59
            && millis <= 999;
        if !in_range {
            return None;
        }
        let days = days_to(self.year, self.month, self.day);
        let local = days * DAY + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millis;
        let utc = match self.offset {
            Some(seconds) => local - seconds * 1_000,
            // Far from any date, and zones are not asked about it.
            None if local.abs() > super::calendar::MAX_MILLIS + DAY => return None,
            None => instant_in(host, local),
        };
        Instant::from_millis(utc as f64)
    }
}
