//! Whether a text is a cron expression. All of it is `const`, so that the compiler can ask.

use super::CronField;

/// What is wrong, and where: `start..end` are bytes of the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// `None` if the fields cannot be told apart.
    pub(super) field: Option<CronField>,
    pub(super) problem: Problem,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The sort of a [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    FieldCount,
    UnknownMacro,
    Malformed,
    OutOfRange,
    Reversed,
    ZeroStep,
    NoSuchDay,
}

impl Problem {
    /// The clause that follows the name of what is wrong.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::FieldCount => "has neither five nor six fields",
            Self::UnknownMacro => "is none of `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly`",
            Self::Malformed => "is not a value, a range, a step or a list of these",
            Self::OutOfRange => "is not",
            Self::Reversed => "is a range that ends before it begins",
            Self::ZeroStep => "has a step of zero",
            Self::NoSuchDay => "is a day that none of its months has",
        }
    }
}

impl Fault {
    /// One line for a panic at compile time, where nothing can be formatted.
    pub(super) const fn summary(&self) -> &'static str {
        match self.field {
            None => "the cron expression has neither five nor six fields",
            Some(CronField::Second) => "the second of the cron expression is wrong",
            Some(CronField::Minute) => "the minute of the cron expression is wrong",
            Some(CronField::Hour) => "the hour of the cron expression is wrong",
            Some(CronField::DayOfMonth) => "the day of month of the cron expression is wrong",
            Some(CronField::Month) => "the month of the cron expression is wrong",
            Some(CronField::DayOfWeek) => "the day of week of the cron expression is wrong",
        }
    }
}

/// The macros of the platform's parser. It compares them exactly.
const MACROS: [&str; 5] = ["@hourly", "@daily", "@weekly", "@monthly", "@yearly"];

/// The longest month of that number; the 29th of February comes.
const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// All days of the week, as a set.
const EVERY_WEEKDAY: u64 = 0b111_1111;

/// The values that a field names.
#[derive(Clone, Copy)]
struct Values {
    /// One bit a value.
    bits: u64,
    /// It also names days by their place in the month: `L`, `5L`, `1#2`.
    by_place: bool,
}

/// One field of the expression.
#[derive(Clone, Copy)]
struct Item<'a> {
    text: &'a [u8],
    field: CronField,
    start: usize,
    end: usize,
}

/// `?`, which a `const fn` does not have.
macro_rules! check {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(fault) => return Err(fault),
        }
    };
}

/// Checks an expression.
pub(super) const fn check(text: &[u8]) -> Result<(), Fault> {
    let mut index = 0;
    while index < MACROS.len() {
        if equal(text, MACROS[index].as_bytes()) {
            return Ok(());
        }
        index += 1;
    }
    let (spans, count) = split(text);
    if count == 1 && text[spans[0].0] == b'@' {
        return Err(Fault {
            field: None,
            problem: Problem::UnknownMacro,
            start: 0,
            end: 0,
        });
    }
    if count != 5 && count != 6 {
        return Err(Fault {
            field: None,
            problem: Problem::FieldCount,
            start: 0,
            end: 0,
        });
    }
    let (mut days, mut months, mut weekdays) = (Values::NONE, Values::NONE, Values::NONE);
    let mut days_item = None;
    let mut index = 0;
    while index < count {
        let field = CronField::ALL[index + 6 - count];
        let item = Item {
            text,
            field,
            start: spans[index].0,
            end: spans[index].1,
        };
        let values = check!(item.list());
        match field {
            CronField::DayOfMonth => (days, days_item) = (values, Some(item)),
            CronField::Month => months = values,
            CronField::DayOfWeek => weekdays = values,
            CronField::Second | CronField::Minute | CronField::Hour => {}
        }
        index += 1;
    }
    match days_item {
        Some(item) if !can_come(days, months, weekdays) => Err(item.fault(Problem::NoSuchDay)),
        _ => Ok(()),
    }
}

