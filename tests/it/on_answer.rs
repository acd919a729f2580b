//! The hook that is called after every request.

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::Full;
use novu_framework::{
    Context, ErrorCode, NovuLayer, NovuLayerBuilder, Registry, Result, Sms, Workflow,
    layer::{Outcome, Summary},
};
use serde_json::Value;
use std::{
    convert::Infallible,
    future::{Future, pending},
    pin::pin,
    sync::{Arc, Mutex},
    task::Waker,
    time::Duration,
};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;

/// A [`Summary`] that one can keep.
#[derive(Debug, PartialEq)]
struct Told {
    action: &'static str,
    workflow: Option<String>,
    step: Option<String>,
    outcome: Outcome,
    status: Option<u16>,
    code: Option<ErrorCode>,
    message: Option<String>,
    bytes: (u64, u64),
}

impl Told {
    fn of(summary: &Summary<'_>) -> Self {
        assert!(summary.duration < Duration::from_secs(600));
        Self {
            action: summary.action,
            workflow: summary.workflow.map(str::to_owned),
            step: summary.step.map(str::to_owned),
            outcome: summary.outcome,
            status: summary.status.map(|status| status.as_u16()),
            code: summary.code,
            message: summary.message.map(str::to_owned),
            bytes: (summary.request_bytes, summary.response_bytes),
        }
    }
}

/// The calls of the hook.
type Log = Arc<Mutex<Vec<Told>>>;

async fn workflow(cx: Context<Value>) -> Result<()> {
    cx.step
        .sms("fails", async || -> Result<Sms> { Err("broken".into()) })
        .await?;
    cx.step.sms("hangs", async || pending::<Sms>().await).await?;
    Ok(())
}

fn builder() -> (NovuLayerBuilder, Log) {
    let workflow = Workflow::builder("w", workflow).build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let log = Log::default();
    let builder = NovuLayer::builder(registry).on_answer({
        let log = log.clone();
        move |summary: &Summary<'_>| log.lock().unwrap().push(Told::of(summary))
    });
    (builder, log)
}

fn open() -> (NovuLayer, Log) {
    let (builder, log) = builder();
    (builder.insecure_without_signature().build().unwrap(), log)
}

fn request(method: &str, target: &str, body: &'static str) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(target)
        .body(Full::from(body))
        .unwrap()
}

/// Returns the call of the hook for one request.
async fn told((layer, log): (NovuLayer, Log), request: Request<Full<Bytes>>) -> Told {
    let Ok(_) = layer.into_endpoint().oneshot(request).await;
    let mut log = log.lock().unwrap();
    assert_eq!(log.len(), 1);
    log.remove(0)
}

const EVENT: &str = r#"{"payload":{},"controls":{}}"#;

#[tokio::test]
async fn success_is_reported_with_its_sizes() {
    let told = told(open(), request("GET", "/", "")).await;
    let length = r#"{"status":"ok","sdkVersion":"2.13.2","frameworkVersion":"2024-06-26","discovered":{"workflows":1,"steps":2}}"#;
    assert_eq!(
        told,
        Told {
            action: "health-check",
            workflow: None,
            step: None,
            outcome: Outcome::Success,
            status: Some(200),
            code: None,
            message: None,
            bytes: (0, length.len() as u64),
        }
    );
}

#[tokio::test]
async fn failure_is_reported_with_its_code() {
    let told = told(
        open(),
        request("POST", "/?action=execute&workflowId=w&stepId=fails", EVENT),
    )
    .await;
    assert_eq!((told.action, told.outcome), ("execute", Outcome::Failed));
    assert_eq!(
        (told.workflow.as_deref(), told.step.as_deref()),
        (Some("w"), Some("fails"))
    );
    assert_eq!(told.status, Some(502));
    assert_eq!(told.code, Some(ErrorCode::StepExecutionFailed));
    assert_eq!(
        told.message.as_deref(),
        Some("the resolver of step `fails` of workflow `w` failed: broken")
    );
    assert_eq!(told.bytes.0, EVENT.len() as u64);
}

