//! Requests that the studio refuses.

use http::StatusCode;
use serde_json::json;

/// A refusal by the gate, or of a request that cannot be read.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The cure.
    pub(super) fix: String,
}

impl Refusal {
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fix: fix.into(),
        }
    }

    /// Creates the refusal of a body that cannot be read.
    pub(super) fn of_body(error: &serde_json::Error) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "request",
            format!("the body cannot be read: {error}"),
            "Send a JSON object with the members that `src/studio/API.md` lists.",
        )
    }

    /// Creates the refusal of a request that is over a limit.
    pub(super) fn of_limit(message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "limit", message, fix)
    }

    pub(super) fn body(&self) -> String {
        json!({ "error": { "code": self.code, "message": self.message, "fix": self.fix } }).to_string()
    }
}
