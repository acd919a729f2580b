//! The codes of the bridge protocol.

use http::StatusCode;
use std::{error::Error, fmt, str::FromStr};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $wire:literal $status:ident,)*) => {
        /// An error code of the bridge protocol. Novu decides by code and status whether to retry and what to
        /// show.
        ///
        /// The [guide](crate::guide::troubleshooting) has a cure for each.
        ///
        /// ```
        /// use novu_framework::ErrorCode;
        ///
        /// let code: ErrorCode = "StepNotFoundError".parse()?;
        /// assert_eq!(code, ErrorCode::StepNotFound);
        /// assert_eq!(code.to_string(), "StepNotFoundError");
        /// assert_eq!(code.status(), 404);
        /// # Ok::<(), novu_framework::UnknownErrorCode>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// Returns the code's usual HTTP status. The variants name their exceptions.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)*
                }
            }

            /// Returns the code's name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                }
            }
        }

        impl FromStr for ErrorCode {
            type Err = UnknownErrorCode;

            fn from_str(name: &str) -> Result<Self, UnknownErrorCode> {
                match name {
                    $($wire => Ok(Self::$name),)*
                    _ => Err(UnknownErrorCode(())),
                }
            }
        }

        impl ErrorCode {
            /// The number of codes, which are 0, 1, 2 and so on as integers.
            pub(crate) const COUNT: usize = [$(Self::$name),*].len();
        }

        #[cfg(test)]
        const ALL: &[ErrorCode] = &[$(ErrorCode::$name),*];
    };
}

codes! {
    /// Anything unexpected outside a step: 500, retried by Novu. 400 or 413 for a body that cannot be read or
    /// is too long, 504 for one that did not arrive before the deadline.
    Bridge "BridgeError" INTERNAL_SERVER_ERROR,
    /// The event's payload is missing or does not match the workflow's schema: 400.
    ExecutionEventPayloadInvalid "ExecutionEventPayloadInvalidError" BAD_REQUEST,
    /// The step's controls are missing or do not match its control schema: 400.
    ExecutionStateControlInvalid "ExecutionStateControlInvalidError" BAD_REQUEST,
    /// The event has no result of a step before the target: 400.
    ExecutionStateCorrupt "ExecutionStateCorruptError" BAD_REQUEST,
    /// The resolver's output does not match the step's output schema: 400.
    ExecutionStateOutputInvalid "ExecutionStateOutputInvalidError" BAD_REQUEST,
    /// The result of an earlier step does not match its result schema: 400.
    ExecutionStateResultInvalid "ExecutionStateResultInvalidError" BAD_REQUEST,
    /// The action is unknown, or not one of this method: 400. 404 for a path below the prefix that leads
    /// nowhere.
    InvalidAction "InvalidActionError" BAD_REQUEST,
    /// The method is not `GET`, `POST`, `HEAD` or `OPTIONS`: 405.
    MethodNotAllowed "MethodNotAllowedError" METHOD_NOT_ALLOWED,
    /// A provider override failed or does not match its schema: 502.
    ProviderExecutionFailed "ProviderExecutionFailedError" BAD_GATEWAY,
    /// A provider override that was discovered is missing at run time: 404.
    ProviderNotFound "ProviderNotFoundError" NOT_FOUND,
    /// The signature is more than five minutes old, or that far in the future: 401.
    SignatureExpired "SignatureExpiredError" UNAUTHORIZED,
    /// The signature header has no usable `t` and `v1`: 401.
    SignatureInvalid "SignatureInvalidError" UNAUTHORIZED,
    /// The signature was not made with one of the server's keys over this body: 401.
    SignatureMismatch "SignatureMismatchError" UNAUTHORIZED,
    /// The request has no signature header: 401.
    SignatureNotFound "SignatureNotFoundError" UNAUTHORIZED,
    /// The server has no key to check signatures with: 401.
    SigningKeyNotFound "SigningKeyNotFoundError" UNAUTHORIZED,
    /// A control's template cannot be parsed or rendered: 400.
    StepControlCompilationFailed "StepControlCompilationFailedError" BAD_REQUEST,
    /// The resolver failed: 502, or 503 when the error is marked as retryable. 504 when the deadline passed
    /// first.
    StepExecutionFailed "StepExecutionFailedError" BAD_GATEWAY,
    /// The workflow does not have the step: 404.
    StepNotFound "StepNotFoundError" NOT_FOUND,
    /// The registry does not have the workflow: 404.
    WorkflowNotFound "WorkflowNotFoundError" NOT_FOUND,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error of parsing an [`ErrorCode`] from a name that the protocol does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownErrorCode(());

impl fmt::Display for UnknownErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an error code of the bridge protocol, such as `StepNotFoundError`")
    }
}

impl Error for UnknownErrorCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_code_parses_from_its_wire_name() {
        for &code in ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert!(code.as_str().ends_with("Error"));
        }
        let error = "StepNotFound".parse::<ErrorCode>().unwrap_err();
        assert!(
            error.to_string().contains("such as `StepNotFoundError`"),
            "{error}"
        );
    }
}
