//! Parses the API's answers.

use super::error::{Error, ErrorKind, Refusal};
use bytes::Bytes;
use dialects::json;
use http::{HeaderMap, Response, header};
use serde_json::Value;
use std::time::Duration;

/// Returns the content of a successful answer. The API wraps it in `{"data": ..}`, mocks and old versions do
/// not (`bridge.md` §9.1).
///
/// # Errors
///
/// If the status is not a success or the body is not JSON.
pub(super) fn read(response: &Response<Bytes>) -> Result<Value, Error> {
    if !response.status().is_success() {
        return Err(refused(response));
    }
    let body = json::read(response.body()).map_err(|error| {
        let content = match response.body().first() {
            None => "without a body",
            Some(b'<') => "with a page instead of JSON",
            Some(_) => "with something that is not JSON",
        };
        unreadable(response, content).with_source(error)
    })?;
    Ok(match Value::from(body) {
        Value::Object(mut object) if object.contains_key("data") && !object.contains_key("acknowledged") => {
            object.swap_remove("data").unwrap_or_default()
        }
        body => body,
    })
}

#[cold]
fn unreadable(response: &Response<Bytes>, content: &str) -> Error {
    Error::new(
        ErrorKind::Response,
        format!("Novu's API answered {} {content}", response.status()),
    )
}

/// Creates the error of an answer whose `key` is missing or of the wrong type.
#[cold]
pub(super) fn without(key: &str) -> Error {
    Error::new(
        ErrorKind::Response,
        format!("the answer of Novu's API has no usable `{key}`"),
    )
}

#[cold]
fn refused(response: &Response<Bytes>) -> Error {
    let body = json::read(response.body()).ok().map(Value::from);
    let refusal = Refusal {
        message: body.as_ref().and_then(message),
        body,
        retry_after: retry_after(response.headers()),
    };
    Error::api(response.status(), refusal)
}

/// Returns the API's message, with the causes that it lists below `errors`, field by field.
fn message(body: &Value) -> Option<String> {
    let texts = body.get("message").map(texts).unwrap_or_default();
    let errors = body.get("errors").and_then(Value::as_object);
    let causes: Vec<_> = errors.into_iter().flatten().filter_map(cause).collect();
    let parts = [texts.join("; "), causes.join("; ")];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// Returns the messages about one field, whose name is `general` for the request as a whole.
fn cause((field, error): (&String, &Value)) -> Option<String> {
    let texts = texts(error.get("messages").unwrap_or(error));
    match (texts.is_empty(), field.as_str()) {
        (true, _) => None,
        (false, "general") => Some(texts.join(", ")),
        (false, field) => Some(format!("{field}: {}", texts.join(", "))),
    }
}

/// Returns the texts of a text or a list of texts.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Returns `Retry-After` if it is in seconds. Novu's always is, and a date would need synchronised clocks.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}
