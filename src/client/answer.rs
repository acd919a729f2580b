//! Reads the API's answers.

use super::error::{Error, ErrorKind, Refusal};
use bytes::Bytes;
use dialects::json;
use http::{HeaderMap, Response, header};
use serde_json::Value;
use std::time::Duration;

/// What a successful answer says. The API wraps it in `{"data": ..}`, mocks and old versions do not (`bridge.md` §9.1).
///
/// # Errors
///
/// The status is none of success, or the body no JSON.
pub(super) fn read(response: &Response<Bytes>) -> Result<Value, Error> {
    if !response.status().is_success() {
        return Err(refused(response));
    }
    let body = json::read(response.body()).map_err(|error| {
        let what = match response.body().first() {
            None => "without a body",
            Some(b'<') => "with a page instead of JSON",
            Some(_) => "with something that is not JSON",
        };
        unreadable(response, what).with_source(error)
    })?;
    Ok(match Value::from(body) {
        Value::Object(mut object) if object.contains_key("data") && !object.contains_key("acknowledged") => {
            object.swap_remove("data").unwrap_or_default()
        }
        body => body,
    })
}

/// The error of an answer that is a success, but not of the form it should have.
#[cold]
fn unreadable(response: &Response<Bytes>, what: &str) -> Error {
    Error::new(
        ErrorKind::Response,
        format!("Novu's API answered {} {what}", response.status()),
    )
}

/// The error of an answer that lacks `key`.
#[cold]
pub(super) fn without(key: &str) -> Error {
    Error::new(
        ErrorKind::Response,
        format!("the answer of Novu's API has no `{key}`"),
    )
}

#[cold]
fn refused(response: &Response<Bytes>) -> Error {
    let body = json::read(response.body()).ok().map(Value::from);
    let refusal = Refusal {
        message: body.as_ref().and_then(|body| message(body.get("message")?)),
        body,
        retry_after: retry_after(response.headers()),
    };
    Error::api(response.status(), refusal)
}

/// The API says one thing or a list of things.
fn message(said: &Value) -> Option<String> {
    match said {
        Value::String(text) => Some(text.clone()),
        Value::Array(texts) => {
            let texts: Vec<_> = texts.iter().filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        _ => None,
    }
}

/// `Retry-After`, if it is in seconds: Novu's always is, and a date would need the clocks to agree.
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
