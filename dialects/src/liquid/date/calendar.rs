//! The proleptic Gregorian calendar over JavaScript's whole range of time.

/// The farthest a JavaScript date may be from the epoch, in milliseconds.
pub(super) const MAX_MILLIS: i64 = 8_640_000_000_000_000;

/// Milliseconds in a day.
pub(super) const DAY: i64 = 86_400_000;

/// A point in time, in milliseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant(i64);

impl Instant {
    /// Creates a point in time within JavaScript's range; fractions of a millisecond are dropped.
    pub(super) fn from_millis(millis: f64) -> Option<Self> {
        (millis.abs() <= MAX_MILLIS as f64).then_some(Self(millis as i64))
    }

    /// Returns the milliseconds since the epoch.
    pub(super) const fn millis(self) -> i64 {
        self.0
    }
}

/// Returns the days from the epoch to a date. `day` may lie outside the month.
pub(super) const fn days_to(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let year = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// The fields that calendar and clock show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: usize,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) millis: i64,
    /// 0 is Sunday.
    pub(super) weekday: usize,
    /// 1 is the first of January.
    pub(super) day_of_year: i64,
}

impl Civil {
    /// Returns the fields that are shown `millis` after midnight of 1 January 1970.
    pub(super) const fn at(millis: i64) -> Self {
        let days = millis.div_euclid(DAY);
        let millis = millis.rem_euclid(DAY);
        let shifted = days + 719_468;
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = (march_month + 2) % 12 + 1;
        let year = shifted.div_euclid(146_097) * 400 + year_of_era + (month < 3) as i64;
        Self {
            year,
            month: month as usize,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
            hour: millis / 3_600_000,
            minute: millis / 60_000 % 60,
            second: millis / 1_000 % 60,
            millis: millis % 1_000,
            weekday: (days + 4).rem_euclid(7) as usize,
            day_of_year: days - days_to(year, 1, 1) + 1,
        }
    }

    /// Returns the hour on a clock with twelve.
    pub(super) const fn hour12(&self) -> i64 {
        (self.hour + 11) % 12 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for days in (-100_000_000..=100_000_000).step_by(9_973) {
            let civil = Civil::at(days * DAY);
            let month = i64::try_from(civil.month).unwrap();
            assert_eq!(days_to(civil.year, month, civil.day), days);
        }
        assert_eq!(days_to(2024, 2, 30), days_to(2024, 3, 1));
    }

    #[test]
    fn the_range_of_dates_is_that_of_javascript() {
        assert_eq!(
            Instant::from_millis(8.64e15).map(Instant::millis),
            Some(MAX_MILLIS)
        );
        assert_eq!(Instant::from_millis(8.64e15 + 1.0), None);
        assert_eq!(Instant::from_millis(f64::NAN), None);
        assert_eq!(Instant::from_millis(-1.9).map(Instant::millis), Some(-1));
    }
}