/// Whether there ever is such a day. A day of the week does for a day of the month that never comes, but not when
/// there is only one month: the platform's parser then refuses the expression.
const fn can_come(days: Values, months: Values, weekdays: Values) -> bool {
    if days.by_place || (weekdays.restricts() && months.bits.count_ones() > 1) {
        return true;
    }
    let mut month = 1;
    while month <= DAYS.len() {
        let has = u64::MAX >> (63 - DAYS[month - 1]);
        if months.bits >> month & 1 == 1 && days.bits & has != 0 {
            return true;
        }
        month += 1;
    }
    false
}

impl Values {
    const NONE: Self = Self {
        bits: 0,
        by_place: false,
    };

    const fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
            by_place: self.by_place | other.by_place,
        }
    }

    /// As a set of days of the week: whether it leaves any out.
    const fn restricts(self) -> bool {
        // 0 and 7 are both Sunday.
        (self.bits | self.bits >> 7) & EVERY_WEEKDAY != EVERY_WEEKDAY
    }
}

impl Item<'_> {
    #[cold]
    const fn fault(self, problem: Problem) -> Fault {
        Fault {
            field: Some(self.field),
            problem,
            start: self.start,
            end: self.end,
        }
    }

    /// The part of it from `start` to `end`.
    const fn part(self, start: usize, end: usize) -> Self {
        Self { start, end, ..self }
    }

    /// Where `byte` is in it, or its end.
    const fn find(self, byte: u8) -> usize {
        let mut at = self.start;
        while at < self.end && self.text[at] != byte {
            at += 1;
        }
        at
    }

    const fn is(self, byte: u8) -> bool {
        self.end - self.start == 1 && self.text[self.start] == byte
    }

    /// Items with commas between them.
    const fn list(self) -> Result<Values, Fault> {
        let (mut values, mut rest) = (Values::NONE, self);
        let (mut star, mut question) = (false, false);
        loop {
            let comma = rest.find(b',');
            let item = rest.part(rest.start, comma);
            let nth = item.find(b'#');
            let found = if nth < item.end {
                // The platform's parser takes it only alone.
                if item.start != self.start || item.end != self.end {
                    return Err(self.fault(Problem::Malformed));
                }
                check!(item.nth_weekday(nth))
            } else {
                check!(item.step())
            };
            values = values.and(found);
            star |= item.find(b'*') < item.end;
            question |= item.find(b'?') < item.end;
            if comma == rest.end {
                break;
            }
            rest = rest.part(comma + 1, rest.end);
        }
        // The platform's parser replaces either, not both.
        if star && question {
            return Err(self.fault(Problem::Malformed));
        }
        Ok(values)
    }

    /// `1#2`: the second Monday.
    const fn nth_weekday(self, at: usize) -> Result<Values, Fault> {
        check!(self.part(self.start, at).value());
        let nth = self.part(at + 1, self.end);
        if !matches!(self.field, CronField::DayOfWeek) || nth.end - nth.start != 1 {
            return Err(self.fault(Problem::Malformed));
        }
        match self.text[nth.start] {
            b'1'..=b'5' => Ok(Values {
                bits: 0,
                by_place: true,
            }),
            _ => Err(self.fault(Problem::Malformed)),
        }
    }

    /// A range with or without a step.
    const fn step(self) -> Result<Values, Fault> {
        let slash = self.find(b'/');
        if slash == self.end {
            return self.range();
        }
        let step = match self.part(slash + 1, self.end).digits() {
            None => return Err(self.fault(Problem::Malformed)),
            Some(0) => return Err(self.fault(Problem::ZeroStep)),
            Some(step) => step,
        };
        let base = self.part(self.start, slash);
        let last = self.field.bounds().1;
        let (first, last) = if base.is_all() || base.find(b'-') < base.end {
            check!(base.ends())
        } else {
            (check!(base.value()), last)
        };
        Ok(Values {
            bits: bits(first, last, step),
            by_place: false,
        })
    }

    /// A range, a value, or a day by its place.
    const fn range(self) -> Result<Values, Fault> {
        let place = Values {
            bits: 0,
            by_place: true,
        };
        match self.field {
            CronField::DayOfMonth if self.is(b'L') => return Ok(place),
            CronField::DayOfWeek if self.end - self.start > 1 && self.text[self.end - 1] == b'L' => {
                check!(self.part(self.start, self.end - 1).value());
                return Ok(place);
            }
            _ => {}
        }
        let (first, last) = check!(self.ends());
        Ok(Values {
            bits: bits(first, last, 1),
            by_place: false,
        })
    }

    /// Whether it is `*`, or what means the same.
    const fn is_all(self) -> bool {
        self.is(b'*') || self.is(b'?') && matches!(self.field, CronField::DayOfMonth | CronField::DayOfWeek)
    }

    /// First and last value of a range; of a value, twice the same.
    const fn ends(self) -> Result<(u32, u32), Fault> {
        if self.is_all() {
            return Ok(self.field.bounds());
        }
        let dash = self.find(b'-');
        let first = check!(self.part(self.start, dash).value());
        if dash == self.end {
            return Ok((first, first));
        }
        let last = check!(self.part(dash + 1, self.end).value());
        if first > last {
            return Err(self.fault(Problem::Reversed));
        }
        Ok((first, last))
    }

    /// A number, or a name of a month or a day.
    const fn value(self) -> Result<u32, Fault> {
        let value = match (self.digits(), self.field) {
            (Some(value), _) => Some(value),
            (None, CronField::Month) => self.name(b"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", 1),
            (None, CronField::DayOfWeek) => self.name(b"SUNMONTUEWEDTHUFRISAT", 0),
            (None, _) => None,
        };
        let (min, max) = self.field.bounds();
        match value {
            None => Err(self.fault(Problem::Malformed)),
            Some(value) if value < min || value > max => Err(self.fault(Problem::OutOfRange)),
            Some(value) => Ok(value),
        }
    }

    /// The number that it is. Digits beyond any field's bounds make it no larger.
    const fn digits(self) -> Option<u32> {
        if self.start == self.end {
            return None;
        }
        let (mut value, mut at) = (0_u32, self.start);
        while at < self.end {
            match self.text[at] {
                digit @ b'0'..=b'9' => value = value.saturating_mul(10).saturating_add((digit - b'0') as u32),
                _ => return None,
            }
            at += 1;
        }
        Some(value)
    }

    /// The place of a name of three letters among `names`, counted from `first`.
    const fn name(self, names: &[u8], first: u32) -> Option<u32> {
        if self.end - self.start != 3 {
            return None;
        }
        let (mut at, mut value) = (0, first);
        while at + 3 <= names.len() {
            if self.text[self.start].eq_ignore_ascii_case(&names[at])
                && self.text[self.start + 1].eq_ignore_ascii_case(&names[at + 1])
                && self.text[self.start + 2].eq_ignore_ascii_case(&names[at + 2])
            {
                return Some(value);
            }
            (at, value) = (at + 3, value + 1);
        }
        None
    }
}

/// Every `step`th value from `first` to `last`, which are below 64.
const fn bits(first: u32, last: u32, step: u32) -> u64 {
    let (mut bits, mut value) = (0, first);
    while value <= last {
        bits |= 1 << value;
        value = value.saturating_add(step);
    }
    bits
}

/// Where the first six fields are, and how many there are, up to seven.
const fn split(text: &[u8]) -> ([(usize, usize); 6], usize) {
    let (mut spans, mut count, mut at) = ([(0, 0); 6], 0, 0);
    while at < text.len() && count <= 6 {
        if text[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        while at < text.len() && !text[at].is_ascii_whitespace() {
            at += 1;
        }
        if count < 6 {
            spans[count] = (start, at);
        }
        count += 1;
    }
    (spans, count)
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}
