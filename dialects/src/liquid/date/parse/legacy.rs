//! Everything else that V8 takes for a date: `Mar 5, 2024 9:07 am`, `3/5/24`, `Tue, 05 Mar 2024 09:07 GMT+1`.

use super::{
    Fields,
    token::{Number, Token, Tokens},
};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Zones that have names, with their hours east of UTC.
const ZONES: [(&str, i64); 12] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// The part of a date that has been read.
#[derive(Debug, Default)]
struct Legacy {
    date: Vec<i64>,
    month: Option<i64>,
    time: Vec<i64>,
    /// The hours that `am` and `pm` add.
    half_day: Option<i64>,
    zone: Option<ZoneOffset>,
    any_number: bool,
}

/// An offset from UTC that may lack its minutes yet.
#[derive(Clone, Copy, Debug)]
struct ZoneOffset {
    sign: i64,
    hours: i64,
    minutes: Option<i64>,
}

/// Reads the rest of a date, beginning with `token`; `numbers` have been read before.
pub(super) fn read<'a>(mut tokens: Tokens<'a>, token: Token<'a>, numbers: Vec<i64>) -> Option<Fields> {
    let mut legacy = Legacy {
        any_number: !numbers.is_empty(),
        date: numbers,
        ..Legacy::default()
    };
    let mut token = token;
    while token != Token::End {
        match token {
            Token::Number(number) => legacy.number(number, &mut tokens)?,
            Token::Word(word) => legacy.word(word, &mut tokens)?,
            Token::Symbol(symbol) => legacy.symbol(symbol, token.sign(), &mut tokens)?,
            Token::Blank | Token::Other | Token::End => {}
        }
        token = tokens.next();
    }
    legacy.finish()
}

impl Legacy {
    /// Takes a number for a field of the time, the minutes of an offset or a field of the date.
    fn number(&mut self, number: Number, tokens: &mut Tokens<'_>) -> Option<()> {
        self.any_number = true;
        if tokens.skip(b':') {
            if tokens.skip(b':') {
                if !self.time.is_empty() {
                    return None;
                }
                self.time.extend([number.value, 0]);
            } else {
                self.push_time(number.value)?;
                tokens.skip(b'.');
            }
            return Some(());
        }
        if tokens.skip(b'.') && self.expects_time(number.value) {
            self.push_time(number.value)?;
            let Token::Number(fraction) = tokens.next() else {
                return None;
            };
            self.complete_time(fraction.as_fraction());
            return Some(());
        }
        if let Some(zone) = &mut self.zone
            && zone.minutes.is_none()
            && number.value <= 59
        {
            zone.minutes = Some(number.value);
            return Some(());
        }
        if self.expects_time(number.value) {
            self.complete_time(number.value);
            let next = tokens.peek();
            let ends =
                matches!(next, Token::End | Token::Blank) || next.is_word("Z") || next.sign().is_some();
            return ends.then_some(());
        }
        if self.date.len() == 3 {
            return None;
        }
        self.date.push(number.value);
        tokens.skip(b'-');
        Some(())
    }

    /// Takes a word for a month, a half of the day or a zone; before the first number, ignores others.
    fn word(&mut self, word: &str, tokens: &mut Tokens<'_>) -> Option<()> {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        let month = MONTHS.iter().position(|month| {
            word.as_bytes()
                .get(..3)
                .is_some_and(|start| start.eq_ignore_ascii_case(month.as_bytes()))
        });
        if (is("am") || is("pm")) && !self.time.is_empty() {
            self.half_day = Some(if is("pm") { 12 } else { 0 });
        } else if let Some(month) = month {
            self.month = i64::try_from(month + 1).ok();
            tokens.skip(b'-');
        } else if let Some((_, hours)) = ZONES.iter().find(|(name, _)| is(name))
            && self.any_number
        {
            self.zone = Some(ZoneOffset {
                sign: hours.signum(),
                hours: hours.abs(),
                minutes: Some(0),
            });
        } else if self.any_number || matches!(tokens.peek(), Token::Number(_)) {
            return None;
        }
        Some(())
    }

    /// Takes a sign for the start of an offset. Elsewhere after a number, signs and parentheses are rejected.
    fn symbol(&mut self, symbol: u8, sign: Option<i64>, tokens: &mut Tokens<'_>) -> Option<()> {
        let utc = matches!(
            self.zone,
            Some(ZoneOffset {
                hours: 0,
                minutes: Some(0),
                ..
            })
        );
        let Some(sign) = sign.filter(|_| utc || !self.time.is_empty()) else {
            let wrong = self.any_number && (sign.is_some() || symbol == b')');
            return (!wrong).then_some(());
        };
        let number = match tokens.peek() {
            Token::Number(number) => {
                tokens.next();
                number
            }
            _ => Number { value: 0, length: 0 },
        };
        self.any_number = true;
        let (hours, minutes) = match number.length {
            _ if tokens.peek() == Token::Symbol(b':') => (number.value, None),
            1 | 2 => (number.value, Some(0)),
            3 | 4 => (number.value / 100, Some(number.value % 100)),
            _ => return None,
        };
        self.zone = Some(ZoneOffset { sign, hours, minutes });
        Some(())
    }

    /// Returns whether `value` may be the next field of a time that has begun.
    fn expects_time(&self, value: i64) -> bool {
        match self.time.len() {
            1 | 2 => value <= 59,
            3 => value <= 999,
            _ => false,
        }
    }

    /// Adds a field of the time.
    fn push_time(&mut self, value: i64) -> Option<()> {
        (self.time.len() < 4).then(|| self.time.push(value))
    }

    /// Adds the last field of the time, unless there are four already.
    fn complete_time(&mut self, value: i64) {
        self.time.push(value);
        self.time.resize(4, 0);
    }

    /// Distinguishes the fields of the date.
    fn finish(self) -> Option<Fields> {
        if self.date.is_empty() {
            return None;
        }
        let is_day = |number: i64| (1..=31).contains(&number);
        let date = |at: usize| self.date.get(at).copied().unwrap_or(1);
        let (first, second, third) = (date(0), date(1), date(2));
        let (year, month, day) = match self.month {
            Some(month) if !is_day(first) => (first, month, second),
            Some(month) => (second, month, first),
            None if !is_day(first) => (first, second, third),
            None => (third, first, second),
        };
        let year = match year {
            0..=49 => year + 2_000,
            50..=99 => year + 1_900,
            _ => year,
        };
        let time = |at: usize| self.time.get(at).copied().unwrap_or(0);
        let (mut hour, minute, second, millis) = (time(0), time(1), time(2), time(3));
        if let Some(half_day) = self.half_day {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + half_day;
        }
        Some(Fields {
            year,
            month,
            day,
            time: [hour, minute, second, millis],
            offset: self
                .zone
                .map(|zone| zone.sign * (zone.hours * 3_600 + zone.minutes.unwrap_or(0) * 60)),
        })
    }
}
