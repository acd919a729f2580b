//! The next time that a cron expression names, found as npm `cron-parser` 4 finds it.

use super::{
    Cron, CronField,
    fields::{CronFields, days_in},
    parse::parse,
};
use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

/// The limit of a search in steps of a day, an hour, a minute or a second: a little over 40 years of days, in
/// which a 29th of February falls on any day of the week.
const STEPS: usize = 15_000;

/// The number of values of `*` in the day of week, which has two Sundays.
const EVERY_WEEKDAY: u32 = 8;
const EVERY_HOUR: u32 = 24;

const SECOND: i64 = 1;
const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

impl Cron {
    /// Returns the first time after `now` in a time zone, or `None` if none comes within 40 years.
    pub(crate) fn next_after(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut search = Search {
            // The expression has been checked, so it parses.
            fields: parse(self.as_str().as_bytes()).ok()?,
            at: now.to_zoned(zone.clone()),
            skipped: None,
            repeated: None,
        };
        for _ in 0..STEPS {
            match search.mismatch() {
                Some(unit) => search.move_on(unit)?,
                None if search.at.timestamp() == now => search.move_on(SECOND)?,
                None => return Some(search.at.timestamp()),
            }
        }
        None
    }
}

/// A time on its way to the next one that matches.
struct Search {
    fields: CronFields,
    at: Zoned,
    /// The hour after one that the clocks have skipped: it also matches for the skipped one.
    skipped: Option<i8>,
    /// The hour that has just begun for the second time: it does not match again.
    repeated: Option<i8>,
}

impl Search {
    /// Returns the longest unit in which the time does not match.
    fn mismatch(&self) -> Option<i64> {
        let (hour, has_hour) = (self.at.hour(), |hour| self.has(CronField::Hour, hour));
        let hour_matches = if has_hour(hour) {
            self.repeated != Some(hour)
        } else {
            self.skipped == Some(hour) && has_hour(hour - 1)
        };
        if !self.fields.has_day(self.at.date()) {
            Some(DAY)
        } else if !hour_matches {
            Some(HOUR)
        } else if !self.has(CronField::Minute, self.at.minute()) {
            Some(MINUTE)
        } else if !self.has(CronField::Second, self.at.second()) {
            Some(SECOND)
        } else {
            None
        }
    }

    fn has(&self, field: CronField, value: i8) -> bool {
        self.fields.get(field).has(number(value))
    }

    /// Moves to the beginning of the next day, hour, minute or second.
    fn move_on(&mut self, unit: i64) -> Option<()> {
        if unit == DAY {
            let tomorrow = self.at.tomorrow().ok()?;
            self.at = tomorrow.with().time(Time::midnight()).build().ok()?;
            return Some(());
        }
        let before = self.at.hour();
        let seconds = i64::from(self.at.minute()) * MINUTE + i64::from(self.at.second());
        let rest = SignedDuration::new(unit - seconds % unit, -self.at.subsec_nanosecond());
        self.at = self.at.checked_add(rest).ok()?;
        let after = self.at.hour();
        // Expressions for every hour follow the clock.
        if self.fields.get(CronField::Hour).count != EVERY_HOUR {
            let on_the_hour = self.at.minute() == 0 && self.at.second() == 0;
            self.repeated = (after == before && on_the_hour).then_some(after);
            self.skipped = (after - before == 2).then_some(after).or(self.skipped);
        }
        Some(())
    }
}

/// Returns a part of a date or time, none of which is negative.
fn number(value: i8) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

