//! Times that repeat.

use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};

/// How many days are searched for the next time: a 29th of February comes within eight years, on a given day of
/// the week within 40.
const DAYS: u32 = 40 * 366;

/// A cron expression of five fields, or of six with seconds first.
#[derive(Debug)]
pub(super) struct Cron {
    seconds: u64,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// With both days and weekdays restricted, either is enough.
    either: bool,
}

impl Cron {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// It is none, or one with words that only few schedulers know (`L`, `W`, `#`).
    pub(super) fn parse(expression: &str) -> Result<Self, String> {
        let fields: Vec<&str> = expression.split_ascii_whitespace().collect();
        let fields = match *fields.as_slice() {
            [minutes, hours, days, months, weekdays] => ["0", minutes, hours, days, months, weekdays],
            [seconds, minutes, hours, days, months, weekdays] => {
                [seconds, minutes, hours, days, months, weekdays]
            }
            _ => {
                return Err(format!(
                    "`{expression}` is no cron expression of five or six fields"
                ));
            }
        };
        let [seconds, minutes, hours, days, months, weekdays] = fields;
        let read = |field: &str, range: (u32, u32), names: &[&str]| {
            set(field, range, names).ok_or_else(|| {
                format!("the test kit cannot read `{field}` of the cron expression `{expression}`")
            })
        };
        let mut weekday_set = read(weekdays, (0, 7), &WEEKDAYS)?;
        // Sunday is both 0 and 7.
        weekday_set |= weekday_set >> 7 & 1;
        Ok(Self {
            seconds: read(seconds, (0, 59), &[])?,
            minutes: read(minutes, (0, 59), &[])?,
            hours: read(hours, (0, 23), &[])?,
            days: read(days, (1, 31), &[])?,
            months: read(months, (1, 12), &MONTHS)?,
            weekdays: weekday_set,
            either: !is_any(days) && !is_any(weekdays),
        })
    }

    /// The next time after `now`, if there is one.
    pub(super) fn after(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let start = now.to_zoned(zone.clone()).datetime();
        let mut date = start.date();
        for _ in 0..DAYS {
            if self.has_day(date) {
                for time in self.times() {
                    let at = date.to_datetime(time);
                    // A time that the clocks leave out is moved on by as much.
                    let at = zone.to_ambiguous_timestamp(at).compatible().ok()?;
                    if at > now {
                        return Some(at);
                    }
                }
            }
            date = date.checked_add(1.day()).ok()?;
        }
        None
    }

    fn has_day(&self, date: civil::Date) -> bool {
        let has = |set: u64, number: i8| u32::try_from(number).is_ok_and(|number| set >> number & 1 == 1);
        let day = has(self.days, date.day());
        let weekday = has(self.weekdays, date.weekday().to_sunday_zero_offset());
        has(self.months, date.month())
            && if self.either {
                day || weekday
            } else {
                day && weekday
            }
    }

    /// The times of a day, in order.
    fn times(&self) -> impl Iterator<Item = civil::Time> + '_ {
        members(self.hours).flat_map(move |hour| {
            members(self.minutes).flat_map(move |minute| {
                members(self.seconds).filter_map(move |second| civil::Time::new(hour, minute, second, 0).ok())
            })
        })
    }
}

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The numbers of a set.
fn members(set: u64) -> impl Iterator<Item = i8> {
    (0..60).filter(move |&number| set >> number & 1 == 1)
}

fn is_any(field: &str) -> bool {
    matches!(field, "*" | "?")
}

/// The numbers that a field stands for, as bits.
fn set(field: &str, (low, high): (u32, u32), names: &[&str]) -> Option<u64> {
    let number = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        match named {
            // Months count from 1, days of the week from 0.
            Some(index) => u32::try_from(index).ok().map(|index| index + low),
            None => text.parse().ok(),
        }
        .filter(|number| (low..=high).contains(number))
    };
    let mut set = 0;
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u32>().ok().filter(|&step| step > 0)?)),
            None => (part, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if is_any(range) => (low, high),
            Some((first, last)) => (number(first)?, number(last)?),
            None => {
                let first = number(range)?;
                // `5/10` goes on to the end.
                (first, if step.is_some() { high } else { first })
            }
        };
        if first > last {
            return None;
        }
        let step = usize::try_from(step.unwrap_or(1)).ok()?;
        for number in (first..=last).step_by(step) {
            set |= 1 << number;
        }
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(expression: &str, now: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        Cron::parse(expression)
            .unwrap()
            .after(now.parse().unwrap(), &zone)
            .unwrap()
            .to_string()
    }

    #[test]
    fn the_next_time_is_found() {
        let now = "2025-01-01T09:00:00Z";
        for (expression, want) in [
            ("0 9 * * *", "2025-01-02T09:00:00Z"),
            ("1 9 * * *", "2025-01-01T09:01:00Z"),
            ("*/15 * * * *", "2025-01-01T09:15:00Z"),
            ("30 0 9 * * *", "2025-01-01T09:00:30Z"),
            ("0 9 * * 1", "2025-01-06T09:00:00Z"),
            ("0 9 * * MON-FRI", "2025-01-02T09:00:00Z"),
            ("0 9 * * 7", "2025-01-05T09:00:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
            ("0 0 13 * 5", "2025-01-03T00:00:00Z"),
            ("5/20 10 ? Dec ?", "2025-12-01T10:05:00Z"),
        ] {
            assert_eq!(next(expression, now, "UTC"), want, "{expression}");
        }
        assert_eq!(next("0 9 * * *", now, "America/New_York"), "2025-01-01T14:00:00Z");
        // 02:30 does not exist on that day.
        assert_eq!(
            next("30 2 * * *", "2025-03-30T00:00:00Z", "Europe/Berlin"),
            "2025-03-30T01:30:00Z"
        );
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for expression in [
            "",
            "* * * *",
            "60 * * * *",
            "* * 0 * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "0 0 L * *",
        ] {
            assert!(Cron::parse(expression).is_err(), "{expression}");
        }
        let never = Cron::parse("0 0 31 2 *").unwrap();
        assert_eq!(never.after(Timestamp::UNIX_EPOCH, &TimeZone::UTC), None);
    }
}
