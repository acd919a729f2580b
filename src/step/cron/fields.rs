//! The values that a cron expression names, as npm `cron-parser` 4 understands it.

use super::CronField;

/// A parsed cron expression: the values of its six fields, in the order of [`CronField`].
#[derive(Clone, Copy)]
pub(super) struct CronFields([Values; 6]);

/// The values of one field.
#[derive(Clone, Copy)]
pub(super) struct Values {
    /// One bit for each value. Sunday is bit 0, and bit 7 too in a range that ends there.
    pub(super) bits: u64,
    /// The number of values, repeated ones included. `cron-parser` recognises a field without a restriction
    /// by it.
    pub(super) count: u32,
    /// Bit 0 for `L` in the day of month, bit 5 for `5L` in the day of week.
    pub(super) last: u64,
    /// 2 for `1#2`, 0 without `#`.
    pub(super) nth: u32,
}

/// Returns the number of days of a month, in a leap year.
pub(super) const fn days_in(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl CronFields {
    /// Joins the six fields, or returns `None` if they name no day of any year.
    pub(super) const fn new(fields: [Values; 6]) -> Option<Self> {
        let mut this = Self(fields);
        let (days, months) = (this.get(CronField::DayOfMonth), this.get(CronField::Month));
        let (mut possible, mut month) = (0, 1);
        while month <= 12 {
            if months.has(month) {
                possible |= days.bits & (u64::MAX >> (63 - days_in(month)));
            }
            month += 1;
        }
        if months.bits.count_ones() == 1 {
            // `cron-parser` drops the days that the only month does not have, and refuses to drop all.
            let days = &mut this.0[CronField::DayOfMonth as usize];
            days.count -= (days.bits & !possible).count_ones();
            days.bits = possible;
        } else if days.last != 0 || this.get(CronField::DayOfWeek).restricts_weekdays() {
            return Some(this);
        }
        if days.bits != 0 && possible == 0 {
            None
        } else {
            Some(this)
        }
    }

    pub(super) const fn get(&self, field: CronField) -> Values {
        self.0[field as usize]
    }
}

impl Values {
    pub(super) const NONE: Self = Self {
        bits: 0,
        count: 0,
        last: 0,
        nth: 0,
    };

    /// Returns every `step`th value from `first` to `last`, which are below 64.
    pub(super) const fn range(first: u32, last: u32, step: u32) -> Self {
        let (mut values, mut value) = (Self::NONE, first);
        while value <= last {
            values = values.with(value);
            value = value.saturating_add(step);
        }
        values
    }

    pub(super) const fn last(bit: u32) -> Self {
        Self {
            count: 1,
            last: 1 << bit,
            ..Self::NONE
        }
    }

    pub(super) const fn nth(weekday: u32, nth: u32) -> Self {
        Self {
            nth,
            ..Self::NONE.with(weekday)
        }
    }

    pub(super) const fn with(self, value: u32) -> Self {
        Self {
            bits: self.bits | 1 << value,
            count: self.count.saturating_add(1),
            ..self
        }
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
            count: self.count.saturating_add(other.count),
            last: self.last | other.last,
            nth: self.nth | other.nth,
        }
    }

    pub(super) const fn has(self, value: u32) -> bool {
        self.bits >> value & 1 == 1
    }

    /// Returns whether any is left out, as days of the week.
    const fn restricts_weekdays(self) -> bool {
        const EVERY: u64 = 0b111_1111;
        (self.bits | self.bits >> 7) & EVERY != EVERY
    }
}
