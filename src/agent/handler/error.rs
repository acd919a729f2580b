use crate::{agent::DeliveryError, error::Error};
use std::{fmt, sync::Arc};

/// The reason why a turn has failed.
#[derive(Clone)]
pub struct TurnError(Arc<Inner>);

struct Inner {
    kind: TurnErrorKind,
    message: String,
    error: Option<Error>,
    /// The text of the panic.
    panic: Option<String>,
    /// The Rust path of the handler.
    path: Option<&'static str>,
}

/// The kind of a [`TurnError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TurnErrorKind {
    /// The handler returned an error.
    Failed,
    /// The handler panicked.
    Panicked,
    /// The turn took longer than its [deadline](crate::agent::TurnsBuilder::deadline).
    TimedOut,
    /// The turn was dropped, because the server shut down or its host stopped it.
    Dropped,
}

impl TurnError {
    pub(in super::super) fn failed(error: Error) -> Self {
        Self::new(TurnErrorKind::Failed, error.to_string(), Some(error))
    }

    pub(in super::super) fn of(kind: TurnErrorKind, message: impl Into<String>) -> Self {
        Self::new(kind, message.into(), None)
    }

    #[cold]
    fn new(kind: TurnErrorKind, message: String, error: Option<Error>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message,
            error,
            panic: None,
            path: None,
        }))
    }

    pub(in super::super) fn panicked(panic: Option<String>) -> Self {
        let mut error = Self::of(TurnErrorKind::Panicked, "the handler panicked");
        if let Some(inner) = Arc::get_mut(&mut error.0) {
            inner.panic = panic;
        }
        error
    }

    /// Sets the Rust path of the handler, before the error is shared.
    pub(in super::super) fn at(mut self, path: Option<&'static str>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.path = path;
        }
        self
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> TurnErrorKind {
        self.0.kind
    }

    /// Returns the error of the handler, if it returned one.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }

    /// Returns the text of the panic, if the handler panicked with one. It is for logs: it may hold anything,
    /// so it is neither sent to Novu nor printed with the error.
    #[must_use]
    pub fn panic_message(&self) -> Option<&str> {
        self.0.panic.as_deref()
    }

    /// Returns the Rust path of the handler that failed, such as `app::answer`; `None` if the agent has no
    /// handler of the event.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        self.0.path
    }

    /// Returns the failed delivery, if the handler failed because of one.
    #[must_use]
    pub fn delivery(&self) -> Option<&DeliveryError> {
        let mut source: &(dyn std::error::Error + 'static) = self.error()?.source()?;
        loop {
            if let Some(delivery) = source.downcast_ref() {
                return Some(delivery);
            }
            source = source.source()?;
        }
    }
}

impl fmt::Display for TurnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for TurnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TurnError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .finish_non_exhaustive()
    }
}
