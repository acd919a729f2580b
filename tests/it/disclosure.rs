//! Disclosure: the texts that responses contain, and who gets them.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Context, Email, Error, HealthCheck, NovuLayer, NovuLayerBuilder, Registry, Result, Sms, Sources,
    Workflow,
    signature::{HEADER, SecretKey},
    step::provider::Override,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{panic::Location, time::SystemTime};
use tower::ServiceExt;

const KEY: &str = "the-secret-key";
/// The message of panics.
const PANIC: &str = "the-text-of-a-panic";

#[derive(Deserialize, JsonSchema)]
struct Controls {
    #[serde(default)]
    text: String,
}

/// Two steps that fail as the payload says.
async fn workflow(cx: Context<Value>) -> Result<()> {
    let at = |place: &str| cx.payload["place"] == place;
    assert!(!at("function"), "{PANIC} at {}", Location::caller());
    if at("error of the function") {
        return Err("the shop is closed".into());
    }
    cx.step
        .sms("sms", async |controls: Controls| {
            assert!(!at("resolver"), "{PANIC} at {}", Location::caller());
            match &cx.payload["place"] {
                place if place == "error" => Err(Error::from("the shop is closed")),
                place if place == "again" => Err(Error::retryable("the shop is closed")),
                _ => Ok(Sms::new(controls.text)),
            }
        })
        .skip(|_| {
            assert!(!at("skip"), "{PANIC} at {}", Location::caller());
            false
        })
        .provider("twilio", async |_| {
            assert!(!at("provider"), "{PANIC} at {}", Location::caller());
            Override::new()
        })
        .await?;
    let subject = if at("no subject") { "" } else { "s" };
    cx.step.email("mail", || Email::new(subject, "b")).await?;
    Ok(())
}

fn builder() -> NovuLayerBuilder {
    let workflow = Workflow::builder("w", workflow).build();
    NovuLayer::builder(Registry::builder().workflow(&workflow).build().unwrap()).secret_key(KEY)
}

/// Status and text of what the bridge answers.
async fn ask(builder: NovuLayerBuilder, request: Request<Full<Bytes>>) -> (u16, String) {
    let endpoint = builder.build().unwrap().into_endpoint();
    let Ok(response) = endpoint.oneshot(request).await;
    let status = response.status().as_u16();
    let Ok(body) = response.into_body().collect().await;
    (status, String::from_utf8(body.to_bytes().to_vec()).unwrap())
}

fn unsigned(method: &str, target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(target)
        .body(Full::new(body.into()))
        .unwrap()
}

fn signed(method: &str, target: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    let body = body.into();
    let text = if method == "POST" { &body[..] } else { b"{}" };
    let header = SecretKey::new(KEY).unwrap().sign(SystemTime::now(), text);
    let mut request = unsigned(method, target, body);
    request.headers_mut().insert(HEADER, header.parse().unwrap());
    request
}

/// The discovery document and the answers of `code`, as JSON.
async fn sources(builder: impl Fn() -> NovuLayerBuilder, sign: bool) -> (Value, Vec<Value>) {
    let get = async |query: &str| {
        let make = if sign { signed } else { unsigned };
        let (status, text) = ask(builder(), make("GET", &format!("/?action={query}"), Bytes::new())).await;
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    };
    let code = vec![
        get("code&workflowId=w").await,
        get("code&workflowId=w&stepId=sms").await,
    ];
    (get("discover").await, code)
}

