//! The grammar of `JSON.parse`, as tokens that callers turn into values or text.

use super::{
    error::{ReadError, ReadErrorKind},
    limit::Room,
    text::{Text, code_unit, plain_run},
};
use std::borrow::Cow;

/// How deep arrays and objects may be nested.
pub(super) const MAX_DEPTH: usize = 128;

/// A value, or the start of an array or object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    Null,
    True,
    False,
    /// A number as it is spelt.
    Number(&'a str),
    String(Text<'a>),
    /// The start of an array: [`Parser::item`] follows until it returns `false`.
    Array,
    /// The start of an object: [`Parser::key`] follows until it returns `None`.
    Object,
}

/// Reads tokens from front to back. Recursive callers stay within [`MAX_DEPTH`] calls.
#[derive(Debug)]
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// Reads the next value, or the start of it.
    pub(super) fn token(&mut self) -> Result<Token<'a>, ReadError> {
        match self.peek() {
            Some(b'{') => self.enter(Token::Object),
            Some(b'[') => self.enter(Token::Array),
            Some(b'"') => self.string().map(Token::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Token::Number),
            Some(b't') => self.word("true", Token::True),
            Some(b'f') => self.word("false", Token::False),
            Some(b'n') => self.word("null", Token::Null),
            _ => Err(self.error("expected a value")),
        }
    }

    /// Returns whether the innermost open array has another item; `first` if none has been read. Closes the
    /// array at its end.
    pub(super) fn item(&mut self, first: bool) -> Result<bool, ReadError> {
        match self.peek() {
            Some(b']') => {
                self.leave();
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            _ if first => Ok(true),
            _ => Err(self.error("expected `,` or `]`")),
        }
    }

    /// Reads the next key of the innermost open object, with its colon; `first` if none has been read. Closes
    /// the object at its end.
    pub(super) fn key(&mut self, first: bool) -> Result<Option<Text<'a>>, ReadError> {
        match self.peek() {
            Some(b'}') => {
                self.leave();
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            _ if first => {}
            _ => return Err(self.error("expected `,` or `}`")),
        }
        if self.peek() != Some(b'"') {
            return Err(self.error("expected a key in double quotes"));
        }
        let key = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.error("expected `:`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Counts the next value, before it is read.
    #[inline]
    pub(super) fn count(&self, room: &mut Room) -> Result<(), ReadError> {
        room.take().map_err(|limit| self.too_many_values(limit))
    }

    /// Skips the next value.
    pub(super) fn skip(&mut self, room: &mut Room) -> Result<(), ReadError> {
        self.count(room)?;
        let token = self.token()?;
        self.skip_rest(token, room)
    }

    /// Skips the rest of the value that begins with `token`.
    pub(super) fn skip_rest(&mut self, token: Token<'a>, room: &mut Room) -> Result<(), ReadError> {
        let mut first = true;
        match token {
            Token::Array => {
                while self.item(first)? {
                    self.skip(room)?;
                    first = false;
                }
            }
            Token::Object => {
                while self.key(first)?.is_some() {
                    self.skip(room)?;
                    first = false;
                }
            }
            Token::Null | Token::True | Token::False | Token::Number(_) | Token::String(_) => {}
        }
        Ok(())
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("expected the end of the text")),
        }
    }

    /// Returns the next byte after white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn enter(&mut self, token: Token<'a>) -> Result<Token<'a>, ReadError> {
        if self.depth == MAX_DEPTH {
            let cause = "arrays and objects nested too deep";
            return Err(ReadError::new(ReadErrorKind::TooDeep, cause, self.text, self.at));
        }
        self.depth += 1;
        self.at += 1;
        Ok(token)
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.at += 1;
    }

    /// Reads `true`, `false` or `null`.
    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, ReadError> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error("expected a value"));
        }
        self.at += word.len();
        Ok(token)
    }

    /// Reads the string whose opening quote is next.
    fn string(&mut self) -> Result<Text<'a>, ReadError> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_run(&self.text.as_bytes()[self.at..]);
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.error("unescaped control character in a string")),
                None => return Err(self.error("expected the end of the string")),
            }
            escaped = true;
        }
        let raw = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Text::new(raw, escaped))
    }

    /// Skips the escape whose backslash is next.
    fn escape(&mut self) -> Result<(), ReadError> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += match rest.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if rest.get(2..6).and_then(code_unit).is_some() => 6,
            _ => return Err(self.error("invalid escape in a string")),
        };
        Ok(())
    }

    /// Reads the number whose first character is next.
    fn number(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Skips at least one digit.
    fn digits(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.error("expected a digit"));
        }
        Ok(())
    }

    /// Returns the error of a text with more values than `limit`, of which the next is one too many.
    #[cold]
    fn too_many_values(&self, limit: usize) -> ReadError {
        ReadError::new(ReadErrorKind::TooManyValues { limit }, "", self.text, self.at)
    }

    /// Returns an error at the next byte.
    #[cold]
    fn error(&self, cause: &'static str) -> ReadError {
        ReadError::new(ReadErrorKind::Syntax, cause, self.text, self.at)
    }
}

/// Returns the text of a body without its byte order mark (bridge.md §1.5). Each invalid sequence becomes the
/// same number of U+FFFD as in the WHATWG decoder.
pub(super) fn decode(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    // The lossy decoder takes several times as long on valid text.
    str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed)
}
