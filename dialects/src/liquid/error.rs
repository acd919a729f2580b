//! Failures of parsing and rendering.

use std::fmt;

/// The class of an [`Error`]; Novu shows its name (liquid.md §14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Malformed delimiters, expressions, filters or tag arguments.
    Tokenization,
    /// Unknown, unclosed or misplaced tags.
    Parse,
    /// A filter or tag that fails on its input, or a limit.
    Render,
    /// The deadline of the scope has passed.
    Deadline,
}

impl ErrorKind {
    /// Returns the class name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokenization => "TokenizationError",
            Self::Parse => "ParseError",
            Self::Render | Self::Deadline => "RenderError",
        }
    }
}

/// A failed parse or rendering.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    place: Option<Place>,
    /// The address of the text that could not be read. Only compared with that of the source it is a part of.
    rest: Option<usize>,
}

/// The token an error is about.
#[derive(Debug)]
struct Place {
    line: usize,
    token: String,
    /// Line and column of the mistake in it, both from 1, in characters.
    mistake: (usize, usize),
}

/// Tokens are quoted in messages up to this many characters.
const QUOTED: usize = 60;

impl Error {
    #[cold]
    fn new(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            message,
            place: None,
            rest: None,
        }))
    }

    /// Notes the unread text at which reading stopped: [`Error::at`] finds its column.
    #[cold]
    pub(super) fn before(mut self, rest: &str) -> Self {
        self.0.rest = Some(rest.as_ptr().addr());
        self
    }

    /// Creates an error about malformed text.
    #[cold]
    pub fn tokenization(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Tokenization, message.into())
    }

    /// Creates an error about well-formed tags in the wrong place.
    #[cold]
    pub fn parse(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Parse, message.into())
    }

    /// Creates an error that depends on the variables.
    #[cold]
    pub fn render(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Render, message.into())
    }

    /// Creates the error of a rendering that took too long.
    #[cold]
    pub fn deadline() -> Self {
        Self::new(
            ErrorKind::Deadline,
            "the deadline passed while templates were rendered".to_owned(),
        )
    }

    /// Adds the line and the token at `start..end` of `source`, unless the error already has them.
    #[cold]
    pub fn at(mut self, source: &str, start: usize, end: usize) -> Self {
        if self.0.place.is_none() {
            let before = source.get(..start).unwrap_or_default();
            let mistake = self
                .0
                .rest
                .and_then(|rest| rest.checked_sub(source.as_ptr().addr()));
            let mistake = mistake.filter(|at| (start..=end).contains(at)).unwrap_or(start);
            let read = source.get(..mistake).unwrap_or(before);
            let token = source.get(start..end).unwrap_or_default().trim_end();
            let mut quoted: String = token.chars().take(QUOTED).collect();
            if quoted.len() < token.len() {
                quoted.push('…');
            }
            self.0.place = Some(Place {
                line: 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count(),
                token: quoted,
                mistake: (
                    1 + memchr::memchr_iter(b'\n', read.as_bytes()).count(),
                    1 + read.chars().rev().take_while(|&c| c != '\n').count(),
                ),
            });
        }
        self
    }

    /// Returns the line and the column of the mistake, both from 1, or else of the token that it is in.
    /// `None` if the error concerns no token.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.0.place.as_ref().map(|place| place.mistake)
    }

    /// Returns the class of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.place {
            Some(place) => write!(f, " in `{}` on line {}", place.token, place.line),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use crate::liquid::Template;

    #[test]
    fn position_is_that_of_the_mistake() {
        for (source, position) in [
            ("one\n two {{ name !}}", (2, 14)),
            ("{{ name |\n !x }}", (2, 2)),
            ("{{ é }}{% assign = 1 %}", (1, 18)),
            ("{% for x in y[1 %}{% endfor %}", (1, 16)),
            // The whole tag is wrong here.
            ("a {% nothing %}", (1, 3)),
            ("a {{ b", (1, 7)),
            ("{{ a | b } c", (1, 10)),
            ("{{ a\n %} {% if b }", (2, 3)),
        ] {
            let error = Template::parse(source).unwrap_err();
            assert_eq!(error.position(), Some(position), "{source}: {error}");
        }
    }
}
