//! Printing dates by a format of `%` directives (liquid.md §10.2).

use super::{
    calendar::{Civil, Instant},
    zone::{Zone, host_name},
};
use crate::json::push_f64;
use std::{
    fmt::{self, Write},
    iter::repeat_n,
};

/// Wider fields are cut to this: a format may come from a stranger.
const MAX_WIDTH: usize = 1_024;

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as it is printed: calendar and clock of its zone, and the zone.
#[derive(Debug)]
pub(in crate::liquid) struct Local<'a> {
    instant: Instant,
    zone: Zone<'a>,
    civil: Civil,
    minutes_west: f64,
}

/// The characters between the percent sign and the conversion character.
#[derive(Clone, Copy, Debug, Default)]
struct Modifiers {
    unpadded: bool,
    spaces: bool,
    zeros: bool,
    upper: bool,
    swap: bool,
    colon: bool,
    width: Option<usize>,
}

impl<'a> Local<'a> {
    /// Creates a date, unless it is beyond JavaScript's range in this zone.
    pub(super) fn new(instant: Instant, zone: Zone<'a>) -> Option<Self> {
        let (civil, minutes_west) = zone.local(instant)?;
        Some(Self {
            instant,
            zone,
            civil,
            minutes_west,
        })
    }

    /// Prints the date by `format`.
    pub(in crate::liquid) fn format(&self, format: &str, out: &mut impl Write) -> fmt::Result {
        let mut field = String::new();
        let mut rest = format;
        while let Some(percent) = memchr::memchr(b'%', rest.as_bytes()) {
            out.write_str(&rest[..percent])?;
            rest = &rest[percent..];
            let (modifiers, conversion, length) = directive(rest);
            field.clear();
            match conversion.and_then(|c| self.convert(c, modifiers, &mut field)) {
                Some(padding) => write_field(out, &mut field, padding, modifiers)?,
                None => out.write_str(&rest[..length])?,
            }
            rest = &rest[length..];
        }
        out.write_str(rest)
    }

    /// Prints one field without padding; gives its default padding, or `None` if there is no such field.
    fn convert(&self, conversion: char, modifiers: Modifiers, field: &mut String) -> Option<(char, usize)> {
        let civil = &self.civil;
        let (number, fill, width) = match conversion {
            'Y' => (civil.year, '0', 4),
            'C' => (civil.year.div_euclid(100), '0', 2),
            'm' => (i64::try_from(civil.month).unwrap_or_default(), '0', 2),
            'd' => (civil.day, '0', 2),
            'e' => (civil.day, ' ', 2),
            'H' => (civil.hour, '0', 2),
            'k' => (civil.hour, ' ', 2),
            'I' => (civil.hour12(), '0', 2),
            'l' => (civil.hour12(), ' ', 2),
            'M' => (civil.minute, '0', 2),
            'S' => (civil.second, '0', 2),
            'L' => (civil.millis, '0', 3),
            'j' => (civil.day_of_year, '0', 3),
            'U' => (self.week(0), '0', 2),
            'W' => (self.week(1), '0', 2),
            'u' => (self.week_day(), '0', 0),
            'w' => (self.week_day() % 7, '0', 0),
            's' => (self.instant.millis().div_euclid(1_000), '0', 0),
            'y' => (civil.year.rem_euclid(100), '0', 2),
            _ => return self.convert_text(conversion, modifiers, field),
        };
        let _ = write!(field, "{number}");
        Some((fill, width))
    }

