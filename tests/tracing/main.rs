//! The spans and events of a request, as a subscriber sees them.
//!
//! A binary of its own, because what `tracing` knows of call sites is shared by a process.

#![cfg(feature = "tracing")]

#[cfg(feature = "agents")]
mod agents;
mod events;

use bytes::Bytes;
use events::Events;
use http::Request;
use http_body_util::Full;
use novu_framework::{Context, Email, NovuLayer, Registry, Result, Sms, Workflow};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt,
    future::{Future, pending, poll_fn},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};
use tower::ServiceExt;
use tracing::{
    Instrument, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Registry as Spans,
    layer::{Context as SpanContext, Layer, SubscriberExt},
    registry::LookupSpan,
};

/// A span as it was when it was closed.
#[derive(Debug, Clone, PartialEq)]
struct Closed {
    name: &'static str,
    parent: Option<&'static str>,
    fields: BTreeMap<&'static str, String>,
}

/// Records the closed spans of every level.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Closed>>>);

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>, _: SpanContext<'_, S>) -> bool {
        assert!(metadata.target() == "test" || metadata.target() == "novu_framework");
        assert!(!metadata.is_span() || *metadata.level() >= Level::DEBUG || metadata.target() == "test");
        true
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, spans: SpanContext<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        spans.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, spans: SpanContext<'_, S>) {
        let span = spans.span(id).unwrap();
        record.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_close(&self, id: Id, spans: SpanContext<'_, S>) {
        let span = spans.span(&id).unwrap();
        let fields = span.extensions_mut().remove::<Fields>().unwrap();
        self.0.lock().unwrap().push(Closed {
            name: span.name(),
            parent: span.parent().map(|parent| parent.name()),
            fields: fields.0,
        });
    }
}

impl Recorder {
    fn new() -> (Self, DefaultGuard) {
        let recorder = Self::default();
        let guard = tracing::subscriber::set_default(Spans::default().with(recorder.clone()));
        (recorder, guard)
    }

