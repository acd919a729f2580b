//! Why a text is not JSON.

use std::fmt;

/// A text that `JSON.parse` would refuse, or that is nested too deep for us.
///
/// Holds a position and a fixed cause, nothing of the text: it may be logged and sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError {
    kind: ReadErrorKind,
    cause: &'static str,
    /// The line of the first character that does not fit, from 1.
    line: usize,
    /// The place of that character in its line, in characters, from 1.
    column: usize,
}

/// What is wrong with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// It is not JSON.
    Syntax,
    /// It is, as far as it was read, but arrays and objects stand in each other too deep.
    TooDeep,
}

impl ReadError {
    /// An error at byte `at` of `text`.
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

    /// What is wrong with the text.
    pub fn kind(&self) -> ReadErrorKind {
        self.kind
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.cause, self.line, self.column)
    }
}

impl std::error::Error for ReadError {}