impl CronFields {
    /// Returns whether month, day of month and day of week match.
    fn has_day(&self, date: Date) -> bool {
        let (month, day, length) = (
            number(date.month()),
            number(date.day()),
            number(date.days_in_month()),
        );
        let weekday = number(date.weekday().to_sunday_zero_offset());
        let days = self.get(CronField::DayOfMonth);
        let weekdays = self.get(CronField::DayOfWeek);
        let day_matches = days.has(day) || days.last != 0 && day == length;
        let weekday_matches = weekdays.has(weekday) || weekdays.last >> weekday & 1 == 1 && day + 7 > length;
        let matches = match (days.count >= days_in(month), weekdays.count == EVERY_WEEKDAY) {
            (_, true) => day_matches,
            (true, false) => weekday_matches,
            (false, false) => day_matches || weekday_matches,
        };
        matches
            && self.get(CronField::Month).has(month)
            && (weekdays.nth == 0 || weekdays.nth == day.div_ceil(7))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::cron::tests::VALID;

    /// Returns the next run as text, and checks that the one after it is later.
    fn next(expression: &str, now: &str, zone: &str) -> String {
        let (cron, zone) = (Cron::parse(expression).unwrap(), TimeZone::get(zone).unwrap());
        let next = cron.next_after(now.parse().unwrap(), &zone).unwrap();
        assert!(cron.next_after(next, &zone).unwrap() > next, "{expression}");
        next.to_string()
    }

    #[test]
    fn every_accepted_form_has_the_next_run_of_cron_parser() {
        for (expression, want) in VALID {
            let found = next(expression, "2025-01-01T09:00:00Z", "UTC");
            assert_eq!(found, want, "{expression}");
        }
    }

    #[test]
    fn runs_around_changes_of_clock_and_calendar_are_those_of_cron_parser() {
        for line in CHANGES.trim().lines() {
            let [expression, now, zone, want] = line.split(" | ").map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("{line}")
            };
            assert_eq!(next(expression, now, zone), want, "{line}");
        }
    }

    /// Expression, time before, zone, and the next run from cron-parser 4.9.0.
    const CHANGES: &str = "
0 9 * * *    | 2025-01-01T09:00:00Z     | America/New_York | 2025-01-01T14:00:00Z
30 2 * * *   | 2025-03-29T12:00:00Z     | Europe/Berlin    | 2025-03-30T01:30:00Z
0 3 * * *    | 2025-03-29T12:00:00Z     | Europe/Berlin    | 2025-03-30T01:00:00Z
30 2,3 * * * | 2025-03-30T01:30:00Z     | Europe/Berlin    | 2025-03-31T00:30:00Z
30 * * * *   | 2025-03-30T00:30:00Z     | Europe/Berlin    | 2025-03-30T01:30:00Z
30 2 * * *   | 2025-10-25T12:00:00Z     | Europe/Berlin    | 2025-10-26T00:30:00Z
30 2 * * *   | 2025-10-26T00:30:00Z     | Europe/Berlin    | 2025-10-27T01:30:00Z
30 * * * *   | 2025-10-26T00:30:00Z     | Europe/Berlin    | 2025-10-26T01:30:00Z
30 2 * * *   | 2025-10-26T01:10:00Z     | Europe/Berlin    | 2025-10-26T01:30:00Z
30 0 * * *   | 2024-03-30T12:00:00Z     | Asia/Beirut      | 2024-03-31T21:30:00Z
0 0 * * *    | 2025-11-01T12:00:00Z     | America/Havana   | 2025-11-02T04:00:00Z
0 0 29 2 *   | 2096-03-01T00:00:00Z     | UTC              | 2104-02-29T00:00:00Z
0 0 L 2 *    | 2024-02-01T00:00:00Z     | UTC              | 2024-02-29T00:00:00Z
0 0 L 2 *    | 2025-02-01T00:00:00Z     | UTC              | 2025-02-28T00:00:00Z
0 0 * * 5#5  | 2025-02-01T00:00:00Z     | UTC              | 2025-05-30T00:00:00Z
0 0 * * 1L   | 2025-02-01T00:00:00Z     | UTC              | 2025-02-24T00:00:00Z
* * * * * *  | 2025-01-01T09:00:00.999Z | UTC              | 2025-01-01T09:00:01Z
0 9 * * *    | 2025-01-01T03:30:00Z     | Asia/Kolkata     | 2025-01-02T03:30:00Z
0 0 31 12 *  | 2025-12-31T00:00:00Z     | UTC              | 2026-12-31T00:00:00Z
0 0 29 2 1   | 2025-12-31T00:00:00Z     | UTC              | 2026-02-02T00:00:00Z
";
}
