//! What goes wrong with a request, as Novu understands it: a status, a stable code and data for the caller.

use serde_json::Value;
use std::fmt;

/// The error codes of the bridge protocol. Novu decides by code and status whether to retry and what to show.
///
/// What to do about each stands in the [guide](crate::guide::troubleshooting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Anything unexpected outside a step: 500, retried by Novu. 504 when the body has not come before the deadline.
    BridgeError,
    /// The event's payload is missing or does not match the workflow's schema: 400.
    ExecutionEventPayloadInvalidError,
    /// The step's controls are missing or do not match its control schema: 400.
    ExecutionStateControlInvalidError,
    /// The event has no state for a step before the target: 400.
    ExecutionStateCorruptError,
    /// What the resolver returned does not match the step's output schema: 400.
    ExecutionStateOutputInvalidError,
    /// The state of an earlier step does not match its result schema: 400.
    ExecutionStateResultInvalidError,
    /// The action is unknown, or not one of this method: 400.
    InvalidActionError,
    /// Only `GET`, `POST`, `HEAD` and `OPTIONS` are answered: 405.
    MethodNotAllowedError,
    /// A provider override failed or returned what its schema refuses: 502.
    ProviderExecutionFailedError,
    /// A provider that was discovered is not there at run time: 404.
    ProviderNotFoundError,
    /// The signature is more than five minutes old, or that far in the future: 401.
    SignatureExpiredError,
    /// The signature header has no usable `t` and `v1`: 401.
    SignatureInvalidError,
    /// The signature was not made with a key of ours over this body: 401.
    SignatureMismatchError,
    /// There is no signature header: 401.
    SignatureNotFoundError,
    /// The server has no key to check signatures with: 401.
    SigningKeyNotFoundError,
    /// A control's template cannot be parsed or rendered: 400.
    StepControlCompilationFailedError,
    /// The resolver failed: 502, or 503 when the error is marked as retryable. 504 when it was not done before the
    /// deadline.
    StepExecutionFailedError,
    /// The workflow has no such step: 404.
    StepNotFoundError,
    /// There is no such workflow: 404.
    WorkflowNotFoundError,
}

impl ErrorCode {
    /// The HTTP status that goes with the code (`bridge.md` §15).
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::BridgeError => 500,
            Self::ExecutionEventPayloadInvalidError
            | Self::ExecutionStateControlInvalidError
            | Self::ExecutionStateCorruptError
            | Self::ExecutionStateOutputInvalidError
            | Self::ExecutionStateResultInvalidError
            | Self::InvalidActionError
            | Self::StepControlCompilationFailedError => 400,
            Self::MethodNotAllowedError => 405,
            Self::ProviderExecutionFailedError | Self::StepExecutionFailedError => 502,
            Self::ProviderNotFoundError | Self::StepNotFoundError | Self::WorkflowNotFoundError => 404,
            Self::SignatureExpiredError
            | Self::SignatureInvalidError
            | Self::SignatureMismatchError
            | Self::SignatureNotFoundError
            | Self::SigningKeyNotFoundError => 401,
        }
    }

    /// The code as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BridgeError => "BridgeError",
            Self::ExecutionEventPayloadInvalidError => "ExecutionEventPayloadInvalidError",
            Self::ExecutionStateControlInvalidError => "ExecutionStateControlInvalidError",
            Self::ExecutionStateCorruptError => "ExecutionStateCorruptError",
            Self::ExecutionStateOutputInvalidError => "ExecutionStateOutputInvalidError",
            Self::ExecutionStateResultInvalidError => "ExecutionStateResultInvalidError",
            Self::InvalidActionError => "InvalidActionError",
            Self::MethodNotAllowedError => "MethodNotAllowedError",
            Self::ProviderExecutionFailedError => "ProviderExecutionFailedError",
            Self::ProviderNotFoundError => "ProviderNotFoundError",
            Self::SignatureExpiredError => "SignatureExpiredError",
            Self::SignatureInvalidError => "SignatureInvalidError",
            Self::SignatureMismatchError => "SignatureMismatchError",
            Self::SignatureNotFoundError => "SignatureNotFoundError",
            Self::SigningKeyNotFoundError => "SigningKeyNotFoundError",
            Self::StepControlCompilationFailedError => "StepControlCompilationFailedError",
            Self::StepExecutionFailedError => "StepExecutionFailedError",
            Self::StepNotFoundError => "StepNotFoundError",
            Self::WorkflowNotFoundError => "WorkflowNotFoundError",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failed request, ready to be answered.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Usually `code.status()`; a retryable resolver error, an oversized body and a deadline have their own.
    pub(crate) status: u16,
    pub(crate) code: ErrorCode,
    /// One clause for people: what failed, where, why.
    pub(crate) message: String,
    /// What the protocol says of the failure; left out of the answer when `None`.
    pub(crate) data: Option<Value>,
}

impl Fault {
    /// A fault with the status of its code and no data.
    #[cold]
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            status: code.status(),
            code,
            message: message.into(),
            data: None,
        }
    }

    /// The same fault with `data`.
    pub(crate) fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// The same fault with another status than its code's.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// How many bytes of an id [`shortened`] leaves.
const SHORT: usize = 128;

/// The start of an id that is the sender's text, so that it fills neither spans nor messages.
pub(crate) fn shortened(id: &str) -> &str {
    let mut end = id.len().min(SHORT);
    while !id.is_char_boundary(end) {
        end -= 1;
    }
    &id[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_cut_between_characters() {
        assert_eq!(shortened("welcome"), "welcome");
        assert_eq!(shortened(&"ü".repeat(100)), "ü".repeat(64));
        assert_eq!(shortened(&format!("x{}", "ü".repeat(100))).len(), 127);
    }
}
