//! The events about discovered workflows and requests that are over.

use super::{Fields, SECRET};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use novu_framework::{Context, NoControls, NovuLayer, Registry, Result, Sms, Workflow, signature::SecretKey};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    error, fmt,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Instant, SystemTime},
};
use tower::ServiceExt;
use tracing::{Event, Level, Subscriber, subscriber::DefaultGuard};
use tracing_subscriber::{
    Registry as Spans,
    layer::{Context as SpanContext, Layer, SubscriberExt},
};

/// An event.
#[derive(Debug)]
pub(super) struct Emitted {
    pub(super) level: Level,
    pub(super) message: String,
    pub(super) fields: BTreeMap<&'static str, String>,
}

impl Emitted {
    /// Returns the fields but `duration`, which every answered request has.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        assert!(self.fields.contains_key("duration"), "{self:?}");
        let fields = self.fields.iter().filter(|(name, _)| **name != "duration");
        fields.map(|(name, value)| (*name, &**value)).collect()
    }
}

/// Records the events.
#[derive(Clone, Default)]
pub(super) struct Events(Arc<Mutex<Vec<Emitted>>>);

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &Event<'_>, _: SpanContext<'_, S>) {
        assert_eq!(event.metadata().target(), "novu_framework");
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.0.lock().unwrap().push(Emitted {
            level: *event.metadata().level(),
            message: fields.0.remove("message").unwrap(),
            fields: fields.0,
        });
    }
}

impl Events {
    pub(super) fn new() -> (Self, DefaultGuard) {
        let events = Self::default();
        let guard = tracing::subscriber::set_default(Spans::default().with(events.clone()));
        (events, guard)
    }

    pub(super) fn take(&self) -> Vec<Emitted> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// Returns the only event.
    #[track_caller]
    pub(crate) fn one(&self) -> Emitted {
        let mut events = self.take();
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }
}

#[derive(Debug)]
struct Caused(&'static str, Option<Box<Self>>);

impl fmt::Display for Caused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl error::Error for Caused {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.1.as_deref().map(|cause| cause as _)
    }
}

fn outage() -> Caused {
    let refused = Caused("connection\nrefused", None);
    Caused(
        "no mail server",
        Some(Box::new(Caused("cannot connect", Some(Box::new(refused))))),
    )
}

#[derive(Deserialize, JsonSchema)]
struct Payload {
    #[serde(default)]
    fail: bool,
    #[serde(default)]
    ignore: bool,
    /// Names are the sender's.
    #[serde(default)]
    #[schemars(extend("patternProperties" = { "": { "type": "number" } }))]
    #[expect(dead_code)]
    ages: HashMap<String, u8>,
    /// The schema accepts any string.
    #[schemars(with = "Option<String>")]
    #[expect(dead_code)]
    address: Option<IpAddr>,
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    #[serde(default)]
    text: String,
}

async fn workflow(cx: Context<Payload>) -> Result<()> {
    let sent = cx
        .step
        .sms("mail", async |_: NoControls| {
            if cx.payload.fail || cx.payload.ignore {
                return Err(outage().into());
            }
            Ok(Sms::new("hello"))
        })
        .await;
    if cx.payload.ignore {
        return Ok(());
    }
    sent?;
    cx.step.sms("text", |c: Text| Sms::new(c.text)).await?;
    if cx.payload.fail {
        return Err(outage().into());
    }
    Ok(())
}

fn registry() -> Registry {
    let workflow = Workflow::builder("w", workflow)
        .example(json!({ "fail": false, "ignore": false }))
        .build();
    Registry::builder().workflow(&workflow).build().unwrap()
}

/// Sends a request to a bridge without signatures.
async fn ask(method: &str, target: &str, body: &Value) -> u16 {
    let layer = NovuLayer::builder(registry()).insecure_without_signature();
    send(layer.build().unwrap(), request(method, target, body)).await
}

fn request(method: &str, target: &str, body: &Value) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method).uri(target);
    request.body(Full::from(body.to_string())).unwrap()
}

async fn send(layer: NovuLayer, request: Request<Full<Bytes>>) -> u16 {
    let Ok(response) = layer.into_endpoint().oneshot(request).await;
    response.status().as_u16()
}

fn event(payload: &Value) -> Value {
    json!({
        "payload": payload,
        "subscriber": { "subscriberId": SECRET },
        "controls": {},
        "state": [{ "stepId": "mail", "outputs": {}, "state": { "status": "completed" } }],
    })
}

const MAIL: &str = "/?action=execute&workflowId=w&stepId=mail";
const TEXT: &str = "/?action=execute&workflowId=w&stepId=text";

#[test]
fn discovered_workflow_is_an_info_event_with_its_steps() {
    let (events, _guard) = Events::new();
    registry();
    let event = events.one();
    assert_eq!((event.level, &*event.message), (Level::INFO, "discovered"));
    let fields: Vec<_> = event.fields.into_iter().collect();
    assert_eq!(
        fields,
        [
            ("steps", "mail (sms), text (sms)".to_owned()),
            ("workflow", "w".to_owned())
        ]
    );
}

