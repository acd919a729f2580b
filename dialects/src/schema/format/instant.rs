//! Dates, times and durations.

use super::skip;
use crate::text::is_js_space;
use std::cmp::Ordering;

/// Accepts `dddd-dd-dd` if it is in the calendar.
pub(super) fn is_date(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let [Some(century), Some(year), Some(month), Some(day)] =
        [(y1, y2), (y3, y4), (m1, m2), (d1, d2)].map(two_digits)
    else {
        return false;
    };
    let year = u32::from(century) * 100 + u32::from(year);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Accepts a time, with or without a zone; the one leap second is 23:59:60.
pub(super) fn is_time(text: &str) -> bool {
    let Some(time) = Clock::parse(text) else {
        return false;
    };
    let [hour, minute, second] = time.digits;
    (hour <= 23 && minute <= 59 && second <= 59) || (hour, minute, second) == (23, 59, 60)
}

/// Accepts a date, a separator (`T` or one white space character) and a time.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(is_separator)
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// Accepts `P…` with integer parts; weeks stand alone.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(mut rest) = text.as_bytes().strip_prefix(b"P") else {
        return false;
    };
    if let Some(mut weeks) = rest.strip_suffix(b"W") {
        return skip(&mut weeks, |byte| byte.is_ascii_digit()) > 0 && weeks.is_empty();
    }
    if rest.is_empty() || !parts(&mut rest, b"YMD") {
        return false;
    }
    match rest {
        [] => true,
        [b'T', time @ ..] => {
            let mut time = time;
            !time.is_empty() && parts(&mut time, b"HMS") && time.is_empty()
        }
        _ => false,
    }
}

/// Takes numbers with units, each unit at most once and in the order of `units`.
fn parts(rest: &mut &[u8], units: &[u8]) -> bool {
    let mut units = units;
    loop {
        let mut tail = *rest;
        if skip(&mut tail, |byte| byte.is_ascii_digit()) == 0 {
            return true;
        }
        let Some((unit, tail)) = tail.split_first() else {
            return false;
        };
        let Some(at) = units.iter().position(|known| known == unit) else {
            return false;
        };
        units = &units[at + 1..];
        *rest = tail;
    }
}

/// Returns the order of two dates; that of their texts.
pub(super) fn compare_dates(left: &str, right: &str) -> Option<Ordering> {
    (!left.is_empty() && !right.is_empty()).then(|| left.cmp(right))
}

/// Returns the order of two times, whatever their zones.
pub(super) fn compare_times(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (Clock::parse(left)?, Clock::parse(right)?);
    Some(
        left.digits
            .cmp(&right.digits)
            .then_with(|| left.fraction.cmp(right.fraction)),
    )
}

/// Returns the order of two dates with times. A text without a time will do where the dates differ.
pub(super) fn compare_date_times(left: &str, right: &str) -> Option<Ordering> {
    let mut left = left.split(is_separator);
    let mut right = right.split(is_separator);
    match compare_dates(left.next()?, right.next()?)? {
        Ordering::Equal => compare_times(left.next()?, right.next()?),
        order => Some(order),
    }
}

/// Returns whether `c` may separate a date from a time.
fn is_separator(c: char) -> bool {
    matches!(c, 't' | 'T') || is_js_space(c)
}

fn two_digits((tens, ones): (u8, u8)) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// The parts of a time of day.
struct Clock<'a> {
    digits: [u8; 3],
    fraction: &'a [u8],
}

impl<'a> Clock<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let &[h1, h2, b':', m1, m2, b':', s1, s2, ref tail @ ..] = text.as_bytes() else {
            return None;
        };
        let digits = [
            two_digits((h1, h2))?,
            two_digits((m1, m2))?,
            two_digits((s1, s2))?,
        ];
        let mut rest = tail;
        if let Some(mut fraction) = rest.strip_prefix(b".") {
            if skip(&mut fraction, |byte| byte.is_ascii_digit()) == 0 {
                return None;
            }
            rest = fraction;
        }
        let fraction = &tail[..tail.len() - rest.len()];
        let digit = |pair: &[u8]| pair.iter().all(u8::is_ascii_digit);
        let zone = match rest {
            [] | [b'z' | b'Z'] => true,
            [b'+' | b'-', hours @ ..] => match hours {
                [_, _] | [_, _, _, _] => digit(hours),
                [_, _, b':', _, _] => digit(&hours[..2]) && digit(&hours[3..]),
                _ => false,
            },
            _ => false,
        };
        zone.then_some(Self { digits, fraction })
    }
}
