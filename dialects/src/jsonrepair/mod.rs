//! Repairs text that is almost JSON (jsonstring.md §4).
//!
//! A recursive-descent reader with one output buffer: it copies valid parts and repairs the others. Strings
//! are the hard part: where a quote seems misplaced, the string is read again under a stricter rule. The text
//! may come from a stranger, so nesting and the amount of text that is read twice are limited.

mod bare;
mod characters;
mod quote;
mod string;
mod structure;
#[cfg(test)]
mod tests;

use characters::{ends_line, is_blank, is_special_blank, is_value_start};

/// How deep objects, arrays and function calls may be nested, as in `serde_json`.
const MAX_DEPTH: usize = 128;

/// A text that cannot be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepairError {
    /// The position where reading stopped, in UTF-16 units.
    pub position: usize,
}

/// Turns text that is almost JSON into JSON text.
///
/// Valid JSON is usually, not always, returned unchanged: see jsonstring.md §3.
pub fn repair(text: &str) -> Result<String, RepairError> {
    let mut left = usize::MAX;
    repair_within(text, &mut left)
}

/// Turns text that is almost JSON into JSON text, like [`repair`], and takes the bytes that are read, those
/// read again included, from `left`: a bound for many texts together.
///
/// # Errors
///
/// The text cannot be repaired, or not by reading so little.
pub fn repair_within(text: &str, left: &mut usize) -> Result<String, RepairError> {
    let Some(rest) = left.checked_sub(text.len()) else {
        return Err(RepairError { position: 0 });
    };
    let mut repairer = Repairer::new(text);
    repairer.rereads = repairer.rereads.min(rest);
    let most = repairer.rereads;
    let document = repairer.document();
    *left = rest - (most - repairer.rereads);
    match document {
        Ok(()) => Ok(repairer.out),
        Err(Failed) => Err(RepairError {
            position: text
                .get(..repairer.at)
                .map_or(0, |read| read.encode_utf16().count()),
        }),
    }
}

/// The repair as a whole failed at the current position.
#[derive(Debug)]
struct Failed;

/// `Ok(false)` if the text continues with something else; nothing was read then.
type Found = Result<bool, Failed>;

#[derive(Debug)]
struct Repairer<'a> {
    text: &'a str,
    /// Byte offset of the next character.
    at: usize,
    out: String,
    depth: usize,
    /// The number of bytes that may still be read more than once.
    rereads: usize,
}

impl<'a> Repairer<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            out: String::with_capacity(text.len() + text.len() / 8),
            depth: 0,
            rereads: text.len().saturating_mul(16).saturating_add(1 << 16),
        }
    }

    fn document(&mut self) -> Result<(), Failed> {
        self.code_fence(&["```", "[```", "{```"]);
        if !self.value()? {
            self.at = self.text.len();
            return Err(Failed);
        }
        self.code_fence(&["```", "```]", "```}"]);
        let comma = self.copy(b',');
        if comma {
            self.space(true);
        }
        if self.peek_char().is_some_and(is_value_start) && ends_line(&self.out) {
            if !comma {
                self.insert_before_blanks(",");
            }
            self.newline_delimited()?;
        } else if comma {
            self.strip_last_comma();
        }
        while matches!(self.peek(), Some(b'}' | b']')) {
            self.at += 1;
            self.space(true);
        }
        if self.at < self.text.len() {
            Err(Failed)
        } else {
            Ok(())
        }
    }

    /// Drops the start or end of a Markdown code block, with the name of its language.
    fn code_fence(&mut self, fences: &[&str]) {
        self.blanks(true);
        let rest = self.rest();
        if let Some(fence) = fences.iter().find(|fence| rest.starts_with(**fence)) {
            self.at += fence.len();
            self.at += bare::name_length(self.rest());
            self.space(true);
        }
    }

    /// Reads values on lines of their own, after the first one, and makes them an array.
    fn newline_delimited(&mut self) -> Result<(), Failed> {
        let mut found = self.value()?;
        while found {
            if !self.copy(b',') {
                self.insert_before_blanks(",");
            }
            found = self.value()?;
        }
        self.strip_last_comma();
        self.out.insert_str(0, "[\n");
        self.out.push_str("\n]");
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn peek_char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the text that has not been read.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads and prints the ASCII character `byte` if it is next.
    fn copy(&mut self, byte: u8) -> bool {
        let found = self.skip(byte);
        if found {
            self.out.push(char::from(byte));
        }
        found
    }

    /// Copies blanks and drops comments. Without `newlines`, a newline is not a blank.
    fn space(&mut self, newlines: bool) {
        self.blanks(newlines);
        while self.comment() && self.blanks(newlines) {}
    }

    /// Copies blanks, those that JSON does not have as spaces.
    fn blanks(&mut self, newlines: bool) -> bool {
        let start = self.at;
        while let Some(next) = self.peek_char() {
            if is_blank(next) && (newlines || next != '\n') {
                self.out.push(next);
            } else if is_special_blank(next) {
                self.out.push(' ');
            } else {
                break;
            }
            self.at += next.len_utf8();
        }
        self.at > start
    }

    /// Drops a comment. An unclosed `/*` extends to the end, `//` to before the newline.
    fn comment(&mut self) -> bool {
        let rest = self.rest();
        let length = if rest.starts_with("/*") {
            // The star may serve both ends: `/*/` is a comment.
            memchr::memmem::find(&rest.as_bytes()[1..], b"*/").map_or(rest.len(), |end| end + 3)
        } else if rest.starts_with("//") {
            memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())
        } else {
            return false;
        };
        self.at += length;
        true
    }

    /// Inserts `text` before the blanks at the end of the output.
    fn insert_before_blanks(&mut self, text: &str) {
        let last = self.out.bytes().rposition(|byte| !is_blank(char::from(byte)));
        let end = last.map_or(0, |last| last + 1);
        self.out.insert_str(end, text);
    }

    fn strip_last_comma(&mut self) {
        if let Some(comma) = memchr::memrchr(b',', self.out.as_bytes()) {
            self.out.remove(comma);
        }
    }

    /// Takes `bytes` from the limit on text that is read again.
    fn reread(&mut self, bytes: usize) -> Result<(), Failed> {
        self.rereads = self.rereads.checked_sub(bytes).ok_or(Failed)?;
        Ok(())
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Found) -> Found {
        if self.depth == MAX_DEPTH {
            return Err(Failed);
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }
}
