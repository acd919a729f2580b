//! Prints the JSON bodies of responses.

use super::headers::{FRAMEWORK_VERSION, SDK_VERSION};
use crate::{
    engine::{StepOutcome, WholeRun},
    error::{ErrorCode, Fault},
};
use bytes::Bytes;
use dialects::json::{self, Json};
use http::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderValue},
};
use http_body_util::Full;
use std::time::Duration;

/// A response before it has headers.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: Bytes,
    code: Option<ErrorCode>,
}

impl Reply {
    /// Creates a 200 with a body that is JSON already.
    pub(super) fn json(body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            body: body.into(),
            code: None,
        }
    }

    /// Prints the body of a health check.
    pub(super) fn health(workflows: usize, steps: usize) -> Bytes {
        format!(
            r#"{{"status":"ok","sdkVersion":"{SDK_VERSION}","frameworkVersion":"{FRAMEWORK_VERSION}","discovered":{{"workflows":{workflows},"steps":{steps}}}}}"#
        )
        .into()
    }

    pub(super) fn minimal_health() -> Bytes {
        Bytes::from_static(br#"{"status":"ok"}"#)
    }

    pub(super) fn preflight() -> Self {
        Self::json("{}")
    }

    /// Prints the outcome of a step (`bridge.md` §5.7), with the time that it took in milliseconds.
    pub(super) fn step(outcome: &StepOutcome, duration: Duration) -> Self {
        // Most outcomes are one long text and little else. Some of it is escaped.
        let room = outcome.outputs.as_object().map_or(0, |outputs| {
            let lengths = outputs
                .values()
                .map(|output| output.as_str().map_or(16, str::len));
            lengths.sum::<usize>()
        });
        let mut out = String::with_capacity(256 + room + room / 8);
        out.push_str(r#"{"outputs":"#);
        json::stringify(&mut out, &outcome.outputs);
        out.push_str(r#","providers":"#);
        json::stringify_object(&mut out, &outcome.providers);
        out.push_str(r#","options":{"skip":"#);
        out.push_str(if outcome.skip { "true" } else { "false" });
        out.push_str(r#"},"metadata":{"status":"success","error":false,"duration":"#);
        push_millis(&mut out, duration);
        out.push_str("}}");
        Self::json(out)
    }

    /// Prints the outcome of a whole run (`bridge.md` §12).
    pub(super) fn whole_run(workflow_id: &str, run: &WholeRun) -> Self {
        let mut out = String::with_capacity(2048);
        out.push_str(r#"{"workflow_id":"#);
        json::push_string(&mut out, workflow_id);
        out.push_str(r#","status":"completed","steps_executed":"#);
        json::push_u64(&mut out, run.outputs.len() as u64);
        out.push_str(r#","step_results":"#);
        json::stringify_object(&mut out, &run.outputs);
        out.push_str(r#","payload":"#);
        json::stringify(&mut out, &run.payload);
        out.push('}');
        Self::json(out)
    }

    /// Prints `{"message", "data"?, "code"}` in that order (bridge.md §1.5).
    pub(super) fn fault(fault: &Fault) -> Self {
        let mut text = String::with_capacity(96 + fault.message.len());
        text.push_str(r#"{"message":"#);
        json::push_string(&mut text, &fault.message);
        if let Some(data) = &fault.data {
            text.push_str(r#","data":"#);
            json::stringify(&mut text, &data.into());
        }
        text.push_str(r#","code":"#);
        json::push_string(&mut text, fault.code.as_str());
        text.push('}');
        Self::failure(fault, text)
    }

    /// Prints `{"detail"}`: the failure of a whole run.
    pub(super) fn detail(fault: &Fault) -> Self {
        Self::failure(fault, object("detail", &fault.message))
    }

    /// Prints `{"error"}` with 404: the one failure of the protocol without a code (bridge.md §16).
    pub(super) fn unknown_agent() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            body: object("error", "there is no such agent").into(),
            code: None,
        }
    }

    /// Prints the acknowledgement of an agent's event.
    #[cfg(feature = "agents")]
    pub(super) fn acknowledged() -> Self {
        Self {
            status: StatusCode::OK,
            body: Bytes::from_static(br#"{"status":"ack"}"#),
            code: None,
        }
    }

    /// Prints a refusal of Novu's API in the API's own words (`bridge.md` §9.3). The protocol has no code for
    /// it.
    pub(super) fn platform(status: StatusCode, code: &str, message: &Json) -> Self {
        let mut text = String::from(r#"{"message":"","data":{"message":"#);
        json::stringify(&mut text, message);
        text.push_str(r#"},"code":"#);
        json::push_string(&mut text, code);
        text.push('}');
        Self {
            status,
            body: text.into(),
            code: None,
        }
    }

    /// Prints `{"code"}`: the source text of a workflow or step.
    pub(super) fn code(source: &str) -> Self {
        Self::json(object("code", source))
    }

    #[cold]
    fn failure(fault: &Fault, body: String) -> Self {
        Self {
            status: fault.status,
            body: body.into(),
            code: Some(fault.code),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn error_code(&self) -> Option<ErrorCode> {
        self.code
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    pub(super) fn without_body(mut self) -> Self {
        self.body = Bytes::new();
        self
    }

    /// Returns whether the sender should send the same request again a second later.
    fn is_overload(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE && self.code == Some(ErrorCode::Bridge)
    }

    /// Creates the response, with the code of a failure as an extension.
    pub(super) fn into_response(self, headers: HeaderMap) -> Response<Full<Bytes>> {
        let is_overload = self.is_overload();
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        if is_overload {
            let second = HeaderValue::from_static("1");
            response.headers_mut().insert(header::RETRY_AFTER, second);
        }
        if let Some(code) = self.code {
            response.extensions_mut().insert(code);
        }
        response
    }
}

/// Prints the response to a request for a step.
#[cfg(any(feature = "studio", feature = "testing"))]
pub(crate) fn printed(outcome: &Result<Option<StepOutcome>, Fault>, took: Duration) -> (StatusCode, Bytes) {
    let reply = match outcome {
        Ok(Some(outcome)) => Reply::step(outcome, took),
        Ok(None) => Reply::step(&StepOutcome::without_target(), took),
        Err(fault) => Reply::fault(fault),
    };
    (reply.status, reply.body)
}

/// Prints `{"key":"text"}`. The key needs no escape.
fn object(key: &'static str, text: &str) -> String {
    let mut out = String::with_capacity(key.len() + text.len() + 16);
    out.push_str("{\"");
    out.push_str(key);
    out.push_str("\":");
    json::push_string(&mut out, text);
    out.push('}');
    out
}

/// Prints the milliseconds of a duration, to the nanosecond, as JavaScript prints that number.
fn push_millis(out: &mut String, duration: Duration) {
    let millis = duration.as_secs().saturating_mul(1000);
    json::push_u64(out, millis.saturating_add(duration.subsec_millis().into()));
    let mut fraction = duration.subsec_nanos() % 1_000_000;
    if fraction > 0 {
        out.push('.');
    }
    let mut place = 100_000;
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / place) as u8));
        fraction %= place;
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(reply: &Reply) -> String {
        String::from_utf8(reply.body.to_vec()).unwrap()
    }

    #[test]
    fn failure_body_has_message_data_and_code_in_order() {
        let fault = Fault::new(ErrorCode::StepNotFound, "no \"x\"\n");
        assert_eq!(
            text(&Reply::fault(&fault)),
            r#"{"message":"no \"x\"\n","code":"StepNotFoundError"}"#
        );
        let fault = fault.with_data(json!({"b": 1.0, "a": null}));
        assert_eq!(
            text(&Reply::fault(&fault)),
            r#"{"message":"no \"x\"\n","data":{"b":1,"a":null},"code":"StepNotFoundError"}"#
        );
    }

    #[test]
    fn failure_data_may_be_null() {
        let fault = Fault::new(ErrorCode::Bridge, "m").with_data(json!(null));
        assert_eq!(
            text(&Reply::fault(&fault)),
            r#"{"message":"m","data":null,"code":"BridgeError"}"#
        );
    }

    #[test]
    fn other_bodies_have_one_key() {
        let fault = Fault::new(ErrorCode::WorkflowNotFound, "m");
        assert_eq!(text(&Reply::detail(&fault)), r#"{"detail":"m"}"#);
        assert_eq!(
            text(&Reply::unknown_agent()),
            r#"{"error":"there is no such agent"}"#
        );
        assert_eq!(text(&Reply::code("a\tb")), r#"{"code":"a\tb"}"#);
    }

    #[test]
    fn response_carries_the_code_of_its_failure() {
        let fault = Fault::new(ErrorCode::StepNotFound, "m");
        let response = Reply::fault(&fault).into_response(HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.extensions().get(), Some(&ErrorCode::StepNotFound));
        let response = Reply::json("{}").into_response(HeaderMap::new());
        assert_eq!(response.extensions().get::<ErrorCode>(), None);
    }

    #[test]
    fn durations_are_printed_as_javascript_prints_their_milliseconds() {
        for (duration, printed) in [
            (Duration::ZERO, "0"),
            (Duration::from_nanos(1), "0.000001"),
            (Duration::from_nanos(8_548), "0.008548"),
            (Duration::from_nanos(999_999), "0.999999"),
            (Duration::from_millis(1), "1"),
            (Duration::from_nanos(1_500_000), "1.5"),
            (Duration::from_nanos(61_000_020_000), "61000.02"),
            (Duration::from_secs(3600), "3600000"),
        ] {
            let mut out = String::new();
            push_millis(&mut out, duration);
            assert_eq!(out, printed);
            let mut number = String::new();
            json::push_f64(&mut number, printed.parse().unwrap());
            assert_eq!(number, printed);
        }
        push_millis(&mut String::new(), Duration::MAX);
    }
}
