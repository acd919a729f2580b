//! The syntax of JavaScript regular expressions without the `u` flag (ECMA-262 Annex B).
//!
//! Data decides what is looked at here, so nothing is compiled and nothing recurses: one pass over the UTF-16 units,
//! with a stack of open groups.

use std::collections::HashSet;

/// Whether `text` is a regular expression; `\Z` marks other dialects.
pub(super) fn is_regex(text: &str) -> bool {
    let foreign = text
        .as_bytes()
        .windows(3)
        .any(|window| matches!(window, [before, b'\\', b'Z'] if *before != b'\\'));
    let units: Vec<u16> = text.encode_utf16().collect();
    !foreign && Scan::new(&units).pattern().is_some()
}

/// An ASCII character as a unit.
const fn unit(byte: u8) -> u16 {
    byte as u16
}

/// The ASCII character of a unit; 0, which no rule mentions, for all others.
fn ascii(unit: u16) -> u8 {
    u8::try_from(unit).unwrap_or(0)
}

/// The state of the pass. Methods answer `None` for a syntax error.
struct Scan<'a> {
    rest: &'a [u16],
    /// The open groups, each with whether it may be repeated once it is closed.
    open: Vec<bool>,
    names: HashSet<String>,
    /// What `\k` refers to, `None` where no name follows. All that only matters if there are named groups.
    references: Vec<Option<String>>,
    /// Whether what was just read may be repeated.
    repeatable: bool,
}

impl<'a> Scan<'a> {
    fn new(rest: &'a [u16]) -> Self {
        Self {
            rest,
            open: Vec::new(),
            names: HashSet::new(),
            references: Vec::new(),
            repeatable: false,
        }
    }

    fn pattern(mut self) -> Option<()> {
        while let Some(next) = self.next() {
            match ascii(next) {
                b'(' => {
                    let repeatable = self.group()?;
                    self.open.push(repeatable);
                    self.repeatable = false;
                }
                b')' => self.repeatable = self.open.pop()?,
                b'|' | b'^' | b'$' => self.repeatable = false,
                b'*' | b'+' | b'?' => self.quantifier()?,
                b'{' => match self.counts() {
                    Some((least, most)) if least <= most => self.quantifier()?,
                    Some(_) => return None,
                    None => self.repeatable = true,
                },
                b'[' => self.class()?,
                b'\\' => self.escape()?,
                _ => self.repeatable = true,
            }
        }
        let known = |name: &Option<String>| name.as_ref().is_some_and(|name| self.names.contains(name));
        let resolved = self.names.is_empty() || self.references.iter().all(known);
        (self.open.is_empty() && resolved).then_some(())
    }

    fn next(&mut self) -> Option<u16> {
        let (&next, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(next)
    }

    /// Takes `text`, if it comes next.
    fn take(&mut self, text: &str) -> bool {
        let found = self.rest.len() >= text.len()
            && text
                .bytes()
                .zip(self.rest)
                .all(|(byte, &next)| unit(byte) == next);
        if found {
            self.rest = &self.rest[text.len()..];
        }
        found
    }

    /// After `(`: whether the group may be repeated.
    fn group(&mut self) -> Option<bool> {
        if !self.take("?") || self.take(":") || self.take("=") || self.take("!") {
            return Some(true);
        }
        if self.take("<=") || self.take("<!") {
            return Some(false);
        }
        let name = if self.take("<") { self.name()? } else { return None };
        self.names.insert(name).then_some(true)
    }

    /// A name and the `>` after it.
    fn name(&mut self) -> Option<String> {
        let mut units = Vec::new();
        loop {
            match self.next()? {
                next if next == unit(b'>') => break,
                next if next == unit(b'\\') => {
                    if !self.take("u") {
                        return None;
                    }
                    let mut buffer = [0; 2];
                    if self.take("{") {
                        let digits = self.digits(16, usize::MAX);
                        let code = u32::try_from(digits.filter(|_| self.take("}"))?).ok()?;
                        units.extend_from_slice(char::from_u32(code)?.encode_utf16(&mut buffer));
                    } else {
                        units.push(self.hex(4)?);
                    }
                }
                next => units.push(next),
            }
        }
        let name = String::from_utf16(&units).ok()?;
        let part = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '\u{200c}' | '\u{200d}');
        let start = |c: char| c.is_alphabetic() || matches!(c, '$' | '_');
        (name.starts_with(start) && name.chars().all(part)).then_some(name)
    }

