//! Errors of reading JSON.

use std::fmt;

/// A text that `JSON.parse` would refuse, or that is nested too deep or has too many values for us.
///
/// Contains a position and a fixed cause, nothing of the text, so it can be logged and sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError {
    kind: ReadErrorKind,
    cause: &'static str,
    /// The line of the first unexpected character, from 1.
    line: usize,
    /// The position of that character in its line, in characters, from 1.
    column: usize,
}

/// The kinds of errors in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// The text is not JSON.
    Syntax,
    /// Arrays and objects are nested too deep.
    TooDeep,
    /// It is, as far as it was read, but has more values than the limit.
    TooManyValues {
        /// The number of values that it may have.
        limit: usize,
    },
}

impl ReadError {
    #[cold]
    pub(super) fn new(kind: ReadErrorKind, cause: &'static str, text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Self {
            kind,
            cause,
            line,
            column,
        }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ReadErrorKind {
        self.kind
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ReadErrorKind::TooManyValues { limit } => write!(f, "more than {limit} values")?,
            ReadErrorKind::Syntax | ReadErrorKind::TooDeep => f.write_str(self.cause)?,
        }
        write!(f, " at line {} column {}", self.line, self.column)
    }
}

impl std::error::Error for ReadError {}
