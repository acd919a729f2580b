//! Escapes and classes.

use super::{Fault, Mode, Parser, Token, ascii};
use crate::schema::pattern::class;
use crate::text::char_set::CharSet;

/// A member of a class.
enum Member {
    Char(u32),
    Set(CharSet),
}

impl Parser<'_> {
    /// Reads what follows a backslash outside a class.
    pub(super) fn escape(&mut self) -> Result<Token, Fault> {
        let start = self.input;
        let next = self.input.next().ok_or("a backslash ends the expression")?;
        let unicode = self.mode == Mode::Unicode;
        Ok(match ascii(next) {
            letter @ (b'b' | b'B') => {
                self.repeatable = false;
                Token::Boundary {
                    negative: letter == b'B',
                }
            }
            letter @ (b'd' | b'D' | b's' | b'S' | b'w' | b'W') => {
                Token::Class(self.set(|| class::escaped(letter)))
            }
            letter @ (b'p' | b'P') if unicode => Token::Class(self.property(letter == b'P')?),
            b'k' => {
                let after = self.input;
                let name = match self.input.take("<") {
                    true => self.name(),
                    false => Err("`\\k` has no name"),
                };
                let number = match &name {
                    Ok(name) => self.known.and_then(|groups| groups.names.get(name).copied()),
                    Err(fault) if unicode => return Err(fault),
                    Err(_) => None,
                };
                if !unicode {
                    // If this is a `k`, the name consists of characters of their own.
                    self.input = after;
                }
                self.wanted.insert(name.unwrap_or_default());
                Token::Reference(number.unwrap_or(0))
            }
            b'1'..=b'9' if unicode => {
                self.input = start;
                let number = self.input.number().unwrap_or(u32::MAX) as usize;
                self.highest = self.highest.max(number);
                Token::Reference(number)
            }
            _ if unicode => {
                self.input = start;
                Token::Char(self.character(false)?)
            }
            _ => Token::Char(next),
        })
    }

    /// Reads the name of a Unicode property in braces.
    fn property(&mut self, negative: bool) -> Result<CharSet, Fault> {
        const FAULT: Fault = "a Unicode property is unknown";
        let braced = self
            .input
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'));
        let (name, rest) = braced.ok_or(FAULT)?;
        self.input.rest = rest;
        if self.known.is_none() {
            return Ok(CharSet::default());
        }
        let mut set = class::property(name).ok_or(FAULT)?;
        if negative {
            set.negate();
        }
        Ok(set)
    }

    /// Reads what follows `[`, and the closing bracket.
    pub(super) fn class(&mut self) -> Result<CharSet, Fault> {
        let negative = self.input.take("^");
        let (mut ranges, mut set) = (Vec::new(), CharSet::default());
        while !self.input.take("]") {
            let from = self.member()?;
            let mut ahead = self.input;
            let to = match ahead.take("-") && !ahead.take("]") {
                true => {
                    self.input.take("-");
                    Some(self.member()?)
                }
                false => None,
            };
            match (from, to) {
                (Member::Char(from), None) => ranges.push((from, from)),
                (Member::Char(from), Some(Member::Char(to))) if from <= to => ranges.push((from, to)),
                (Member::Char(_), Some(Member::Char(_))) => {
                    return Err("a range of a class is in the wrong order");
                }
                (Member::Set(one), None) => set.union(&one),
                _ if self.mode == Mode::Unicode => return Err("a range of a class has no limits"),
                _ => {}
            }
            if self.known.is_none() {
                ranges.clear();
            }
        }
        set.union(&CharSet::new(ranges));
        if negative {
            set.negate();
        }
        Ok(set)
    }

    /// Reads a member of a class, or one end of a range.
    fn member(&mut self) -> Result<Member, Fault> {
        let next = self.input.next().ok_or("a class is not closed")?;
        if ascii(next) != b'\\' {
            return Ok(Member::Char(next));
        }
        let start = self.input;
        let next = self.input.next().ok_or("a class is not closed")?;
        let unicode = self.mode == Mode::Unicode;
        Ok(match ascii(next) {
            letter @ (b'd' | b'D' | b's' | b'S' | b'w' | b'W') => {
                Member::Set(self.set(|| class::escaped(letter)))
            }
            letter @ (b'p' | b'P') if unicode => Member::Set(self.property(letter == b'P')?),
            _ => {
                self.input = start;
                Member::Char(if unicode {
                    self.character(true)?
                } else {
                    self.legacy_member()?
                })
            }
        })
    }

    /// Reads an escape of one character; `-` and `b` are such only in a class.
    fn character(&mut self, in_class: bool) -> Result<u32, Fault> {
        const FAULT: Fault = "an escape is unknown or incomplete";
        let next = self.input.next().ok_or("a backslash ends the expression")?;
        let digit_follows = self.input.rest.starts_with(|c: char| c.is_ascii_digit());
        Ok(match ascii(next) {
            b't' => 9,
            b'n' => 10,
            b'v' => 11,
            b'f' => 12,
            b'r' => 13,
            b'0' if !digit_follows => 0,
            b'b' if in_class => 8,
            b'-' if in_class => next,
            b'c' => {
                let letter = self
                    .input
                    .next()
                    .filter(|&letter| ascii(letter).is_ascii_alphabetic());
                letter.ok_or(FAULT)? % 32
            }
            b'x' => self.input.hexadecimal(2).ok_or(FAULT)?,
            b'u' => self.input.code_point().ok_or(FAULT)?,
            byte if b"^$\\.*+?()[]{}|/".contains(&byte) => next,
            _ => return Err(FAULT),
        })
    }

    /// Reads an escape of one unit in a class of the old grammar, which knows no errors.
    fn legacy_member(&mut self) -> Result<u32, Fault> {
        let start = self.input;
        let next = self.input.next().ok_or("a class is not closed")?;
        Ok(match ascii(next) {
            b't' => 9,
            b'n' => 10,
            b'v' => 11,
            b'f' => 12,
            b'r' => 13,
            b'b' => 8,
            b'x' => self.input.hexadecimal(2).unwrap_or(next),
            b'u' => self.input.hexadecimal(4).unwrap_or(next),
            b'c' => match self.input.next() {
                Some(letter) if ascii(letter).is_ascii_alphanumeric() || ascii(letter) == b'_' => letter % 32,
                _ => {
                    // The backslash stands for itself; the `c` comes again.
                    self.input = start;
                    u32::from(b'\\')
                }
            },
            b'0'..=b'7' => {
                self.input = start;
                self.input.octal()
            }
            b'k' => {
                self.wanted.insert(String::new());
                next
            }
            _ => next,
        })
    }

    /// Builds a set, on the second reading.
    pub(super) fn set(&self, build: impl FnOnce() -> CharSet) -> CharSet {
        self.known.map_or_else(CharSet::default, |_| build())
    }
}
