//! Values, objects, arrays, keywords and numbers.

use super::{
    Failed, Found, Repairer,
    characters::{is_blank, is_delimiter, is_name, is_value_start},
};
use crate::json::push_string;

/// Keywords and the JSON that replaces them.
const KEYWORDS: [(&str, &str); 6] = [
    ("true", "true"),
    ("false", "false"),
    ("null", "null"),
    ("True", "true"),
    ("False", "false"),
    ("None", "null"),
];

impl Repairer<'_> {
    /// Reads a value and the space around it.
    pub(super) fn value(&mut self) -> Found {
        self.space(true);
        let found = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            _ => self.string()? || self.number() || self.keyword() || self.bare_text(false)? || self.regex(),
        };
        self.space(true);
        Ok(found)
    }

    /// Reads an object whose opening brace is next.
    fn object(&mut self) -> Found {
        self.open(b'{');
        let mut first = true;
        while !matches!(self.peek(), None | Some(b'}')) {
            if !first {
                if !self.copy(b',') {
                    self.insert_before_blanks(",");
                }
                self.space(true);
            }
            self.ellipsis();
            if !self.string()? && !self.bare_text(true)? {
                if !matches!(self.peek(), None | Some(b'{' | b'}' | b'[' | b']')) {
                    return Err(Failed);
                }
                if !first {
                    self.strip_last_comma();
                }
                break;
            }
            self.member_value()?;
            first = false;
        }
        self.close(b'}', "}");
        Ok(true)
    }

    /// Reads the colon after a key, and the value.
    fn member_value(&mut self) -> Result<(), Failed> {
        self.space(true);
        let colon = self.copy(b':');
        let over = self.at >= self.text.len();
        if !colon {
            if !over && !self.peek_char().is_some_and(is_value_start) {
                return Err(Failed);
            }
            self.insert_before_blanks(":");
        }
        if !self.value()? {
            if !colon && !over {
                return Err(Failed);
            }
            self.out.push_str("null");
        }
        Ok(())
    }

    /// Reads an array whose opening bracket is next.
    fn array(&mut self) -> Found {
        self.open(b'[');
        let mut first = true;
        while !matches!(self.peek(), None | Some(b']')) {
            if !first && !self.copy(b',') {
                self.insert_before_blanks(",");
            }
            self.ellipsis();
            if !self.value()? {
                if !first {
                    self.strip_last_comma();
                }
                break;
            }
            first = false;
        }
        self.close(b']', "]");
        Ok(true)
    }

    /// Reads the opening bracket, and drops a comma after it.
    fn open(&mut self, bracket: u8) {
        self.copy(bracket);
        self.space(true);
        if self.skip(b',') {
            self.space(true);
        }
    }

    /// Reads the closing bracket, or adds it if it is missing.
    fn close(&mut self, bracket: u8, text: &str) {
        if !self.copy(bracket) {
            self.insert_before_blanks(text);
        }
    }

    /// Drops the three dots of a shortened list, and a comma after them.
    fn ellipsis(&mut self) {
        self.space(true);
        if self.rest().starts_with("...") {
            self.at += 3;
            self.space(true);
            self.skip(b',');
        }
    }

    /// Reads a JSON or Python keyword.
    fn keyword(&mut self) -> bool {
        let rest = self.rest();
        for (keyword, json) in KEYWORDS {
            if let Some(after) = rest.strip_prefix(keyword)
                && !after.starts_with(is_name)
            {
                self.out.push_str(json);
                self.at += keyword.len();
                return true;
            }
        }
        false
    }

    /// Reads a number, and completes it where it was cut short. With leading zeros or without digits (`-e5`)
    /// it is a string.
    fn number(&mut self) -> bool {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let ends = |at: usize| {
            let rest = rest.get(at..).unwrap_or_default();
            rest.chars().next().is_none_or(|c| is_delimiter(c) || is_blank(c))
        };
        let next = |at: usize| bytes.get(at).copied();

        let sign = usize::from(next(0) == Some(b'-'));
        if sign == 1 && ends(1) {
            self.out.push_str("-0");
            self.at += 1;
            return true;
        }
        let whole = digits(sign);
        let mut end = sign + whole;
        let integer = end;
        let mut fraction = None;
        if next(end) == Some(b'.') {
            let count = digits(end + 1);
            end += 1 + count;
            fraction = Some(end);
        }
        let mantissa = end;
        let mut exponent_digits = 1;
        if end > 0 && matches!(next(end), Some(b'e' | b'E')) {
            end += 1;
            end += usize::from(matches!(next(end), Some(b'+' | b'-')));
            exponent_digits = digits(end);
            end += exponent_digits;
        }
        if end == sign || !ends(end) {
            return false;
        }

        if mantissa == sign || (whole > 1 && next(sign) == Some(b'0')) {
            push_string(&mut self.out, &rest[..end]);
        } else {
            self.out.push_str(&rest[..sign]);
            if whole == 0 {
                self.out.push('0');
            }
            self.out.push_str(&rest[sign..integer]);
            if let Some(fraction) = fraction {
                self.out.push_str(&rest[integer..fraction]);
                if fraction == integer + 1 {
                    self.out.push('0');
                }
            }
            self.out.push_str(&rest[mantissa..end]);
            if exponent_digits == 0 {
                self.out.push('0');
            }
        }
        self.at += end;
        true
    }
}
