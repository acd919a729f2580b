//! Failed requests.

use super::{
    Error, ErrorCode,
    log::{self, Log},
};
use dialects::{schema::Violation, text::truncated};
use http::StatusCode;
use serde_json::{Value, json};

/// A failed request, ready to be answered.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Usually `code.status()`; a retryable resolver error, an oversized body and a deadline have their own.
    pub(crate) status: StatusCode,
    pub(crate) code: ErrorCode,
    /// One clause for people: what failed, where, why.
    pub(crate) message: String,
    /// Details for the caller; left out of the body when `None`.
    pub(crate) data: Option<Value>,
    /// Boxed, because most faults have none, and all are moved.
    log: Option<Box<Log>>,
}

impl Fault {
    /// Creates a fault with the status of its code and without data.
    #[cold]
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            status: code.status(),
            code,
            message: message.into(),
            data: None,
            log: None,
        }
    }

    /// Creates a fault whose data has the message where the reference has a stack trace (`differences.md` 2).
    #[cold]
    pub(crate) fn with_stack(code: ErrorCode, message: impl Into<String>) -> Self {
        let fault = Self::new(code, message);
        let data = json!({ "stack": fault.message });
        fault.with_data(data)
    }

    /// Creates the fault of user code that returned an error: logs have its causes, too.
    #[cold]
    pub(crate) fn of_user_code(code: ErrorCode, message: impl Into<String>, error: &Error) -> Self {
        let causes = error.source().map_or_else(Vec::new, |source| log::causes(source));
        let mut fault = Self::with_stack(code, message);
        if !causes.is_empty() {
            fault.log.get_or_insert_default().causes = causes;
        }
        fault
    }

    /// Creates a fault that lists what a schema rejects of `subject`. If the schema never ends, the sender is
    /// not to blame: the code is that of a faulty schema (validation.md §9).
    #[cold]
    pub(crate) fn invalid(code: ErrorCode, subject: &str, schema: &Value, violations: &[Violation]) -> Self {
        if let Some(endless) = violations.first().filter(|first| first.is_endless()) {
            let code = match code {
                ErrorCode::ExecutionStateOutputInvalid => ErrorCode::StepExecutionFailed,
                _ => ErrorCode::Bridge,
            };
            return Self::with_stack(code, format!("{subject} cannot be checked: {}", endless.message));
        }
        let item = |violation: &Violation| json!({ "path": violation.path, "message": violation.message });
        // Of all subjects only the controls are many.
        let is = match code {
            ErrorCode::ExecutionStateControlInvalid => "are",
            _ => "is",
        };
        let message = |cause: &str| format!("{subject} {is} invalid{cause}");
        let Some(first) = violations.first() else {
            return Self::new(code, message("")).with_data(json!([]));
        };
        let path = if first.path.is_empty() { "/" } else { &first.path };
        let logged = match first.keyword {
            // It quotes the name.
            "propertyNames" => "has a property with a forbidden name",
            _ => &first.message,
        };
        Self::new(code, message(&format!(": {path} {}", first.message)))
            .with_data(violations.iter().map(item).collect::<Vec<_>>())
            .logged_as(message(&format!(
                ": {} {logged}",
                log::declared(&first.path, schema)
            )))
    }

    /// Creates a fault for `subject` that matches its schema but not its Rust type.
    #[cold]
    pub(crate) fn unreadable(code: ErrorCode, subject: &str, error: &serde_json::Error) -> Self {
        let data = json!([{ "path": "", "message": error.to_string() }]);
        let message = |cause: &str| format!("{subject} does not fit its type{cause}");
        let logged = log::without_value(error).map(|text| format!(": {text}"));
        Self::new(code, message(&format!(": {error}")))
            .with_data(data)
            .logged_as(message(&logged.unwrap_or_default()))
    }

    /// Sets the message for logs, if the one for the caller contains parts of the request.
    #[cold]
    pub(crate) fn logged_as(mut self, message: String) -> Self {
        self.log.get_or_insert_default().message = Some(message);
        self
    }

    /// Returns the message without parts of the request, but with the text of errors of user code.
    pub(crate) fn log_message(&self) -> &str {
        let logged = self.log.as_ref().and_then(|log| log.message.as_deref());
        logged.unwrap_or(&self.message)
    }

    /// Returns the causes of an error of user code, from the outermost.
    pub(crate) fn causes(&self) -> &[String] {
        self.log.as_ref().map_or(&[], |log| &log.causes)
    }

    pub(crate) fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// The longest id, in bytes, that messages and spans show whole.
const MAX_SHOWN_ID: usize = 128;

/// Truncates an id that a sender chose, so that it fills neither spans nor messages.
pub(crate) fn shortened(id: &str) -> &str {
    truncated(id, MAX_SHOWN_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_and_everything_else_is_invalid() {
        let violation = Violation {
            path: "/a".into(),
            keyword: "type",
            message: "must be a string".into(),
        };
        let message = |code, subject| {
            Fault::invalid(code, subject, &Value::Null, std::slice::from_ref(&violation)).message
        };
        assert_eq!(
            message(
                ErrorCode::ExecutionStateControlInvalid,
                "the controls of step `s`"
            ),
            "the controls of step `s` are invalid: /a must be a string"
        );
        assert_eq!(
            message(ErrorCode::ExecutionEventPayloadInvalid, "the payload"),
            "the payload is invalid: /a must be a string"
        );
        let code = ErrorCode::ExecutionEventPayloadInvalid;
        let fault = Fault::invalid(code, "the payload", &Value::Null, &[]);
        assert_eq!(
            (&*fault.message, fault.data),
            ("the payload is invalid", Some(json!([])))
        );
    }

    #[test]
    fn shortened_id_ends_between_characters() {
        assert_eq!(shortened("welcome"), "welcome");
        assert_eq!(shortened(&"ü".repeat(100)), "ü".repeat(64));
        assert_eq!(shortened(&format!("x{}", "ü".repeat(100))).len(), 127);
    }
}
