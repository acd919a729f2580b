//! Strings: finds the closing quote, and repairs the others.

use super::{
    Failed, Found, Repairer,
    bare::url_length,
    characters::{is_bare_delimiter, is_blank, is_delimiter, is_quote},
    quote::{Closing, Opening, entity, opening},
};

/// Where a string ends at the latest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    Nowhere,
    /// At the first delimiter.
    Delimiter,
    /// At this byte offset.
    Index(usize),
}

/// The outcome of an attempt to read a string.
#[derive(Debug)]
enum Attempt {
    Closed,
    /// The string must be read again.
    Restart(Stop),
}

/// The number of unclosed brackets of each kind. All text is counted only once, however often it is asked
/// for.
#[derive(Debug)]
struct Brackets {
    counted: usize,
    open: [i64; 3],
}

impl Brackets {
    /// Returns whether the output since the start has more of `closer`'s opener than of `closer`.
    fn wants(&mut self, out: &str, closer: char) -> bool {
        let kind = match closer {
            ')' => 0,
            ']' => 1,
            '}' => 2,
            _ => return false,
        };
        for byte in out.as_bytes().get(self.counted..).unwrap_or_default() {
            match byte {
                b'(' => self.open[0] += 1,
                b')' => self.open[0] -= 1,
                b'[' => self.open[1] += 1,
                b']' => self.open[1] -= 1,
                b'{' => self.open[2] += 1,
                b'}' => self.open[2] -= 1,
                _ => {}
            }
        }
        self.counted = out.len();
        self.open[kind] > 0
    }
}