#[tokio::test]
async fn answered_request_is_one_info_event() {
    let bridge = NovuLayer::builder(registry())
        .insecure_without_signature()
        .build()
        .unwrap();
    let (events, _guard) = Events::new();
    assert_eq!(
        send(bridge.clone(), request("POST", MAIL, &event(&json!({})))).await,
        200
    );
    let event = events.one();
    assert_eq!((event.level, &*event.message), (Level::INFO, "answered"));
    assert_eq!(
        event.fields(),
        [
            ("action", "execute"),
            ("status", "200"),
            ("step", "mail"),
            ("workflow", "w")
        ]
    );
    assert_eq!(send(bridge, request("GET", "/", &json!(null))).await, 200);
    assert_eq!(events.one().level, Level::DEBUG, "probes ask all the time");
}

#[tokio::test]
async fn failed_resolver_is_an_error_event_with_its_causes() {
    let (events, _guard) = Events::new();
    assert_eq!(ask("POST", MAIL, &event(&json!({ "fail": true }))).await, 502);
    let event = &events.take()[1];
    assert_eq!(
        (event.level, &*event.message),
        (
            Level::ERROR,
            "the resolver of step `mail` of workflow `w` failed: no mail server"
        )
    );
    assert_eq!(
        event.fields(),
        [
            ("action", "execute"),
            ("causes", "cannot connect: connection refused"),
            ("code", "StepExecutionFailedError"),
            ("status", "502"),
            ("step", "mail"),
            ("workflow", "w"),
        ]
    );
}

#[tokio::test]
async fn failed_workflow_function_is_an_error_event_with_its_causes() {
    let (events, _guard) = Events::new();
    let target = "/?action=execute&workflowId=w&stepId=gone";
    let mut body = event(&json!({ "fail": true }));
    let text = json!({ "stepId": "text", "outputs": {}, "state": { "status": "completed" } });
    body["state"].as_array_mut().unwrap().push(text);
    assert_eq!(ask("POST", target, &body).await, 500);
    let event = &events.take()[1];
    assert_eq!(event.level, Level::ERROR);
    assert_eq!(event.message, "the workflow function failed: no mail server");
    assert_eq!(event.fields["causes"], "cannot connect: connection refused");
    assert_eq!(event.fields.get("step"), None, "there is no such step");
}

#[tokio::test]
async fn ignored_failure_is_an_error_event_beside_the_answer() {
    let (events, _guard) = Events::new();
    assert_eq!(ask("POST", MAIL, &event(&json!({ "ignore": true }))).await, 200);
    let run = json!({ "to": "ann", "payload": { "ignore": true } });
    assert_eq!(ask("POST", "/workflows/w/execute", &run).await, 200);
    let events = events.take();
    for of_request in [&events[1..3], &events[4..6]] {
        assert_eq!(
            (of_request[0].level, &*of_request[0].message),
            (Level::INFO, "answered")
        );
        let ignored = &of_request[1];
        assert_eq!(ignored.level, Level::ERROR);
        assert!(
            ignored
                .message
                .contains("no mail server; the workflow function ignored this error")
        );
        assert_eq!(ignored.fields["code"], "StepExecutionFailedError");
        assert_eq!(ignored.fields["causes"], "cannot connect: connection refused");
        assert_eq!(ignored.fields["status"], "200");
    }
    assert_eq!(events.len(), 6);
}

#[tokio::test]
async fn rejected_request_is_a_warn_event_with_the_reason() {
    let (events, _guard) = Events::new();
    let mut body = event(&json!({ "fail": "yes" }));
    for (target, status, code, message) in [
        (
            MAIL,
            400,
            "ExecutionEventPayloadInvalidError",
            "the payload of workflow `w` is invalid: /fail expected boolean, found string",
        ),
        (
            "/?action=execute&workflowId=v&stepId=mail",
            404,
            "WorkflowNotFoundError",
            "there is no workflow `v`; did you mean `w`?",
        ),
    ] {
        assert_eq!(ask("POST", target, &body).await, status);
        let event = &events.take()[1];
        assert_eq!((event.level, &*event.message), (Level::WARN, message));
        assert_eq!(
            (&*event.fields["code"], &event.fields["status"]),
            (code, &status.to_string())
        );
    }
    body["payload"] = json!({});
    let layer = NovuLayer::builder(registry()).secret_key("key").build().unwrap();
    events.take();
    assert_eq!(send(layer, request("POST", MAIL, &body)).await, 401);
    let event = events.one();
    assert_eq!(event.level, Level::WARN);
    assert!(event.message.contains("no `novu-signature` header"), "{event:?}");
    assert_eq!(event.fields["code"], "SignatureNotFoundError");
}

