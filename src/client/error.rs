use super::redact::Redactor;
use crate::{error::BoxError, workflow::PayloadError};
use dialects::schema;
use http::StatusCode;
use serde_json::Value;
use std::{fmt, time::Duration};

/// Why a request to Novu's API failed.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<BoxError>,
    violations: Vec<Violation>,
    api: Option<Refusal>,
}

/// The content of an answer whose status is not a success.
#[derive(Default)]
pub(super) struct Refusal {
    pub(super) message: Option<String>,
    pub(super) body: Option<Value>,
    pub(super) retry_after: Option<Duration>,
}

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The payload does not match the workflow's schema. Nothing was sent.
    InvalidPayload,
    /// The arguments do not make a valid request. Nothing was sent.
    InvalidRequest,
    /// A registry without workflows was to be synced. Nothing was sent.
    EmptyRegistry,
    /// The connection failed, or closed before the answer was complete.
    Transport,
    /// The answer was not complete within the time-out.
    Timeout,
    /// The API rejected the request or failed.
    Api {
        /// The status of the answer.
        status: StatusCode,
    },
    /// The answer is a success, but not JSON, truncated, or without the expected members.
    Response,
    /// The answer is longer than the limit.
    ResponseTooLarge,
}

/// A violation of a payload's schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// JSON pointer into the payload.
    pub path: String,
    /// One clause.
    pub message: String,
}

impl Error {
    #[cold]
    pub(super) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            message: message.into(),
            source: None,
            violations: Vec::new(),
            api: None,
        };
        Self {
            inner: Box::new(inner),
        }
    }

    pub(super) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(super) fn api(status: StatusCode, refusal: Refusal) -> Self {
        let said = refusal
            .message
            .as_ref()
            .map(|message| format!(": {message}"))
            .unwrap_or_default();
        let mut error = Self::new(
            ErrorKind::Api { status },
            format!("Novu's API answered {status}{said}"),
        );
        error.inner.api = Some(refusal);
        error
    }

    /// Creates the error of a failed connection. Its text ends with the cause, which transports keep several
    /// sources down.
    pub(super) fn transport(message: &str, source: BoxError) -> Self {
        let mut cause: &dyn std::error::Error = &*source;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Self::new(ErrorKind::Transport, format!("{message}: {cause}")).with_source(source)
    }

    /// Cuts the key out of the message, and drops a source that contains it.
    pub(super) fn redacted(mut self, redactor: &Redactor) -> Self {
        let source = self.inner.source.as_ref();
        let shown = source.map(|source| format!("{}{source}{source:?}", self.inner.message));
        if shown.is_some_and(|shown| redactor.text(&shown).is_some()) {
            self.inner.source = None;
        }
        if let Some(clean) = redactor.text(&self.inner.message) {
            self.inner.message = clean;
        }
        self
    }

    pub(super) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Returns the status of the API's answer, unless it was a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.inner.kind {
            ErrorKind::Api { status } => Some(status),
            _ => None,
        }
    }

    /// Returns the API's message with the causes that it lists below `errors`.
    #[must_use]
    pub fn api_message(&self) -> Option<&str> {
        self.inner.api.as_ref()?.message.as_deref()
    }

    /// Returns the body of the API's answer, unless it was a success, if it was JSON.
    #[must_use]
    pub fn api_body(&self) -> Option<&Value> {
        self.inner.api.as_ref()?.body.as_ref()
    }

    /// Returns the `Retry-After` of the API's answer, if it was in seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.api.as_ref()?.retry_after
    }

    /// Returns the violations of an [invalid payload](ErrorKind::InvalidPayload), in the order found.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.inner.violations
    }
}

impl From<PayloadError> for Error {
    fn from(error: PayloadError) -> Self {
        let message = error.to_string();
        match error {
            PayloadError::Unserializable(error) => Self::invalid_request(message).with_source(error),
            PayloadError::Schema { error, .. } => Self::invalid_request(message).with_source(error),
            PayloadError::Invalid { violations, .. } => {
                let mut error = Self::new(ErrorKind::InvalidPayload, message);
                let violation = |violation: schema::Violation| Violation {
                    path: violation.path,
                    message: violation.message,
                };
                error.inner.violations = violations.into_iter().map(violation).collect();
                error
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("kind", &self.inner.kind)
            .field("message", &self.inner.message);
        if !self.inner.violations.is_empty() {
            debug.field("violations", &self.inner.violations);
        }
        if let Some(source) = &self.inner.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}