impl Repairer<'_> {
    /// Reads a string, and those that `+` joins to it.
    pub(super) fn string(&mut self) -> Found {
        if !self.single_string()? {
            return Ok(false);
        }
        self.space(true);
        while self.skip(b'+') {
            self.space(true);
            let end = memchr::memrchr(b'"', self.out.as_bytes()).unwrap_or(self.out.len());
            self.out.truncate(end);
            if self.single_string()? {
                self.out.remove(end);
                self.space(true);
            } else {
                self.insert_before_blanks("\"");
            }
        }
        Ok(true)
    }

    /// Reads one string, as often as it takes.
    fn single_string(&mut self) -> Found {
        let Some(mut opening) = opening(self.rest()) else {
            // A backslash is only valid before a quote.
            return if self.skip(b'\\') { Err(Failed) } else { Ok(false) };
        };
        let (start, printed) = (self.at, self.out.len());
        let mut stop = Stop::Nowhere;
        loop {
            self.at = start + opening.length;
            self.out.push('"');
            match self.content(opening, stop)? {
                Attempt::Closed => return Ok(true),
                // It would restart indefinitely.
                Attempt::Restart(next) if next == stop => return Err(Failed),
                Attempt::Restart(next) => stop = next,
            }
            self.reread(self.at - start)?;
            self.out.truncate(printed);
            opening.escaped = false;
        }
    }

    /// Reads the content of a string and its closing quote.
    fn content(&mut self, opening: Opening, stop: Stop) -> Result<Attempt, Failed> {
        let mut brackets = Brackets {
            counted: self.out.len(),
            open: [0; 3],
        };
        let start = self.at;
        // A lone backslash at the end of the text is a delimiter, too.
        let mut dangling = false;
        loop {
            if !opening.escaped {
                self.copy_plain(opening.closing, stop);
            }
            let Some(next) = self.peek_char() else {
                if stop != Stop::Delimiter
                    && (dangling || self.before(self.at).is_none_or(|(_, c)| is_delimiter(c)))
                {
                    return Ok(Attempt::Restart(Stop::Delimiter));
                }
                self.insert_before_blanks("\"");
                return Ok(Attempt::Closed);
            };
            if stop == Stop::Index(self.at) {
                self.insert_before_blanks("\"");
                return Ok(Attempt::Closed);
            }
            if let Some(length) = opening.closing.length(next, self.rest()) {
                if let Some(attempt) = self.closing_quote(length, stop, &mut brackets)? {
                    return Ok(attempt);
                }
            } else if stop == Stop::Delimiter && is_bare_delimiter(next) {
                let before = self.text.get(start..self.at).unwrap_or_default();
                if !matches!(opening.closing, Closing::Entity(_))
                    && let Some(length) = url_length(before, self.rest())
                {
                    self.copy_bytes(length);
                }
                self.insert_before_blanks("\"");
                return Ok(Attempt::Closed);
            } else if next == '\\' {
                dangling = self.rest().len() == 1;
                self.escape()?;
            } else if let (Closing::Entity(_), Some((content, length))) =
                (opening.closing, entity(self.rest()))
            {
                match content {
                    '"' => self.out.push_str("\\\""),
                    _ => match short_escape(content) {
                        Some(escape) => self.out.push_str(escape),
                        None => self.out.push(content),
                    },
                }
                self.at += length;
            } else if next == '"' && !self.text[..self.at].ends_with('\\') {
                self.out.push_str("\\\"");
                self.at += 1;
            } else if let Some(escape) = short_escape(next) {
                self.out.push_str(escape);
                self.at += 1;
            } else if next < ' ' {
                return Err(Failed);
            } else {
                self.copy_bytes(next.len_utf8());
            }
            if opening.escaped {
                self.skip(b'\\');
            }
        }
    }

    /// Decides about a possible closing quote, `length` bytes long; `None` if it is content.
    fn closing_quote(
        &mut self,
        length: usize,
        stop: Stop,
        brackets: &mut Brackets,
    ) -> Result<Option<Attempt>, Failed> {
        let (quote, printed) = (self.at, self.out.len());
        self.at += length;
        self.out.push('"');
        self.space(false);
        let ends = stop == Stop::Delimiter
            || match self.peek_char() {
                None => true,
                Some(next) if is_delimiter(next) => !brackets.wants(&self.out[..printed], next),
                Some(next) if is_quote(next) => {
                    let after = self.rest()[next.len_utf8()..].trim_start_matches(is_blank);
                    !after.is_empty() && !after.starts_with(is_delimiter)
                }
                Some(next) => next.is_ascii_digit(),
            };
        if ends {
            return Ok(Some(Attempt::Closed));
        }
        if self.peek() == Some(b'\\') {
            return Err(Failed);
        }
        match self.before(quote) {
            Some((comma, ',')) => return Ok(Some(Attempt::Restart(Stop::Index(comma)))),
            Some((_, before)) if !is_delimiter(before) => {}
            _ => return Ok(Some(Attempt::Restart(Stop::Delimiter))),
        }
        self.reread(self.at - quote)?;
        self.at = quote + length;
        self.out.truncate(printed);
        self.out.push_str("\\\"");
        Ok(None)
    }

    /// Returns the last character before `end` that is not a blank, with its position.
    fn before(&self, end: usize) -> Option<(usize, char)> {
        self.text
            .get(..end)?
            .trim_end_matches(is_blank)
            .char_indices()
            .next_back()
    }

    /// Copies text without special meaning in a string.
    fn copy_plain(&mut self, closing: Closing, stop: Stop) {
        let end = match stop {
            Stop::Index(end) if end >= self.at => end,
            _ => self.text.len(),
        };
        let length = self.text.as_bytes()[self.at..end].iter().position(|&byte| {
            byte < b' '
                || matches!(byte, b'"' | b'\\')
                || closing.concerns(byte)
                || (stop == Stop::Delimiter && is_bare_delimiter(char::from(byte)))
        });
        self.copy_bytes(length.unwrap_or(end - self.at));
    }

    fn copy_bytes(&mut self, length: usize) {
        let copied = self.rest().get(..length).unwrap_or_default();
        self.out.push_str(copied);
        self.at += copied.len();
    }

    /// Reads a backslash and the character that it escapes.
    fn escape(&mut self) -> Result<(), Failed> {
        let rest = self.rest();
        match rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.copy_bytes(2),
            Some(b'u') => {
                let digits = rest
                    .bytes()
                    .skip(2)
                    .take(4)
                    .take_while(u8::is_ascii_hexdigit)
                    .count();
                if digits == 4 {
                    self.copy_bytes(6);
                } else if 2 + digits == rest.len() {
                    self.at = self.text.len();
                } else {
                    return Err(Failed);
                }
            }
            Some(b'\n') => {
                self.out.push_str("\\n");
                self.at += 2;
            }
            _ => {
                self.at += 1;
                if let Some(next) = self.peek_char() {
                    self.copy_bytes(next.len_utf8());
                }
            }
        }
        Ok(())
    }
}

/// Returns the two-character escape of a control character, if it has one.
const fn short_escape(c: char) -> Option<&'static str> {
    match c {
        '\u{8}' => Some("\\b"),
        '\u{c}' => Some("\\f"),
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        '\t' => Some("\\t"),
        _ => None,
    }
}