/// Takes every source out of a discovery document.
fn take_sources(document: &mut Value) -> Vec<Value> {
    match document {
        Value::Object(map) => {
            let code = map.get_mut("code").filter(|code| code.is_string());
            let mut found: Vec<_> = code.map(Value::take).into_iter().collect();
            found.extend(map.values_mut().flat_map(take_sources));
            found
        }
        Value::Array(items) => items.iter_mut().flat_map(take_sources).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn signed_requests_see_sources() {
    let (mut document, code) = sources(builder, true).await;
    // A workflow, two steps, a provider.
    let found = take_sources(&mut document);
    assert_eq!(found.len(), 4);
    for text in found.iter().chain(code.iter().map(|code| &code["code"])) {
        assert!(text.as_str().unwrap().starts_with("// Rust: "), "{text}");
    }
}

#[tokio::test]
async fn hidden_sources_are_in_no_response() {
    let hidden = sources(|| builder().sources(Sources::Hidden), true).await;
    assert_hidden(hidden).await;
}

#[tokio::test]
async fn sources_are_hidden_without_signatures() {
    let open = || builder().insecure_without_signature();
    assert_hidden(sources(open, false).await).await;
    assert_hidden(sources(open, true).await).await;
}

#[tokio::test]
async fn sources_are_public_only_with_insecure_public() {
    let shown = sources(builder, true).await;
    let everybody = || builder().sources(Sources::InsecurePublic);
    assert_eq!(
        sources(|| everybody().insecure_without_signature(), false).await,
        shown
    );
    // It does not spare anybody the signature.
    let (status, _) = ask(everybody(), unsigned("GET", "/?action=code&workflowId=w", "")).await;
    assert_eq!(status, 401);
    // The last call counts.
    let nobody = || everybody().insecure_without_signature().sources(Sources::Hidden);
    assert_hidden(sources(nobody, false).await).await;
}

/// Asserts that nothing but the sources is missing.
async fn assert_hidden((mut document, code): (Value, Vec<Value>)) {
    assert_eq!(code, [json!({ "code": "" }), json!({ "code": "" })]);
    assert_eq!(take_sources(&mut document), vec![json!(""); 4]);
    let (mut shown, _) = sources(builder, true).await;
    take_sources(&mut shown);
    assert_eq!(document, shown);
}

#[tokio::test]
async fn source_of_unknown_ids_is_404_shown_or_hidden() {
    for builder in [builder, || builder().sources(Sources::Hidden)] {
        for (query, status) in [("workflowId=x", 404), ("workflowId=w&stepId=x", 404)] {
            let request = signed("GET", &format!("/?action=code&{query}"), "");
            assert_eq!(ask(builder(), request).await.0, status, "{query}");
        }
    }
}

#[tokio::test]
async fn minimal_health_check_has_only_its_status() {
    let full = ask(builder(), unsigned("GET", "/", "")).await.1;
    let keys: Vec<_> = serde_json::from_str::<Value>(&full)
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, ["status", "sdkVersion", "frameworkVersion", "discovered"]);
    let bare = ask(
        builder().health_check(HealthCheck::Minimal),
        unsigned("GET", "/", ""),
    )
    .await;
    assert_eq!(bare, (200, r#"{"status":"ok"}"#.to_owned()));
}

/// Requests that fail, and the status of each. Those who do not sign get no further than 401, 404 and 405.
fn failing() -> Vec<(Request<Full<Bytes>>, u16)> {
    let execute = |step: &str, event: Value| {
        let target = format!("/?action=execute&workflowId=w&stepId={step}");
        signed("POST", &target, event.to_string())
    };
    let at = |place: &str| execute("sms", json!({ "payload": { "place": place }, "controls": {} }));
    let whole = |place: &str| {
        let event = json!({ "to": "ann", "payload": { "place": place } });
        signed("POST", "/workflows/w/execute", event.to_string())
    };
    let no_subject = json!({
        "payload": { "place": "no subject" }, "controls": {}, "state": [{ "stepId": "sms", "outputs": {} }],
    });
    vec![
        (at("function"), 500),
        (at("skip"), 500),
        (at("provider"), 500),
        (at("resolver"), 502),
        (at("error of the function"), 500),
        (at("error"), 502),
        (at("again"), 503),
        (whole("function"), 500),
        (whole("resolver"), 500),
        (whole("error"), 500),
        (execute("mail", json!({ "payload": {}, "controls": {} })), 400),
        (execute("mail", no_subject), 400),
        (execute("sms", json!({ "payload": 7 })), 400),
        (execute("sms", json!({ "payload": {}, "controls": [] })), 400),
        (
            execute("sms", json!({ "payload": {}, "controls": { "text": "{{x" } })),
            400,
        ),
        (
            execute("sms", json!({ "payload": {}, "controls": {}, "state": 7 })),
            400,
        ),
        (
            execute("mail", json!({ "payload": {}, "controls": {}, "state": [null] })),
            500,
        ),
        (
            signed("POST", "/?action=execute&workflowId=w&stepId=sms", "{"),
            400,
        ),
        (signed("POST", "/?action=execute&workflowId=x", "{}"), 404),
        (signed("POST", "/?action=trigger&workflowId=w", "{}"), 400),
        (signed("POST", "/?action=agent-event&agentId=a", "{}"), 404),
        (signed("GET", "/?action=code&workflowId=x", ""), 404),
        (signed("GET", "/?action=nonsense", ""), 400),
        (signed("DELETE", "/?action=discover", ""), 405),
        (unsigned("GET", "/?action=discover", ""), 401),
        (
            unsigned("POST", "/?action=execute&workflowId=w&stepId=sms", "{}"),
            401,
        ),
        (unsigned("POST", "/workflows/w/execute", "{}"), 401),
        (unsigned("GET", "/workflows/w/execute", ""), 405),
        (unsigned("POST", "/", "{}"), 400),
    ]
}

#[tokio::test]
async fn failure_bodies_have_only_the_documented_fields() {
    for (request, expected) in failing() {
        let what = format!("{} {}", request.method(), request.uri());
        let (status, text) = ask(builder(), request).await;
        assert_eq!(status, expected, "{what}: {text}");
        let body: Value = serde_json::from_str(&text).unwrap();
        let body = body.as_object().unwrap();
        let keys: Vec<_> = body.keys().map(String::as_str).collect();
        assert!(
            [
                &["message", "code"][..],
                &["message", "data", "code"],
                &["detail"],
                &["error"]
            ]
            .contains(&&keys[..]),
            "{what}: {text}"
        );
        match body.get("data") {
            // Validation errors.
            Some(Value::Array(items)) => {
                for item in items {
                    let keys: Vec<_> = item.as_object().unwrap().keys().collect();
                    assert_eq!(keys, ["path", "message"], "{what}: {text}");
                }
            }
            Some(Value::Object(data)) => {
                for (key, value) in data {
                    let known = ["message", "stack", "workflowId", "stepId", "name"];
                    assert!(known.contains(&&**key), "{what}: {text}");
                    // The stack is the message once more.
                    assert!(key != "stack" || *value == body["message"], "{what}: {text}");
                }
            }
            other => assert_eq!(other, None, "{what}: {text}"),
        }
    }
}

#[tokio::test]
async fn failure_bodies_reveal_nothing_of_the_server() {
    for (request, _) in failing() {
        let what = format!("{} {}", request.method(), request.uri());
        let (_, text) = ask(builder(), request).await;
        for secret in [
            PANIC,
            KEY,
            env!("CARGO_MANIFEST_DIR"),
            file!(),
            ".rs",
            "src/",
            "panicked at",
            "backtrace",
            "novu_framework::",
            "::{{closure}}",
        ] {
            assert!(!text.contains(secret), "{what} tells {secret:?}: {text}");
        }
    }
}

#[tokio::test]
async fn unsigned_requests_reveal_no_ids_or_counts() {
    let requests = || {
        [
            unsigned("GET", "/", ""),
            unsigned("OPTIONS", "/?action=execute&workflowId=w", ""),
            unsigned("GET", "/?action=discover", ""),
            unsigned("GET", "/?action=code&workflowId=w", ""),
            unsigned("POST", "/?action=execute&workflowId=w&stepId=sms", "{}"),
            unsigned("POST", "/workflows/w/execute", "{}"),
        ]
    };
    // The same server, but for its workflow.
    let other = || {
        let registry = Registry::builder().build().unwrap();
        NovuLayer::builder(registry)
            .secret_key(KEY)
            .health_check(HealthCheck::Minimal)
    };
    for (here, there) in requests().into_iter().zip(requests()) {
        let here = ask(builder().health_check(HealthCheck::Minimal), here).await;
        assert_eq!(here, ask(other(), there).await);
    }
}
