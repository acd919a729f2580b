//! A reading position inside the text of one token.

use super::error::Error;
use crate::text::is_js_space;

/// Reads the inside of an output or tag from left to right.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'s> {
    text: &'s str,
    at: usize,
}

/// Returns whether `c` is a blank of the template language: blanks separate words, and `-` trims them
/// (liquid.md §4).
pub(super) fn is_blank(c: char) -> bool {
    // As in the Unicode of the reference's own table: U+180E is one, U+FEFF is not.
    c == '\u{180e}' || (c != '\u{feff}' && is_js_space(c))
}

/// Returns whether `c` may be part of a name.
pub(super) fn is_word(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '?' => true,
        '\u{80}'.. => !is_blank(c) && !matches!(c, '\u{201c}' | '\u{201d}'),
        _ => false,
    }
}

impl<'s> Cursor<'s> {
    /// Creates a position at the beginning of `text`.
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, at: 0 }
    }

    /// Returns the unread text.
    pub(super) fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    /// Creates an error about the unread text.
    #[cold]
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error::tokenization(message).before(self.rest())
    }

    /// Returns the position, for [`Cursor::since`].
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Returns the text between an earlier position and now.
    pub(super) fn since(&self, start: usize) -> &'s str {
        &self.text[start..self.at]
    }

    /// Returns whether everything has been read.
    pub(super) fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Jumps to the end.
    pub(super) fn finish(&mut self) {
        self.at = self.text.len();
    }

    /// Returns the next byte.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the byte after the next `n`.
    pub(super) fn peek_at(&self, n: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + n).copied()
    }

    /// Skips `n` bytes that are known to be ASCII.
    pub(super) fn advance(&mut self, n: usize) {
        self.at += n;
    }

    /// Skips blanks.
    pub(super) fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t'..=b'\r' => self.at += 1,
                0x80.. => match self.rest().chars().next() {
                    Some(c) if is_blank(c) => self.at += c.len_utf8(),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// Reads `byte` if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Returns whether a name continues after the next `n` bytes.
    pub(super) fn word_goes_on(&self, n: usize) -> bool {
        self.text[self.at + n..].chars().next().is_some_and(is_word)
    }

    /// Reads a possibly empty name.
    pub(super) fn word(&mut self) -> &'s str {
        let rest = self.rest();
        let mut end = 0;
        for &byte in rest.as_bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'?' => end += 1,
                0x80.. => {
                    end += rest[end..].find(|c| !is_word(c)).unwrap_or(rest.len() - end);
                    break;
                }
                _ => break,
            }
        }
        self.at += end;
        &rest[..end]
    }

    /// Moves behind the next `needle`, or to the end when there is none.
    pub(super) fn skip_past(&mut self, needle: &str) -> bool {
        match memchr::memmem::find(self.rest().as_bytes(), needle.as_bytes()) {
            Some(found) => {
                self.at += found + needle.len();
                true
            }
            None => {
                self.finish();
                false
            }
        }
    }
}
