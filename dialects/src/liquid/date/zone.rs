//! Offsets from UTC, of the host, of named zones and of plain numbers.

use super::{
    UnknownZone, ZoneArgument,
    calendar::{Civil, DAY, Instant, MAX_MILLIS},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// The time zone that a date is printed in.
#[derive(Clone, Debug)]
pub(super) enum Zone<'a> {
    /// The host's.
    Host(&'a TimeZone),
    /// A zone and the name that was given for it.
    Named(&'a str, TimeZone),
    /// Minutes west of UTC.
    MinutesWest(f64),
}

impl<'a> Zone<'a> {
    /// Finds the zone that a filter was asked for.
    pub(super) fn find(argument: ZoneArgument<'a>, host: &'a TimeZone) -> Result<Self, UnknownZone> {
        match argument {
            ZoneArgument::Host => Ok(Self::Host(host)),
            ZoneArgument::NilLiteral => Ok(Self::MinutesWest(0.0)),
            ZoneArgument::MinutesWest(minutes) => Ok(Self::MinutesWest(minutes)),
            ZoneArgument::Name(name) => named(name).map(|zone| Self::Named(name, zone)).ok_or(UnknownZone),
        }
    }

    /// Returns the fields of calendar and clock in this zone, with the offset in minutes *west* of UTC;
    /// `None` beyond JavaScript's range.
    pub(super) fn local(&self, instant: Instant) -> Option<(Civil, f64)> {
        let (shift, minutes_west) = match self {
            Self::Host(zone) => {
                let seconds = offset(zone, instant.millis());
                // The host's offset is reported in whole minutes.
                (seconds as f64 * 1e3, (-seconds / 60) as f64)
            }
            Self::Named(_, zone) => {
                let seconds = offset(zone, instant.millis());
                (seconds as f64 * 1e3, -seconds as f64 / 60.0)
            }
            Self::MinutesWest(minutes) => (minutes * -60_000.0, *minutes),
        };
        let millis = instant.millis() as f64 + shift;
        let in_range = matches!(self, Self::Host(_)) || millis.abs() <= MAX_MILLIS as f64;
        in_range.then(|| (Civil::at(millis as i64), minutes_west))
    }
}

/// Returns the instant at which the clocks of `zone` show `millis`: at the start of a gap what they would
/// have shown, and the first of two in a fold.
pub(super) fn instant_in(zone: &TimeZone, millis: i64) -> i64 {
    let shift = cycles(millis);
    let civil = Civil::at(millis - shift);
    let seconds = civil_date_time(&civil)
        .and_then(|local| zone.to_ambiguous_timestamp(local).compatible().ok())
        .map(|timestamp| timestamp.as_second());
    match seconds {
        Some(seconds) => seconds * 1_000 + civil.millis + shift,
        None => millis - offset(zone, millis) * 1_000,
    }
}

/// Converts the fields to jiff's type.
fn civil_date_time(civil: &Civil) -> Option<DateTime> {
    let small = |number: i64| i8::try_from(number).ok();
    let date = Date::new(
        i16::try_from(civil.year).ok()?,
        i8::try_from(civil.month).ok()?,
        small(civil.day)?,
    );
    let time = Time::new(small(civil.hour)?, small(civil.minute)?, small(civil.second)?, 0);
    Some(date.ok()?.to_datetime(time.ok()?))
}

/// Returns the offset in seconds *east* of UTC.
fn offset(zone: &TimeZone, millis: i64) -> i64 {
    let seconds = (millis - cycles(millis)).div_euclid(1_000);
    let timestamp = Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN);
    i64::from(zone.to_offset(timestamp).seconds())
}

/// Returns the milliseconds in as many 400-year cycles as take `millis` past the year 9999 back to before it:
/// jiff ends there, and the rules of zones repeat. Before its beginning no zone had rules.
const fn cycles(millis: i64) -> i64 {
    const CYCLE: i64 = 146_097 * DAY;
    // 1 January 9600.
    const LIMIT: i64 = 240_773_904_000_000;
    if millis < LIMIT {
        0
    } else {
        (millis - LIMIT) / CYCLE * CYCLE + CYCLE
    }
}

/// Looks up a zone by its name, in any case.
fn named(name: &str) -> Option<TimeZone> {
    /// Files among the system's zones that are not zones.
    const NOT_ZONES: [&str; 4] = ["Factory", "localtime", "posixrules", "Etc/Unknown"];
    if NOT_ZONES.iter().any(|not| name.eq_ignore_ascii_case(not)) {
        return None;
    }
    let abbreviation = ABBREVIATIONS
        .iter()
        .find(|(short, _)| name.eq_ignore_ascii_case(short));
    let name = abbreviation.map_or(name, |(_, name)| name);
    jiff::tz::db().get(name).ok()
}

/// Names of ICU's that JavaScript knows beside IANA's.
const ABBREVIATIONS: [(&str, &str); 26] = [
    ("ACT", "Australia/Darwin"),
    ("AET", "Australia/Sydney"),
    ("AGT", "America/Argentina/Buenos_Aires"),
    ("ART", "Africa/Cairo"),
    ("AST", "America/Anchorage"),
    ("BET", "America/Sao_Paulo"),
    ("BST", "Asia/Dhaka"),
    ("CAT", "Africa/Harare"),
    ("CNT", "America/St_Johns"),
    ("CST", "America/Chicago"),
    ("CTT", "Asia/Shanghai"),
    ("EAT", "Africa/Addis_Ababa"),
    ("ECT", "Europe/Paris"),
    ("IET", "America/Indiana/Indianapolis"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("MIT", "Pacific/Apia"),
    ("NET", "Asia/Yerevan"),
    ("NST", "Pacific/Auckland"),
    ("PLT", "Asia/Karachi"),
    ("PNT", "America/Phoenix"),
    ("PRT", "America/Puerto_Rico"),
    ("PST", "America/Los_Angeles"),
    ("SST", "Pacific/Guadalcanal"),
    ("US/Pacific-New", "America/Los_Angeles"),
    ("VST", "Asia/Ho_Chi_Minh"),
];

/// Returns the name of the host's zone as Node has it: `Etc/UTC`, which Debian sets, is `UTC` there.
pub(super) fn host_name(zone: &TimeZone) -> &str {
    let name = zone.iana_name().unwrap_or("UTC");
    match name.strip_prefix("Etc/").unwrap_or(name) {
        "GMT" | "GMT+0" | "GMT-0" | "GMT0" | "Greenwich" | "UCT" | "UTC" | "Universal" | "Zulu" => "UTC",
        _ => name,
    }
}