#[tokio::test]
async fn failures_are_logged_without_payloads_and_secrets() {
    let (events, _guard) = Events::new();
    let ages = json!({ "ages": { SECRET: SECRET } });
    let run = |payload: &Value| json!({ "to": SECRET, "payload": payload });
    let controls = |controls: Value| {
        let mut event = event(&json!({}));
        event["controls"] = controls;
        event
    };
    for (target, body, status) in [
        (MAIL, event(&json!({ "fail": SECRET })), 400),
        (MAIL, event(&ages), 400),
        (MAIL, event(&json!({ "address": SECRET })), 400),
        (MAIL, json!({ "payload": { SECRET: 1 }, "state": SECRET }), 400),
        (MAIL, json!(SECRET), 400),
        (TEXT, controls(json!({ "text": { SECRET: 1 } })), 400),
        (TEXT, controls(json!({ "text": format!("{{{{ {SECRET}") })), 400),
        (
            TEXT,
            controls(json!({ "text": format!("{{% {SECRET} %}}") })),
            400,
        ),
        (
            TEXT,
            controls(json!({ "text": "x", SECRET: format!("{{% {SECRET} %}}") })),
            400,
        ),
        ("/workflows/w/execute", run(&ages), 400),
        ("/workflows/w/execute", run(&json!({ "address": SECRET })), 500),
    ] {
        let got = ask("POST", target, &body).await;
        assert_eq!(got, status, "{target} {body}");
    }
    for (signature, key) in [
        (format!("t=1,v1={SECRET}"), "key"),
        (SECRET.to_owned(), "key"),
        (
            SecretKey::new(SECRET).unwrap().sign(SystemTime::now(), b"null"),
            "other",
        ),
    ] {
        let layer = NovuLayer::builder(registry()).secret_key(format!("{key}{SECRET}"));
        let mut request = request("POST", MAIL, &Value::Null);
        request
            .headers_mut()
            .insert("novu-signature", signature.parse().unwrap());
        request
            .headers_mut()
            .insert("authorization", SECRET.parse().unwrap());
        assert_eq!(send(layer.build().unwrap(), request).await, 401);
    }
    let events = events.take();
    assert_eq!(events.len(), 28);
    for event in &events {
        assert!(!format!("{event:?}").contains(SECRET), "{event:?}");
    }
    let messages: Vec<_> = events.iter().map(|event| &*event.message).collect();
    for part in [
        "/ages/* expected number, found string",
        "the payload of workflow `w` does not fit its type",
        "cannot be compiled: control /text has a ParseError",
    ] {
        assert!(
            messages.iter().any(|message| message.contains(part)),
            "{part} in {messages:#?}"
        );
    }
}

#[tokio::test]
async fn event_about_senders_text_is_one_line() {
    let (events, _guard) = Events::new();
    let target = "/?action=code&workflowId=a%0AERROR%20forged%1B[31m";
    assert_eq!(ask("GET", target, &json!(null)).await, 404);
    let event = &events.take()[1];
    assert_eq!(event.message, "there is no workflow `a ERROR forged [31m`");
}

#[tokio::test]
async fn unsigned_requests_are_one_event_for_each_cause() {
    let began = Instant::now();
    let (events, _guard) = Events::new();
    let bridge = NovuLayer::builder(registry())
        .secret_key("key")
        .build()
        .unwrap()
        .into_endpoint();
    events.take();
    let ask = async |signature: Option<&str>| {
        let mut request = request("GET", "/?action=discover", &json!({}));
        if let Some(signature) = signature {
            let signature = signature.parse().unwrap();
            request.headers_mut().insert("novu-signature", signature);
        }
        let Ok(response) = bridge.clone().oneshot(request).await;
        assert_eq!(response.status(), 401);
    };
    for _ in 0..100 {
        ask(None).await;
        ask(Some("t=1,v1=00")).await;
    }
    let emitted = events.take();
    // One more a minute, should this machine stand still for that long.
    let allowed = 2 * (1 + began.elapsed().as_secs() as usize / 60);
    assert!((2..=allowed).contains(&emitted.len()), "{emitted:?}");
    let codes: HashSet<_> = emitted.iter().map(|event| &event.fields["code"]).collect();
    assert_eq!(codes.len(), 2, "{emitted:?}");
    assert!(emitted.iter().all(|event| event.level == Level::WARN));
}

#[tokio::test]
async fn failures_of_authenticated_requests_are_all_events() {
    let (events, _guard) = Events::new();
    let layer = NovuLayer::builder(registry()).insecure_without_signature();
    let bridge = layer.build().unwrap().into_endpoint();
    for _ in 0..3 {
        let request = request("POST", "/?action=execute&workflowId=x", &json!({}));
        let Ok(response) = bridge.clone().oneshot(request).await;
        assert_eq!(response.status(), 404);
    }
    let warnings = events
        .take()
        .into_iter()
        .filter(|event| event.level == Level::WARN);
    assert_eq!(warnings.count(), 3);
}