    /// After a quantifier: there must be something to repeat.
    fn quantifier(&mut self) -> Option<()> {
        self.take("?");
        std::mem::replace(&mut self.repeatable, false).then_some(())
    }

    /// After `{`: the counts of a quantifier, if it is one.
    fn counts(&mut self) -> Option<(u64, u64)> {
        let start = self.rest;
        let counts = (|| {
            let least = self.digits(10, usize::MAX)?;
            let most = match self.take(",") {
                true => self.digits(10, usize::MAX).unwrap_or(u64::MAX),
                false => least,
            };
            self.take("}").then_some((least, most))
        })();
        if counts.is_none() {
            self.rest = start;
        }
        counts
    }

    /// Takes digits, at least one; large numbers are all the same.
    fn digits(&mut self, radix: u32, most: usize) -> Option<u64> {
        let digit = |next: u16| char::from(ascii(next)).to_digit(radix);
        let count = self
            .rest
            .iter()
            .take(most)
            .take_while(|&&next| digit(next).is_some())
            .count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        let value = digits
            .iter()
            .filter_map(|&next| digit(next))
            .fold(0u64, |value, digit| {
                (value * u64::from(radix) + u64::from(digit)).min(u64::from(u32::MAX >> 1))
            });
        (count > 0).then_some(value)
    }

    /// Takes exactly `count` hexadecimal digits, or nothing.
    fn hex(&mut self, count: usize) -> Option<u16> {
        let digits = self.rest.get(..count)?;
        if !digits.iter().all(|&next| ascii(next).is_ascii_hexdigit()) {
            return None;
        }
        self.digits(16, count).and_then(|value| u16::try_from(value).ok())
    }

    /// After a backslash outside a class.
    fn escape(&mut self) -> Option<()> {
        let next = self.next()?;
        self.repeatable = !matches!(ascii(next), b'b' | b'B');
        if next == unit(b'k') {
            // Without named groups this is a `k`, and what follows are characters of their own; with them, these
            // are no syntax either.
            let start = self.rest;
            let name = if self.take("<") { self.name() } else { None };
            self.rest = start;
            self.references.push(name);
        }
        Some(())
    }

    /// After `[`, to the closing bracket.
    fn class(&mut self) -> Option<()> {
        self.take("^");
        self.repeatable = true;
        while !self.take("]") {
            let from = self.class_atom()?;
            if self.rest.first() != Some(&unit(b'-')) || self.rest.get(1) == Some(&unit(b']')) {
                continue;
            }
            self.next()?;
            let to = self.class_atom()?;
            if from.zip(to).is_some_and(|(from, to)| from > to) {
                return None;
            }
        }
        Some(())
    }

    /// A character of a class; the inner `None` is a set such as `\d`.
    fn class_atom(&mut self) -> Option<Option<u16>> {
        let next = self.next()?;
        if next != unit(b'\\') {
            return Some(Some(next));
        }
        let start = self.rest;
        let next = self.next()?;
        Some(match ascii(next) {
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' => None,
            b'b' => Some(8),
            b'f' => Some(12),
            b'n' => Some(10),
            b'r' => Some(13),
            b't' => Some(9),
            b'v' => Some(11),
            b'x' => Some(self.hex(2).unwrap_or(next)),
            b'u' => Some(self.hex(4).unwrap_or(next)),
            b'c' => match self.rest.first().map(|&letter| ascii(letter)) {
                Some(letter) if letter.is_ascii_alphanumeric() || letter == b'_' => {
                    self.next()?;
                    Some(unit(letter % 32))
                }
                // The backslash stands for itself; the `c` comes again.
                _ => {
                    self.rest = start;
                    Some(unit(b'\\'))
                }
            },
            digit @ b'0'..=b'7' => Some(self.octal(digit)),
            b'k' => {
                self.references.push(None);
                Some(next)
            }
            _ => Some(next),
        })
    }

    /// The rest of an octal escape, which ends at `\377`.
    fn octal(&mut self, first: u8) -> u16 {
        let mut value = unit(first - b'0');
        let most = if first <= b'3' { 2 } else { 1 };
        for _ in 0..most {
            match self.rest.first().map(|&next| ascii(next)) {
                Some(digit @ b'0'..=b'7') => {
                    value = value * 8 + unit(digit - b'0');
                    self.rest = &self.rest[1..];
                }
                _ => break,
            }
        }
        value
    }
}
