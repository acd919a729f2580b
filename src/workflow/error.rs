//! The error that workflow functions and resolvers return.

use crate::fault::{ErrorCode, Fault};
use std::{error::Error as StdError, fmt};

/// A boxed error of any kind.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What workflow functions and resolvers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a workflow function or of a resolver.
///
/// Any error turns into one by `?`, strings included, so it does not implement [`std::error::Error`] itself
/// (as `anyhow::Error` does not). A resolver's error is answered with 502, which Novu does not retry; say
/// [`Error::retryable`] where trying again may help.
///
/// ```
/// use novu_framework::{Error, Result};
///
/// fn parse(text: &str) -> Result<u32> {
///     if text.is_empty() {
///         return Err("no amount".into());
///     }
///     Ok(text.parse()?)
/// }
///
/// assert_eq!(parse("").unwrap_err().to_string(), "no amount");
/// assert!(parse("x").unwrap_err().source().is_some());
/// assert!(!Error::from("gone").is_retryable());
/// assert!(Error::retryable("rate limit of the shop's API").is_retryable());
/// ```
pub struct Error(Box<Inner>);

enum Inner {
    /// Made by user code.
    User { source: BoxError, retryable: bool },
    /// Made by a step: what the protocol says of it is already decided.
    Fault(Fault),
}

impl Error {
    /// An error after which Novu tries the step again: it is answered with 503 instead of 502.
    ///
    /// Novu asks up to three times more, 1, 2 and 4 seconds later (`bridge.md` §10.1).
    #[must_use]
    pub fn retryable(error: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner::User {
            source: error.into(),
            retryable: true,
        }))
    }

    /// Whether it was made by [`Error::retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(*self.0, Inner::User { retryable: true, .. })
    }

    /// The protocol's code, if a step made this error: for example
    /// [`ErrorCode::ExecutionStateCorruptError`] when an earlier step has no result.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match &*self.0 {
            Inner::User { .. } => None,
            Inner::Fault(fault) => Some(fault.code),
        }
    }

    /// The error that user code gave, if it was one.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &*self.0 {
            Inner::User { source, .. } => Some(source.as_ref()),
            Inner::Fault(_) => None,
        }
    }

    /// The fault that a step made, or what `wrap` makes of an error of user code.
    pub(crate) fn into_fault(self, wrap: impl FnOnce(&Self) -> Fault) -> Fault {
        match *self.0 {
            Inner::Fault(fault) => fault,
            Inner::User { .. } => wrap(&self),
        }
    }
}

impl<E: Into<BoxError>> From<E> for Error {
    #[cold]
    fn from(error: E) -> Self {
        Self(Box::new(Inner::User {
            source: error.into(),
            retryable: false,
        }))
    }
}

/// Not a `From`: every public conversion into [`Error`] is one of user code.
#[cold]
pub(crate) fn error_of_fault(fault: Fault) -> Error {
    Error(Box::new(Inner::Fault(fault)))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::User { source, .. } => source.fmt(f),
            Inner::Fault(fault) => f.write_str(&fault.message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::User { source, retryable } => f
                .debug_struct("Error")
                .field("source", source)
                .field("retryable", retryable)
                .finish(),
            Inner::Fault(fault) => f
                .debug_struct("Error")
                .field("code", &fault.code)
                .field("message", &fault.message)
                .finish(),
        }
    }
}
