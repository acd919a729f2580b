//! Reads a cron expression. All of it is `const`, so that the compiler can do it.

use super::{
    CronField,
    error::{Mistake, Problem},
    fields::{CronFields, Values},
};

/// The macros of `cron-parser`, which compares them exactly.
const MACROS: [(&str, &str); 5] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
];

/// A part of the expression: the bytes from `start` to `end`, which belong to `field`.
#[derive(Clone, Copy)]
struct Part<'a> {
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
            Err(mistake) => return Err(mistake),
        }
    };
}

pub(super) const fn parse(text: &[u8]) -> Result<CronFields, Mistake> {
    let mut index = 0;
    while index < MACROS.len() {
        if equal(text, MACROS[index].0.as_bytes()) {
            return parse(MACROS[index].1.as_bytes());
        }
        index += 1;
    }
    let (spans, count) = split(text);
    if count == 1 && text[spans[0].0] == b'@' {
        return Err(Mistake::of_all(Problem::UnknownMacro));
    }
    if count != 5 && count != 6 {
        return Err(Mistake::of_all(Problem::FieldCount));
    }
    // Without a field for the second it is 0.
    let mut fields = [Values::NONE.with(0); 6];
    let missing = 6 - count;
    let mut index = missing;
    while index < 6 {
        fields[index] = check!(Part::field(text, spans, index, missing).list());
        index += 1;
    }
    match CronFields::new(fields) {
        Some(fields) => Ok(fields),
        None => {
            Err(Part::field(text, spans, CronField::DayOfMonth as usize, missing).mistake(Problem::NoSuchDay))
        }
    }
}

impl<'a> Part<'a> {
    /// Parses the whole field of that index; `spans` has the fields that are present.
    const fn field(text: &'a [u8], spans: [(usize, usize); 6], index: usize, missing: usize) -> Self {
        let (start, end) = spans[index - missing];
        Part {
            text,
            field: CronField::ALL[index],
            start,
            end,
        }
    }

    #[cold]
    const fn mistake(self, problem: Problem) -> Mistake {
        Mistake {
            field: Some(self.field),
            problem,
            start: self.start,
            end: self.end,
        }
    }

    const fn within(self, start: usize, end: usize) -> Self {
        Self { start, end, ..self }
    }

    /// Splits at the first `byte`, which is in neither part.
    const fn split_at(self, byte: u8) -> (Self, Option<Self>) {
        let mut at = self.start;
        while at < self.end {
            if self.text[at] == byte {
                return (self.within(self.start, at), Some(self.within(at + 1, self.end)));
            }
            at += 1;
        }
        (self, None)
    }

    const fn contains(self, byte: u8) -> bool {
        self.split_at(byte).1.is_some()
    }

    const fn is(self, byte: u8) -> bool {
        self.len() == 1 && self.text[self.start] == byte
    }

    const fn len(self) -> usize {
        self.end - self.start
    }

    /// Items with commas between them.
    const fn list(self) -> Result<Values, Mistake> {
        // `cron-parser` replaces either of the two, not both, and takes `#` only alone.
        if self.contains(b'*') && self.contains(b'?') || self.contains(b'#') && self.contains(b',') {
            return Err(self.mistake(Problem::Malformed));
        }
        let (mut values, mut rest) = (Values::NONE, Some(self));
        while let Some(items) = rest {
            let (item, others) = items.split_at(b',');
            values = values.and(check!(item.item()));
            rest = others;
        }
        Ok(values)
    }

    /// Parses a value, a range, a step, or a day by its place in the month.
    const fn item(self) -> Result<Values, Mistake> {
        let last = self.len().saturating_sub(1);
        match self.field {
            CronField::DayOfMonth if self.is(b'L') => return Ok(Values::last(0)),
            CronField::DayOfWeek if last > 0 && self.text[self.end - 1] == b'L' => {
                let day = self.within(self.start, self.end - 1);
                // `cron-parser` reads one digit.
                if day.digits().is_some() && last > 1 {
                    return Err(self.mistake(Problem::Malformed));
                }
                return Ok(Values::last(check!(day.value()) % 7));
            }
            CronField::DayOfWeek if self.contains(b'#') => return self.nth_weekday(),
            _ => {}
        }
        match self.split_at(b'/') {
            (range, None) => range.range(None),
            (range, Some(step)) => match step.digits() {
                None => Err(self.mistake(Problem::Malformed)),
                Some(0) => Err(self.mistake(Problem::ZeroStep)),
                Some(step) => range.range(Some(step)),
            },
        }
    }

    /// Parses `1#2`: the second Monday.
    const fn nth_weekday(self) -> Result<Values, Mistake> {
        let (day, nth) = self.split_at(b'#');
        let weekday = check!(day.value()) % 7;
        match nth {
            Some(nth) if nth.len() == 1 && matches!(self.text[nth.start], b'1'..=b'5') => {
                Ok(Values::nth(weekday, (self.text[nth.start] - b'0') as u32))
            }
            _ => Err(self.mistake(Problem::Malformed)),
        }
    }

    /// Parses a range, or a value, which with a step begins a range.
    const fn range(self, step: Option<u32>) -> Result<Values, Mistake> {
        let weekday = matches!(self.field, CronField::DayOfWeek);
        let (min, max) = self.field.bounds();
        let (first, last) = match self.split_at(b'-') {
            _ if self.is(b'*') => (min, max),
            _ if self.is(b'?') && (weekday || matches!(self.field, CronField::DayOfMonth)) => (min, max),
            (value, None) => match (check!(value.value()), step) {
                (value, None) => return Ok(Values::NONE.with(if weekday { value % 7 } else { value })),
                (value, Some(_)) => (value, max),
            },
            (first, Some(last)) => (check!(first.value()), check!(last.value())),
        };
        if first > last {
            return Err(self.mistake(Problem::Reversed));
        }
        let step = match step {
            Some(step) => step,
            None => 1,
        };
        let values = Values::range(first, last, step);
        // `cron-parser` adds Sunday to a range that ends with it, whatever the step.
        if weekday && last % 7 == 0 && !values.has(0) {
            return Ok(values.with(0));
        }
        Ok(values)
    }

    /// Parses a number, or a name of a month or a day.
    const fn value(self) -> Result<u32, Mistake> {
        let value = match (self.digits(), self.field) {
            (None, CronField::Month) => self.name(b"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", 1),
            (None, CronField::DayOfWeek) => self.name(b"SUNMONTUEWEDTHUFRISAT", 0),
            (value, _) => value,
        };
        let (min, max) = self.field.bounds();
        match value {
            None => Err(self.mistake(Problem::Malformed)),
            Some(value) if value < min || value > max => Err(self.mistake(Problem::OutOfRange)),
            Some(value) => Ok(value),
        }
    }

    /// Parses a number, which saturates beyond the bounds of any field.
    const fn digits(self) -> Option<u32> {
        if self.len() == 0 {
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

    /// Returns the place of a name among `names` of three letters each, counted from `first`.
    const fn name(self, names: &[u8], first: u32) -> Option<u32> {
        let (mut at, mut value) = (0, first);
        while self.len() == 3 && at < names.len() {
            let (text, start) = (self.text, self.start);
            if text[start].eq_ignore_ascii_case(&names[at])
                && text[start + 1].eq_ignore_ascii_case(&names[at + 1])
                && text[start + 2].eq_ignore_ascii_case(&names[at + 2])
            {
                return Some(value);
            }
            (at, value) = (at + 3, value + 1);
        }
        None
    }
}

/// Returns the first six fields, and the number of fields up to seven.
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
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}
