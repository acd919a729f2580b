//! The bridge from request to response.

mod any_request;
mod bodies;
pub(crate) mod fixtures;
mod pauses;
mod tampering;

use super::{Authentication, Bridge, Budget, Deadline, Forward, Mount, Settings};
use crate::{
    error::ErrorCode,
    registry::SourceText,
    signature::{self, SecretKey, Verifier},
};
use bytes::Bytes;
use dialects::json::ValueLimit;
use fixtures::{TestBody, block_on, registry};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    task::{Context, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The time of these tests, in milliseconds.
pub(super) const NOW: u64 = 1_700_000_000_000;

pub(super) fn at(ms: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(ms)
}

fn clock() -> SystemTime {
    at(NOW)
}

pub(super) fn key() -> SecretKey {
    SecretKey::new("test-secret").unwrap()
}

fn bridge(authentication: Authentication) -> Bridge {
    bridge_with(authentication, None)
}

fn bridge_with(authentication: Authentication, forward: Option<Arc<dyn Forward>>) -> Bridge {
    let settings = Settings {
        forward,
        ..settings(authentication)
    };
    Bridge::new(registry(), settings)
}

pub(super) fn settings(authentication: Authentication) -> Settings {
    Settings {
        prefix: "/api/novu".to_owned(),
        authentication,
        body_limit: 1000,
        body_budget: Budget::new(10_000),
        value_limit: ValueLimit::new(100),
        sources: SourceText::Shown,
        minimal_health_check: false,
        cross_origin: true,
        deadline: Deadline::default(),
        on_answer: None,
        clock,
        forward: None,
        memory: None,
        #[cfg(feature = "agents")]
        agents: Default::default(),
    }
}

pub(super) fn strict() -> Bridge {
    bridge(Authentication::Signed(Verifier::new([key()])))
}

pub(super) fn open() -> Bridge {
    bridge(Authentication::Insecure)
}

pub(super) fn bridge_that_forwards(forward: Arc<dyn Forward>) -> Bridge {
    bridge_with(Authentication::Insecure, Some(forward))
}

pub(super) fn strict_bridge_that_forwards(forward: Arc<dyn Forward>) -> Bridge {
    bridge_with(Authentication::Signed(Verifier::new([key()])), Some(forward))
}

fn request(method: Method, target: &str, body: TestBody) -> Request<TestBody> {
    Request::builder().method(method).uri(target).body(body).unwrap()
}

fn get(target: &str) -> Request<TestBody> {
    request(Method::GET, target, TestBody::new().unreadable())
}

fn post(target: &str, body: &'static str) -> Request<TestBody> {
    request(Method::POST, target, TestBody::new().data(body))
}

/// `request`, signed as if `body` were its body.
fn signed(mut request: Request<TestBody>, body: &str) -> Request<TestBody> {
    let header = key().sign(at(NOW), body.as_bytes()).parse().unwrap();
    request.headers_mut().insert(signature::HEADER, header);
    request
}

pub(super) fn answer(bridge: &Bridge, request: Request<TestBody>) -> Response<Full<Bytes>> {
    block_on(bridge.handle(request, Mount::Prefix))
}

pub(super) fn text(response: Response<Full<Bytes>>) -> String {
    let Ok(body) = block_on(response.into_body().collect());
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

/// Status and body.
fn ask(bridge: &Bridge, request: Request<TestBody>) -> (u16, Value) {
    let response = answer(bridge, request);
    let status = response.status().as_u16();
    (status, serde_json::from_str(&text(response)).unwrap())
}

/// Status and code, once that of the body and that of the extensions are the same.
fn refused(bridge: &Bridge, request: Request<TestBody>) -> (u16, &'static str) {
    let response = answer(bridge, request);
    let status = response.status().as_u16();
    let code = response.extensions().get::<ErrorCode>().expect("a code").as_str();
    let body: Value = serde_json::from_str(&text(response)).unwrap();
    assert!(
        body["message"]
            .as_str()
            .is_some_and(|message| !message.is_empty())
    );
    assert_eq!(body["code"], code);
    (status, code)
}

/// Status and text of a refused run of a whole workflow.
fn detail(bridge: &Bridge, request: Request<TestBody>) -> u16 {
    let (status, body) = ask(bridge, request);
    let body = body.as_object().unwrap();
    assert_eq!(body.keys().collect::<Vec<_>>(), ["detail"]);
    assert!(body["detail"].is_string());
    status
}

#[test]
fn health_check_needs_no_signature() {
    for query in [
        "",
        "?",
        "?action=",
        "?action=health-check",
        "?x=1&action=health%2Dcheck",
    ] {
        let (status, body) = ask(&strict(), get(&format!("/api/novu{query}")));
        assert_eq!(status, 200);
        let (workflows, steps) = (registry().len(), registry().step_count());
        assert_eq!(
            body,
            json!({
                "status": "ok",
                "sdkVersion": "2.13.2",
                "frameworkVersion": "2024-06-26",
                "discovered": {"workflows": workflows, "steps": steps},
            })
        );
    }
}

#[test]
fn every_response_has_the_same_headers() {
    let expected = [
        ("content-type", "application/json"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-private-network", "true"),
        ("access-control-allow-methods", "GET, POST"),
        ("access-control-allow-headers", "*"),
        ("access-control-max-age", "604800"),
        ("novu-framework-version", "2024-06-26"),
        ("novu-framework-sdk", "2.13.2"),
        ("novu-framework-server", "tower"),
        ("user-agent", "novu-framework:v2.13.2"),
    ]
    .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
    let mut expected = HeaderMap::from_iter(expected);
    assert_eq!(answer(&strict(), get("/api/novu")).headers(), &expected);
    expected.insert("cache-control", HeaderValue::from_static("no-store"));
    for request in [
        get("/api/novu?action=discover"),
        get("/api/novu/elsewhere"),
        get("/api/novu/workflows/welcome/execute"),
        request(Method::OPTIONS, "/api/novu", TestBody::new()),
        request(Method::PATCH, "/api/novu?action=code", TestBody::new()),
        post("/api/novu?action=agent-event", "{}"),
        post("/api/novu?action=execute", "{}"),
    ] {
        assert_eq!(answer(&strict(), request).headers(), &expected);
    }
}

#[test]
fn head_health_check_has_no_body() {
    let response = answer(&strict(), request(Method::HEAD, "/api/novu", TestBody::new()));
    assert_eq!(response.status(), 200);
    assert_eq!(text(response), "");
    let response = answer(
        &open(),
        request(Method::HEAD, "/api/novu?action=discover", TestBody::new()),
    );
    assert_eq!(response.status(), 405);
    assert_eq!(text(response), "");
}

#[test]
fn unsigned_preflight_is_answered() {
    for target in [
        "/api/novu",
        "/api/novu?action=execute",
        "/api/novu?action=zzz",
        "/api/novu/workflows/welcome/execute",
    ] {
        let request = request(Method::OPTIONS, target, TestBody::new().unreadable());
        assert_eq!(ask(&strict(), request), (200, json!({})));
    }
}

#[test]
fn signature_is_checked_before_method_and_action() {
    let strict = strict();
    let missing = (401, "SignatureNotFoundError");
    assert_eq!(refused(&strict, get("/api/novu?action=foo")), missing);
    let put = |target| request(Method::PUT, target, TestBody::new().unreadable());
    assert_eq!(refused(&strict, put("/api/novu?action=foo")), missing);
    assert_eq!(refused(&strict, put("/api/novu")), (405, "MethodNotAllowedError"));
    let get = signed(get("/api/novu?action=foo"), "{}");
    assert_eq!(refused(&strict, get), (400, "InvalidActionError"));
    let put = signed(put("/api/novu?action=execute"), "{}");
    assert_eq!(refused(&strict, put), (405, "MethodNotAllowedError"));
}

#[test]
fn signed_requests_are_answered() {
    let strict = strict();
    let discover = answer(&strict, signed(get("/api/novu?action=discover"), "{}"));
    assert_eq!(text(discover).as_bytes(), registry().discovery());

    let (status, body) = ask(
        &strict,
        signed(get("/api/novu?action=code&workflowId=welcome"), "{}"),
    );
    assert_eq!(
        (status, &body["code"]),
        (200, &json!(registry().code("welcome", "").unwrap().text()))
    );

    let event = r#"{"payload":{},"controls":{},"state":[]}"#;
    for query in [
        "action=execute&workflowId=welcome&stepId=mail",
        "step_id=mail&workflow_id=welcome&action=execute",
        "action=preview&workflowId=welcome&stepId=mail&jobId=1",
    ] {
        let (status, body) = ask(&strict, signed(post(&format!("/api/novu?{query}"), event), event));
        assert_eq!(status, 200, "{body}");
        assert!(body["outputs"].is_object());
    }
}

#[test]
fn unknown_workflow_and_step_are_404() {
    let open = open();
    let code = |query: &str| refused(&open, get(&format!("/api/novu?action=code{query}")));
    assert_eq!(code(""), (404, "WorkflowNotFoundError"));
    assert_eq!(code("&workflowId=nope"), (404, "WorkflowNotFoundError"));
    assert_eq!(
        code("&workflowId=welcome&stepId=nope"),
        (404, "StepNotFoundError")
    );
    let execute = |body| refused(&open, post("/api/novu?action=execute&workflowId=nope", body));
    assert_eq!(execute("{"), (404, "WorkflowNotFoundError"));
}

#[test]
fn agent_event_is_404() {
    let (status, body) = ask(&open(), post("/api/novu?action=agent-event&agentId=a", "{"));
    assert_eq!(status, 404);
    assert!(body["error"].is_string() && body.as_object().unwrap().len() == 1);
    let unsigned = post("/api/novu?action=agent-event&agentId=a", "{}");
    assert_eq!(refused(&strict(), unsigned), (401, "SignatureNotFoundError"));
}

#[test]
fn trigger_without_client_is_400() {
    let trigger = post("/api/novu?action=trigger&workflowId=welcome", "{}");
    assert_eq!(refused(&open(), trigger), (400, "InvalidActionError"));
}

#[test]
fn whole_run_is_answered() {
    let event = r#"{"to":"ada","payload":{}}"#;
    for id in ["welcome", "%77elcome"] {
        let request = post(&format!("/api/novu/workflows/{id}/execute"), event);
        let (status, body) = ask(&strict(), signed(request, event));
        assert_eq!((status, &body["workflow_id"]), (200, &json!("welcome")));
    }
}

#[test]
fn failed_whole_run_has_a_detail() {
    let target = "/api/novu/workflows/welcome/execute";
    assert_eq!(detail(&strict(), post(target, "{}")), 401);
    assert_eq!(detail(&strict(), get(target)), 405);
    assert_eq!(
        detail(&open(), post("/api/novu/workflows/nope/execute", "{}")),
        404
    );
    // `+` is not a space in a path.
    assert_eq!(
        detail(&open(), post("/api/novu/workflows/wel+come/execute", "{}")),
        404
    );
}

#[test]
fn unknown_path_below_the_prefix_is_404() {
    for target in [
        "/api/novu/x",
        "/api/novu/workflows",
        "/api/novu/workflows//execute?action=discover",
    ] {
        assert_eq!(
            refused(&open(), get(target)),
            (404, "InvalidActionError"),
            "{target}"
        );
    }
}

#[test]
fn endpoint_answers_on_any_path() {
    let ask = |target: &str| block_on(open().handle(get(target), Mount::Anywhere)).status();
    assert_eq!(ask("/"), StatusCode::OK);
    assert_eq!(ask("/some/where/else?action=discover"), StatusCode::OK);
    assert_eq!(
        ask("/some/where/workflows/welcome/execute"),
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[test]
fn server_without_key_answers_only_health_checks() {
    let bridge = bridge(Authentication::Signed(Verifier::new([])));
    assert_eq!(ask(&bridge, get("/api/novu")).0, 200);
    let request = signed(get("/api/novu?action=discover"), "{}");
    assert_eq!(refused(&bridge, request), (401, "SigningKeyNotFoundError"));
}

#[test]
fn each_signature_fault_has_its_code() {
    let ask = |header: &str| {
        let mut request = get("/api/novu?action=discover");
        request
            .headers_mut()
            .insert(signature::HEADER, header.parse().unwrap());
        refused(&strict(), request)
    };
    assert_eq!(ask(""), (401, "SignatureNotFoundError"));
    assert_eq!(ask("garbage"), (401, "SignatureInvalidError"));
    assert_eq!(ask(&key().sign(at(NOW), b"{} ")), (401, "SignatureMismatchError"));
    assert_eq!(
        ask(&key().sign(at(NOW + 300_001), b"{}")),
        (401, "SignatureExpiredError")
    );
    assert_eq!(
        ask(&key().sign(at(NOW - 300_001), b"{}")),
        (401, "SignatureExpiredError")
    );
}

#[test]
fn dropped_request_drops_its_workflow() {
    let token = Arc::new(());
    let mut request = request(Method::POST, "/api/novu?action=execute", TestBody::new().wait());
    request.extensions_mut().insert(token.clone());
    let mut future = open().handle(request, Mount::Prefix);
    assert!(
        future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );
    assert_eq!(Arc::strong_count(&token), 2);
    drop(future);
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn debug_output_has_no_key() {
    assert!(!format!("{:?}", strict()).contains("secret"));
}
