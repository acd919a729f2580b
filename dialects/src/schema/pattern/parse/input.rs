//! The text of an expression, unit by unit.

/// The part of an expression that has not been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'p> {
    pub(super) rest: &'p str,
    /// The second half of a character that has been read in part.
    low: Option<u16>,
    /// Characters beyond U+FFFF are read as two units.
    units: bool,
}

impl<'p> Input<'p> {
    pub(super) fn new(source: &'p str, units: bool) -> Self {
        Self {
            rest: source,
            low: None,
            units,
        }
    }

    pub(super) fn next(&mut self) -> Option<u32> {
        if let Some(low) = self.low.take() {
            return Some(u32::from(low));
        }
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        if self.units
            && let [high, low] = *c.encode_utf16(&mut [0; 2])
        {
            self.low = Some(low);
            return Some(u32::from(high));
        }
        Some(u32::from(c))
    }

    /// Takes `text`, if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) if self.low.is_none() => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Takes decimal digits, at least one. Numbers too large for JavaScript's quantifiers are all the same.
    pub(super) fn number(&mut self) -> Option<u32> {
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = self
            .rest
            .split_at_checked(digits)
            .filter(|_| self.low.is_none() && digits > 0)?;
        self.rest = rest;
        Some(digits.parse().unwrap_or(u32::MAX).min(u32::MAX >> 1))
    }

    /// Takes exactly `count` hexadecimal digits, or nothing.
    pub(super) fn hexadecimal(&mut self, count: usize) -> Option<u32> {
        let digits = self.rest.get(..count).filter(|_| self.low.is_none())?;
        let value = digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then_some(digits)?;
        self.rest = &self.rest[count..];
        u32::from_str_radix(value, 16).ok()
    }

    /// Takes what follows `\u`: four digits, twice four for a pair of surrogates, or any number in braces.
    pub(super) fn code_point(&mut self) -> Option<u32> {
        if self.take("{") {
            let (digits, rest) = self.rest.split_once('}')?;
            self.rest = rest;
            let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
            return (code <= 0x10_ffff).then_some(code);
        }
        let high = self.hexadecimal(4)?;
        let mut ahead = *self;
        let low = ahead.take("\\u").then(|| ahead.hexadecimal(4)).flatten();
        match low {
            Some(low @ 0xdc00..=0xdfff) if (0xd800..0xdc00).contains(&high) => {
                *self = ahead;
                Some(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            _ => Some(high),
        }
    }

    /// Takes an octal number, which ends at 377.
    pub(super) fn octal(&mut self) -> u32 {
        let mut value = 0;
        while let Some(digit) = self.rest.chars().next().and_then(|c| c.to_digit(8))
            && value * 8 + digit <= 0o377
        {
            value = value * 8 + digit;
            self.rest = &self.rest[1..];
        }
        value
    }
}
