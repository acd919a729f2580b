use super::Unanswered;
use crate::agent::ContentError;
use crate::error::BoxError;
use bytes::Bytes;
use dialects::{
    json::{self, ValueLimit},
    text::truncated,
};
use http::{Response, StatusCode};
use serde_json::Value;
use std::{fmt, sync::Arc};

/// The longest part of an answer's body that an error keeps, in bytes.
const MAX_BODY: usize = 16 * 1024;

/// Something that was to be delivered into the conversation is not, or not verifiably.
///
/// Returned by [`Turn::reply`](super::super::Turn::reply) and by everything else of a turn that sends. `?`
/// turns it into an [`Error`](crate::Error); [`TurnError::delivery`](super::super::TurnError::delivery)
/// returns it to the handler of errors.
#[derive(Clone)]
pub struct DeliveryError(Arc<Inner>);

struct Inner {
    kind: DeliveryErrorKind,
    message: String,
    body: Option<String>,
    attempts: u32,
    source: Option<BoxError>,
}

/// The kind of a [`DeliveryError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryErrorKind {
    /// The content or a file breaks a rule of Novu. Nothing was sent.
    Content,
    /// The API could not be reached. Nothing was sent.
    Unreachable,
    /// The connection closed before the answer was complete. Novu may have delivered.
    Broken,
    /// The answer was not complete within the client's time-out. Novu may have delivered.
    Timeout,
    /// The API answered with a status that is not a success. Redirects are not followed.
    Refused {
        /// The status of the answer.
        status: StatusCode,
    },
    /// The answer is a success but is too long, or lacks the ids of the message.
    Answer,
}

/// The most values of an answer that is read for its message, unless it is long.
const MAX_VALUES: ValueLimit = ValueLimit::new(1000);

impl DeliveryError {
    pub(in super::super) fn content(error: ContentError) -> Self {
        let message = error.to_string();
        Self::new(DeliveryErrorKind::Content, message, 0, Some(error.into()))
    }

    /// Creates the error of a status that is not a success, in the words of the reference (`agents.md`
    /// §12.2).
    #[cold]
    pub(super) fn refused(answer: &Response<Bytes>, attempts: u32) -> Self {
        let status = answer.status();
        let body = String::from_utf8_lossy(answer.body());
        let read = json::read_value(answer.body(), MAX_VALUES).ok();
        let said = read.as_ref().and_then(message);
        let message = format!(
            "Delivery failed: {}{}{}",
            reason(status),
            said.as_ref().map_or("", |_| ": "),
            said.unwrap_or_default()
        );
        let inner = Inner {
            kind: DeliveryErrorKind::Refused { status },
            message,
            body: Some(truncated(&body, MAX_BODY).to_owned()),
            attempts,
            source: None,
        };
        Self(Arc::new(inner))
    }

    #[cold]
    pub(super) fn unanswered(unanswered: Unanswered, attempts: u32) -> Self {
        let (kind, source) = match unanswered {
            Unanswered::NotConnected(source) => (DeliveryErrorKind::Unreachable, source),
            Unanswered::Broken(source) => (DeliveryErrorKind::Broken, source),
            Unanswered::TimedOut(source) => (DeliveryErrorKind::Timeout, source),
            Unanswered::TooLong(source) => (DeliveryErrorKind::Answer, source),
        };
        Self::new(kind, format!("Delivery failed: {source}"), attempts, Some(source))
    }

    /// Creates the error of a success without the ids of the message. The message is out.
    #[cold]
    pub(in super::super) fn without_ids() -> Self {
        let message = "Delivery failed: Novu's API answered without `messageId` and `platformThreadId`, so the message \
                       may be out but cannot be edited";
        Self::new(DeliveryErrorKind::Answer, message.to_owned(), 1, None)
    }

    fn new(kind: DeliveryErrorKind, message: String, attempts: u32, source: Option<BoxError>) -> Self {
        let body = None;
        Self(Arc::new(Inner {
            kind,
            message,
            body,
            attempts,
            source,
        }))
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> DeliveryErrorKind {
        self.0.kind
    }

    /// Returns the status of the API's answer if it [refused](DeliveryErrorKind::Refused).
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.0.kind {
            DeliveryErrorKind::Refused { status } => Some(status),
            _ => None,
        }
    }

    /// Returns the body of the API's answer if it [refused](DeliveryErrorKind::Refused), at most 16 KiB of
    /// it.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Returns how often the request was sent, or was to be sent: 0 if the content was refused before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

/// Returns the words of a status; like the reference, the number for those that it does not list.
fn reason(status: StatusCode) -> String {
    match status.as_u16() {
        400 | 401 | 402 | 403 | 404 | 408 | 409 | 422 | 429 | 500 | 502 | 503 | 504 => {
            status.canonical_reason().unwrap_or_default().to_owned()
        }
        number => number.to_string(),
    }
}

/// Returns the first text that is not blank in `message`, `error` and the first of `errors`, or in the
/// `message` of one of these.
fn message(body: &Value) -> Option<String> {
    let text = |value: &Value| {
        let mut value = value;
        for _ in 0..8 {
            match value {
                Value::String(text) if !text.trim().is_empty() => return Some(text.clone()),
                Value::Object(members) => value = members.get("message")?,
                _ => return None,
            }
        }
        None
    };
    let first = || body.get("errors")?.as_array()?.first();
    [body.get("message"), body.get("error"), first()]
        .into_iter()
        .flatten()
        .find_map(text)
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for DeliveryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &'static str) -> DeliveryError {
        let answer = Response::builder()
            .status(status)
            .body(Bytes::from_static(body.as_bytes()));
        DeliveryError::refused(&answer.unwrap(), 1)
    }

    #[test]
    fn refusals_are_described_like_the_reference() {
        for (status, body, expected) in [
            (500, r#"{"message":"boom"}"#, "Internal Server Error: boom"),
            (
                401,
                r#"{"error":{"message":"bad token"}}"#,
                "Unauthorized: bad token",
            ),
            (
                422,
                r#"{"message":" ","errors":[{"message":"a"}]}"#,
                "Unprocessable Entity: a",
            ),
            (403, "no", "Forbidden"),
            (418, r#"{"message":5}"#, "418"),
            (302, "", "302"),
        ] {
            assert_eq!(
                refused(status, body).to_string(),
                format!("Delivery failed: {expected}")
            );
        }
    }

    #[test]
    fn long_bodies_of_refusals_are_cut_between_characters() {
        let long: &'static str = Box::leak(format!("x{}", "ü".repeat(20_000)).into_boxed_str());
        let error = refused(500, long);
        assert_eq!(error.body().map(str::len), Some(MAX_BODY - 1));
    }
}