    fn take(&self) -> Vec<Closed> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

const SECRET: &str = "dedale7";

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Subject {
    subject: String,
}

impl Default for Subject {
    fn default() -> Self {
        Self {
            subject: "{{payload.name}}".to_owned(),
        }
    }
}

async fn workflow(cx: Context<Value>) -> Result<()> {
    cx.step.sms("first", || Sms::new("hello")).await?;
    cx.step
        .email("second", async |controls: Subject| {
            // Pending once, so that the spans are entered anew.
            let mut polled = false;
            poll_fn(|cx| {
                cx.waker().wake_by_ref();
                match std::mem::replace(&mut polled, true) {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                }
            })
            .await;
            assert_eq!(
                tracing::Span::current().metadata().unwrap().name(),
                "novu.resolve"
            );
            if cx.payload["fail"] == true {
                return Err(format!("no mail to {}", cx.payload["name"]).into());
            }
            Ok(Email::new(controls.subject, "<p>Hi</p>"))
        })
        .await?;
    cx.step.sms("third", async || pending::<Sms>().await).await?;
    Ok(())
}

async fn ask(method: &str, target: &str, body: Value) -> u16 {
    let workflow = Workflow::builder("w", workflow).build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let layer = NovuLayer::builder(registry).insecure_without_signature();
    let request = Request::builder()
        .method(method)
        .uri(target)
        .body(Full::<Bytes>::from(body.to_string()))
        .unwrap();
    let Ok(response) = layer.build().unwrap().into_endpoint().oneshot(request).await;
    response.status().as_u16()
}

fn event(fail: bool) -> Value {
    json!({
        "payload": { "name": SECRET, "fail": fail },
        "subscriber": { "subscriberId": SECRET, "email": SECRET },
        "controls": { "subject": format!("{SECRET} {{{{payload.name}}}}") },
        "context": { "tenant": SECRET },
        "env": { "key": SECRET },
        "state": [
            { "stepId": "first", "outputs": {}, "state": { "status": SECRET } },
            { "stepId": "second", "outputs": {}, "state": { "status": SECRET } },
        ],
    })
}

fn target(step: &str) -> String {
    format!("/?action=execute&workflowId=w&stepId={step}")
}

/// The names of spans with the names of their parents, in the order in which they were closed.
fn tree(spans: &[Closed]) -> Vec<(&'static str, Option<&'static str>)> {
    spans.iter().map(|span| (span.name, span.parent)).collect()
}

fn fields<const N: usize>(fields: [(&'static str, &str); N]) -> BTreeMap<&'static str, String> {
    fields
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}

#[tokio::test]
async fn request_opens_one_span_with_children() {
    let (recorder, _guard) = Recorder::new();
    let body = event(false);
    let length = body.to_string().len().to_string();
    assert_eq!(ask("POST", &target("second"), body).await, 200);
    let spans = recorder.take();
    let bridge = Some("novu.bridge");
    assert_eq!(
        tree(&spans),
        [
            ("novu.hydrate", bridge),
            ("novu.compile", bridge),
            ("novu.resolve", bridge),
            ("novu.sanitize", bridge),
            ("novu.bridge", None),
        ]
    );
    assert_eq!(spans[0].fields, fields([("novu.step.id", "first")]));
    for span in &spans[1..4] {
        assert_eq!(span.fields, fields([("novu.step.id", "second")]));
    }
    let mut request = spans[4].fields.clone();
    assert!(request.remove("http.response.body.size").is_some());
    assert_eq!(
        request,
        fields([
            ("http.request.method", "POST"),
            ("http.request.body.size", &length),
            ("http.response.status_code", "200"),
            ("novu.action", "execute"),
            ("novu.workflow.id", "w"),
            ("novu.step.id", "second"),
            ("novu.outcome", "success"),
        ])
    );
}

#[tokio::test]
async fn failed_request_span_has_its_error_code() {
    let (recorder, _guard) = Recorder::new();
    assert_eq!(ask("POST", &target("second"), event(true)).await, 502);
    let request = recorder.take().pop().unwrap().fields;
    assert_eq!(request["error.type"], "StepExecutionFailedError");
    assert_eq!(request["novu.outcome"], "failed");
    assert_eq!(request["otel.status_code"], "ERROR");

    assert_eq!(
        ask("POST", "/?action=agent-event&agentId=x", event(true)).await,
        404
    );
    let request = recorder.take().pop().unwrap().fields;
    assert_eq!(request["error.type"], "404");
    assert_eq!(request["novu.outcome"], "refused");
    assert_eq!(request.get("otel.status_code"), None);
}

#[tokio::test]
async fn spans_are_children_of_the_callers_span() {
    let (recorder, _guard) = Recorder::new();
    let outer = tracing::info_span!(target: "test", "server");
    ask("GET", "/", Value::Null).instrument(outer).await;
    assert_eq!(
        tree(&recorder.take()),
        [("novu.bridge", Some("server")), ("server", None)]
    );
}

#[tokio::test]
async fn dropped_request_closes_its_spans() {
    let (recorder, _guard) = Recorder::new();
    {
        let target = target("third");
        let mut answer = pin!(ask("POST", &target, event(false)));
        let cx = &mut std::task::Context::from_waker(Waker::noop());
        assert!(answer.as_mut().poll(cx).is_pending());
        // Nothing stays entered between polls.
        assert!(tracing::Span::current().is_none());
    }
    let spans = recorder.take();
    // The result of an e-mail step is sanitised too.
    assert_eq!(
        tree(&spans),
        [
            ("novu.hydrate", Some("novu.bridge")),
            ("novu.sanitize", Some("novu.hydrate")),
            ("novu.hydrate", Some("novu.bridge")),
            ("novu.compile", Some("novu.bridge")),
            ("novu.resolve", Some("novu.bridge")),
            ("novu.bridge", None)
        ]
    );
    assert_eq!(spans[5].fields["novu.outcome"], "dropped");
    assert_eq!(spans[5].fields["error.type"], "dropped");
}

#[tokio::test]
async fn span_fields_contain_no_personal_data() {
    let (recorder, _guard) = Recorder::new();
    for fail in [false, true] {
        ask("POST", &target("second"), event(fail)).await;
        ask(
            "POST",
            &target("second").replace("execute", "preview"),
            event(fail),
        )
        .await;
        let run = json!({ "to": { "subscriberId": SECRET }, "payload": { "name": SECRET, "fail": true } });
        ask("POST", "/workflows/w/execute", run).await;
    }
    let spans = recorder.take();
    assert!(spans.len() > 20);
    assert!(!format!("{spans:?}").contains(SECRET));
}

#[tokio::test]
async fn span_fields_of_unsigned_requests_are_bounded() {
    let (recorder, _guard) = Recorder::new();
    let long = "x".repeat(5000);
    let method = "Y".repeat(300);
    let target = format!("/?action={long}&workflowId={long}&stepId={long}");
    assert_eq!(ask(&method, &target, Value::Null).await, 405);
    let request = recorder.take().pop().unwrap().fields;
    assert_eq!(request["http.request.method"], "_OTHER");
    assert_eq!(request["novu.action"], "unknown");
    assert_eq!(request["novu.workflow.id"].len(), 128);
    assert_eq!(request["novu.step.id"].len(), 128);
}

#[cfg(feature = "client")]
#[test]
fn client_warns_about_http_unless_the_host_is_loopback() {
    use novu_framework::client::Client;

    let (events, _guard) = Events::new();
    for url in [
        "https://api.novu.co",
        "http://localhost:3000",
        "http://novu.test/",
    ] {
        Client::builder().secret_key(SECRET).api_url(url).build().unwrap();
    }
    let warning = "the secret key is sent unencrypted to http://novu.test: use `https://` for Novu's API";
    let [event] = &*events.take() else {
        panic!("one event");
    };
    assert_eq!((event.level, &*event.message), (Level::WARN, warning));
}

#[test]
fn each_warning_about_a_workflow_is_an_event() {
    async fn function(cx: Context<Value>) -> Result<()> {
        let _ = cx.step.sms("forgotten", || Sms::new("a"));
        cx.step.sms("text", || Sms::new("a")).await?;
        Ok(())
    }
    let (events, _guard) = Events::new();
    let workflow = Workflow::builder("w", function).build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let found: Vec<_> = events
        .take()
        .into_iter()
        .filter(|event| event.level == Level::WARN)
        .map(|event| event.message)
        .collect();
    let [warning] = registry.warnings() else {
        panic!("{:?}", registry.warnings())
    };
    assert_eq!(found, [warning.to_string()]);
}

#[test]
fn layer_without_a_key_warns_once() {
    let (events, guard) = Events::new();
    let registry = Registry::builder().build().unwrap();
    let layer = NovuLayer::new(registry.clone());
    let _clones = (layer.clone(), layer.into_endpoint());
    drop(guard);
    let lacks_key = NovuLayer::from_env(registry).is_err();
    let events = events.take();
    assert_eq!(events.len(), usize::from(lacks_key), "{events:?}");
    assert!(
        events
            .iter()
            .all(|event| event.level == Level::WARN && event.message.contains("NOVU_SECRET_KEY"))
    );
}
