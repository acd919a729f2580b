//! Errors: of user code ([`Error`]), and of requests ([`Fault`] with its [`ErrorCode`]).

mod code;
mod fault;
mod log;
mod similar;

pub use code::{ErrorCode, UnknownErrorCode};
pub(crate) use fault::{Fault, shortened};
pub(crate) use log::declared;
pub(crate) use similar::{did_you_mean, similar};

use std::{error::Error as StdError, fmt};

/// A boxed error of any kind.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The result of workflow functions and resolvers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a workflow function or of a resolver.
///
/// Any error turns into one by `?`, strings included, so it does not implement [`std::error::Error`] itself
/// (as `anyhow::Error` does not). A resolver's error is answered with 502, which Novu does not retry; return
/// [`Error::retryable`] where a retry may help.
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
    /// From user code.
    User { source: BoxError, retryable: bool },
    /// From a step: code, status and data are already decided.
    Fault(Fault),
}

impl Error {
    /// Creates an error after which Novu tries the step again: it is answered with 503 instead of 502.
    ///
    /// Novu retries up to three times, 1, 2 and 4 seconds later.
    #[must_use]
    pub fn retryable(error: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner::User {
            source: error.into(),
            retryable: true,
        }))
    }

    /// Returns whether it was created by [`Error::retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(*self.0, Inner::User { retryable: true, .. })
    }

    /// Returns the protocol's code if the error comes from a step: for example
    /// [`ErrorCode::ExecutionStateCorrupt`] when the event has no result of an earlier step.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match &*self.0 {
            Inner::User { .. } => None,
            Inner::Fault(fault) => Some(fault.code),
        }
    }

    /// Returns the error of user code that it was created from.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &*self.0 {
            Inner::User { source, .. } => Some(source.as_ref()),
            Inner::Fault(_) => None,
        }
    }

    /// Wraps a fault. Not a `From`: every public conversion into [`Error`] is one of user code.
    #[cold]
    pub(crate) fn from_fault(fault: Fault) -> Self {
        Self(Box::new(Inner::Fault(fault)))
    }

    /// Returns a copy of the fault of a step, or wraps an error of user code.
    pub(crate) fn to_fault(&self, wrap: impl FnOnce(&Self) -> Fault) -> Fault {
        match &*self.0 {
            Inner::Fault(fault) => fault.clone(),
            Inner::User { .. } => wrap(self),
        }
    }

    /// Returns the fault of a step, or wraps an error of user code.
    pub(crate) fn into_fault(self, wrap: impl FnOnce(&Self) -> Fault) -> Fault {
        match *self.0 {
            Inner::Fault(fault) => fault,
            Inner::User { .. } => wrap(&self),
        }
    }
}

/// An error of user code that `?` converts into an [`Error`].
///
/// All types implement it that are `Into<Box<dyn std::error::Error + Send + Sync>>`; its only purpose is a
/// helpful compile error for those that are not.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot become a `novu_framework::Error`",
    label = "must be `Send + Sync`: make a `Box<dyn Error>` a `Box<dyn Error + Send + Sync>`"
)]
pub trait UserError {
    /// Boxes the error.
    fn boxed(self) -> BoxError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> UserError for E {
    fn boxed(self) -> BoxError {
        self.into()
    }
}

impl<E: UserError> From<E> for Error {
    #[cold]
    fn from(error: E) -> Self {
        Self(Box::new(Inner::User {
            source: error.boxed(),
            retryable: false,
        }))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_of_a_fault_is_code_and_message() {
        let error = Error::from_fault(
            Fault::new(ErrorCode::StepNotFound, "no such step").with_status(http::StatusCode::GONE),
        );
        assert_eq!(error.code(), Some(ErrorCode::StepNotFound));
        assert_eq!(
            format!("{error:?}"),
            r#"Error { code: StepNotFound, message: "no such step" }"#
        );
    }
}