#[tokio::test]
async fn unknown_ids_and_actions_are_not_reported() {
    let told = told(
        open(),
        request("POST", "/?action=execute&workflowId=x&stepId=fails", EVENT),
    )
    .await;
    assert_eq!((told.action, told.workflow, told.step), ("execute", None, None));
    assert_eq!(told.outcome, Outcome::Refused);
    let told = self::told(open(), request("GET", "/?action=x&workflowId=w&stepId=x", "")).await;
    assert_eq!(
        (told.action, told.workflow.as_deref(), told.step),
        ("unknown", Some("w"), None)
    );
}

#[tokio::test]
async fn rejections_and_head_requests_are_reported() {
    let (builder, log) = builder();
    let strict = builder.secret_key("key").build().unwrap();
    let told = told((strict, log), request("POST", "/?action=execute", EVENT)).await;
    assert_eq!(told.code, Some(ErrorCode::SignatureNotFound));
    assert_eq!((told.outcome, told.bytes.0), (Outcome::Refused, 0));

    let told = self::told(open(), request("HEAD", "/", "")).await;
    assert_eq!((told.outcome, told.bytes), (Outcome::Success, (0, 0)));
}

#[tokio::test]
async fn preflight_is_reported_once_with_any_cors_setting() {
    let preflight = || request("OPTIONS", "/?action=execute", "");
    assert_eq!(told(open(), preflight()).await.action, "preflight");

    let (builder, log) = builder();
    let origin = HeaderValue::from_static("https://example.org");
    let layer = builder
        .insecure_without_signature()
        .cors(CorsLayer::new().allow_origin(origin))
        .build()
        .unwrap();
    let told = told((layer, log), preflight()).await;
    assert_eq!((told.action, told.bytes), ("preflight", (0, 2)));
}

#[tokio::test]
async fn whole_run_is_reported() {
    let told = told(open(), request("POST", "/workflows/w/execute", r#"{"to":"ann"}"#)).await;
    assert_eq!(
        (told.action, told.workflow.as_deref(), told.status),
        ("whole-run", Some("w"), Some(500))
    );
}

#[tokio::test]
async fn dropped_request_is_reported_without_a_status() {
    let (layer, log) = open();
    let request = request("POST", "/?action=execute&workflowId=w&stepId=hangs", EVENT);
    // The state of the step before comes with the event.
    let (parts, _) = request.into_parts();
    let body = r#"{"payload":{},"controls":{},"state":[{"stepId":"fails","outputs":{}}]}"#;
    let request = Request::from_parts(parts, Full::<Bytes>::from(body));
    {
        let mut answer = pin!(layer.into_endpoint().oneshot(request));
        let cx = &mut std::task::Context::from_waker(Waker::noop());
        assert!(answer.as_mut().poll(cx).is_pending());
        assert!(log.lock().unwrap().is_empty());
    }
    let told = log.lock().unwrap().pop().unwrap();
    assert_eq!((told.outcome, told.status), (Outcome::Dropped, None));
    assert_eq!(told.step.as_deref(), Some("hangs"));
    assert_eq!(told.bytes, (body.len() as u64, 0));
}

#[tokio::test]
async fn passed_through_request_is_not_reported() {
    let (layer, log) = open();
    let mut service = layer.layer(service_fn(async |_: Request<Full<Bytes>>| {
        Ok::<_, Infallible>(http::Response::new(Full::<Bytes>::default()))
    }));
    let Ok(_) = service.call(request("GET", "/hello", "")).await;
    assert!(log.lock().unwrap().is_empty());
    let Ok(_) = service.call(request("GET", "/api/novu", "")).await;
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn panic_in_on_answer_keeps_the_response() {
    let registry = Registry::builder().build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .on_answer(|_: &Summary<'_>| panic!("secret"))
        .build()
        .unwrap();
    let Ok(response) = layer.into_endpoint().oneshot(request("GET", "/", "")).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn outcome_names_are_lower_case() {
    assert_eq!(Outcome::Success.to_string(), "success");
    assert_eq!(Outcome::Refused.as_str(), "refused");
    assert_eq!(Outcome::Failed.as_str(), "failed");
    assert_eq!(Outcome::Dropped.as_str(), "dropped");
}
