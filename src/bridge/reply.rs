//! Answers: the JSON bodies of success and failure, and the response around them.

use crate::error::{ErrorCode, Fault};
use bytes::Bytes;
use dialects::json::{self, Json};
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;

/// An answer before it has headers.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: Bytes,
    code: Option<ErrorCode>,
}

impl Reply {
    /// 200 with a body that is JSON already.
    pub(super) fn json(body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            body: body.into(),
            code: None,
        }
    }

    /// `{"message", "data"?, "code"}` in that order (bridge.md §1.5).
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

    /// `{"detail"}`: how the whole-workflow route tells failures.
    pub(super) fn detail(fault: &Fault) -> Self {
        Self::failure(fault, object("detail", &fault.message))
    }

    /// `{"error"}` with 404: the one failure of the protocol that has no code (bridge.md §16).
    pub(super) fn unknown_agent() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            body: object("error", "there is no such agent").into(),
            code: None,
        }
    }

    /// What Novu's API refused, in the API's own words (`bridge.md` §9.3). The protocol has no code for it.
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

    /// `{"code"}`: the source text of a workflow or step.
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

    /// The code of a failure that has one.
    pub(super) fn error_code(&self) -> Option<ErrorCode> {
        self.code
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// How many bytes the body has.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// The same answer as `HEAD` has it.
    pub(super) fn without_body(mut self) -> Self {
        self.body = Bytes::new();
        self
    }

    /// The response, with the code of a failure as an extension.
    pub(super) fn into_response(self, headers: HeaderMap) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        if let Some(code) = self.code {
            response.extensions_mut().insert(code);
        }
        response
    }
}

/// `{"key":"text"}`. The key needs no escape.
fn object(key: &'static str, text: &str) -> String {
    let mut out = String::with_capacity(key.len() + text.len() + 16);
    out.push_str("{\"");
    out.push_str(key);
    out.push_str("\":");
    json::push_string(&mut out, text);
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(reply: &Reply) -> String {
        String::from_utf8(reply.body.to_vec()).unwrap()
    }

    #[test]
    fn failures_have_message_data_and_code_in_this_order() {
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
    fn data_may_be_null() {
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
    fn responses_carry_the_code_of_their_failure() {
        let fault = Fault::new(ErrorCode::StepNotFound, "m");
        let response = Reply::fault(&fault).into_response(HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.extensions().get(), Some(&ErrorCode::StepNotFound));
        let response = Reply::json("{}").into_response(HeaderMap::new());
        assert_eq!(response.extensions().get::<ErrorCode>(), None);
    }
}