    /// Prints one of the fields that are not plain numbers.
    fn convert_text(
        &self,
        conversion: char,
        modifiers: Modifiers,
        field: &mut String,
    ) -> Option<(char, usize)> {
        let civil = &self.civil;
        let day = DAYS[civil.weekday % 7];
        let month = MONTHS[(civil.month + 11) % 12];
        let noon = if civil.hour < 12 { "AM" } else { "PM" };
        // The era is not printed: the year 0 is 1 BC.
        let era_year = if civil.year > 0 {
            civil.year
        } else {
            1 - civil.year
        };
        let separator = if modifiers.colon { ":" } else { "" };
        let mut padding = (' ', 0);
        match conversion {
            'a' => field.push_str(&day[..3]),
            'A' => field.push_str(day),
            'b' => field.push_str(&month[..3]),
            'h' => {
                field.push_str(&month[..3]);
                padding = ('0', 0);
            }
            'B' => field.push_str(month),
            'p' => field.push_str(noon),
            'P' => field.push_str(if civil.hour < 12 { "am" } else { "pm" }),
            'c' | 'x' | 'X' => {
                if conversion != 'X' {
                    let _ = write!(field, "{}/{}/{era_year}", civil.month, civil.day);
                }
                if conversion == 'c' {
                    field.push_str(", ");
                }
                if conversion != 'x' {
                    let _ = write!(
                        field,
                        "{}:{:02}:{:02} {noon}",
                        civil.hour12(),
                        civil.minute,
                        civil.second
                    );
                }
                padding = (if conversion == 'c' { ' ' } else { '0' }, 0);
            }
            'q' => {
                field.push_str(match civil.day {
                    11..=13 => "th",
                    day => match day % 10 {
                        1 => "st",
                        2 => "nd",
                        3 => "rd",
                        _ => "th",
                    },
                });
                padding = ('0', 0);
            }
            'N' => {
                let _ = write!(field, "{:03}", civil.millis);
                let width = modifiers.width.unwrap_or(9);
                while field.len() < width {
                    field.push('0');
                }
                field.truncate(width);
                padding = ('0', 0);
            }
            'z' => {
                self.push_offset(field, separator);
                padding = ('0', 0);
            }
            'Z' => {
                match &self.zone {
                    Zone::Named(name, _) => field.push_str(name),
                    Zone::Host(zone) => field.push_str(host_name(zone)),
                    Zone::MinutesWest(_) => self.push_offset(field, separator),
                }
                padding = ('0', 0);
            }
            't' | 'n' | '%' => {
                field.push(match conversion {
                    't' => '\t',
                    'n' => '\n',
                    _ => '%',
                });
                padding = ('0', 0);
            }
            _ => return None,
        }
        Some(padding)
    }

    /// Returns the day of the week: 1 is Monday, 7 is Sunday.
    fn week_day(&self) -> i64 {
        match self.civil.weekday {
            0 => 7,
            day => i64::try_from(day).unwrap_or_default(),
        }
    }

    /// Returns the week of the year, for weeks that start on `first` (0 is Sunday).
    fn week(&self, first: i64) -> i64 {
        let since_start = (self.week_day() - first).rem_euclid(7);
        (self.civil.day_of_year + 6 - since_start) / 7
    }

    /// Appends the offset from UTC, its minutes with a fraction if it has one.
    fn push_offset(&self, field: &mut String, separator: &str) {
        let minutes = self.minutes_west.abs();
        field.push(if self.minutes_west > 0.0 { '-' } else { '+' });
        push_two_digits(field, (minutes / 60.0).floor());
        field.push_str(separator);
        push_two_digits(field, minutes % 60.0);
    }
}

/// Appends a number with at least two characters.
fn push_two_digits(out: &mut String, number: f64) {
    let start = out.len();
    push_f64(out, number);
    if out.len() - start < 2 {
        out.insert(start, '0');
    }
}

/// Reads the directive at the start of `text`: its modifiers, the conversion character unless there is none,
/// and the length of it all.
fn directive(text: &str) -> (Modifiers, Option<char>, usize) {
    let bytes = text.as_bytes();
    let mut modifiers = Modifiers::default();
    let mut at = 1;
    while let Some(flag) = bytes.get(at) {
        match flag {
            b'-' => modifiers.unpadded = true,
            b'_' => modifiers.spaces = true,
            b'0' => modifiers.zeros = true,
            b'^' => modifiers.upper = true,
            b'#' => modifiers.swap = true,
            b':' => modifiers.colon = true,
            _ => break,
        }
        at += 1;
    }
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let width = text[at..at + digits].parse().unwrap_or(MAX_WIDTH);
        modifiers.width = Some(width.min(MAX_WIDTH));
    }
    at += digits;
    if matches!(bytes.get(at), Some(b'E' | b'O')) {
        at += 1;
    }
    let conversion = text[at..].chars().next();
    let conversion = conversion.filter(|c| !matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}'));
    (modifiers, conversion, at + conversion.map_or(0, char::len_utf8))
}

/// Writes `field` in the case and width that the modifiers ask for.
fn write_field(
    out: &mut impl Write,
    field: &mut str,
    padding: (char, usize),
    modifiers: Modifiers,
) -> fmt::Result {
    if modifiers.upper || (modifiers.swap && field.bytes().any(|byte| byte.is_ascii_lowercase())) {
        field.make_ascii_uppercase();
    } else if modifiers.swap {
        field.make_ascii_lowercase();
    }
    let fill = match modifiers {
        _ if modifiers.spaces => ' ',
        _ if modifiers.zeros => '0',
        _ => padding.0,
    };
    let width = if modifiers.unpadded {
        0
    } else {
        modifiers.width.unwrap_or(padding.1)
    };
    let missing = width.saturating_sub(field.len());
    let digits = match field.strip_prefix('-') {
        Some(digits) if fill == '0' => {
            out.write_char('-')?;
            digits
        }
        _ => field,
    };
    if missing > 0 {
        let fill: String = repeat_n(fill, missing).collect();
        out.write_str(&fill)?;
    }
    out.write_str(digits)
}
