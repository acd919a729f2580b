//! Replays the exchanges recorded from the reference SDK (`tests/vectors/agents-exchanges.json`), on a server
//! whose agents come from `tests/vectors/agents.json`. `ours` replaces what the reference answers and sends
//! where `protocol/differences.md` says so.

#[path = "../../../examples/agents/content.rs"]
mod content;
#[path = "../../../examples/agents/definition.rs"]
mod definition;
#[path = "../../../examples/agents/human.rs"]
mod human;
#[path = "../../../examples/agents/jsx.rs"]
mod jsx;
mod normal;
#[path = "../../../examples/agents/run.rs"]
mod run;
#[path = "../../../examples/agents/values.rs"]
mod values;

use crate::vectors;
use axum::{Router, routing::get};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use normal::Normal;
use novu_framework::{BoxError, NovuEndpoint, NovuLayer, agent::Turns, client::Client, signature::SecretKey};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, sleep};
use tower::{Service, ServiceExt};

pub(super) const KEY: &str = "conformance-secret";
const ORIGIN: &str = "http://localhost:3000";

/// Novu's side. Each exchange has a path of its own, `/t<number>/v1/..`.
#[derive(Clone, Default)]
struct Novu(Arc<Mutex<HashMap<usize, Side>>>);

/// Novu's side of one exchange.
#[derive(Default)]
struct Side {
    script: Vec<Value>,
    got: Vec<Value>,
    replies: usize,
}

impl Service<Request<Full<Bytes>>> for Novu {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let novu = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body: Value = serde_json::from_slice(&body.collect().await?.to_bytes())?;
            let (number, path) = parts.uri.path()[2..].split_once('/').unwrap();
            let header = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap());
            let sent = json!({
                "method": parts.method.as_str(), "path": format!("/{path}"), "body": body,
                "headers": {"authorization": header("authorization"), "content-type": header("content-type")},
            });
            let (answer, count) = {
                let mut sides = novu.0.lock().unwrap();
                let side = sides.get_mut(&number.parse()?).unwrap();
                side.got.push(sent);
                side.replies += usize::from(path.ends_with("/reply"));
                let answer = if side.script.is_empty() {
                    Value::Null
                } else {
                    side.script.remove(0)
                };
                (answer, side.replies)
            };
            sleep(Duration::from_millis(answer["delay_ms"].as_u64().unwrap_or(0))).await;
            if answer["drop"] == true {
                return Err("the connection was closed".into());
            }
            let body = match (answer.get("text"), answer.get("json")) {
                (Some(text), _) => text.as_str().unwrap().to_owned(),
                (None, Some(json)) => json.to_string(),
                (None, None) if path.ends_with("/ingest") => r#"{"data":null}"#.to_owned(),
                (None, None) => {
                    let ids =
                        json!({"messageId": format!("platform-{count}"), "platformThreadId": "thread-1"});
                    json!({ "data": ids }).to_string()
                }
            };
            let status = answer["status"].as_u64().unwrap_or(200);
            let mut response = Response::builder().status(u16::try_from(status)?);
            for (name, value) in answer["headers"].as_object().into_iter().flatten() {
                response = response.header(name, value.as_str().unwrap());
            }
            Ok(response.body(Full::from(body))?)
        })
    }
}

/// The answer to an event, and everything that was sent until its turn was over.
struct Played {
    status: u16,
    content_type: Option<String>,
    body: Value,
    took: Duration,
    outgoing: Vec<Value>,
}

struct Server {
    novu: Novu,
    turns: Turns,
    strict: Router,
    open: Router,
}

impl Server {
    fn new() -> Self {
        let definitions = serde_json::to_vec(&vectors::load("agents.json")).unwrap();
        let registry = definition::registry(&definitions).unwrap();
        let (novu, turns) = (Novu::default(), Turns::default());
        let client = Client::builder()
            .secret_key(KEY)
            .api_url(ORIGIN)
            .transport(novu.clone());
        let client = client.build().unwrap();
        let layer = || {
            let layer = NovuLayer::builder(registry.clone()).secret_key(KEY);
            layer.client(client.clone()).turns(turns.clone())
        };
        let strict = layer().build().unwrap().into_endpoint();
        let open = layer()
            .insecure_without_signature()
            .build()
            .unwrap()
            .into_endpoint();
        let router = |endpoint: NovuEndpoint| {
            let hello = Router::new().route("/hello", get(|| async { "hello" }));
            hello.nest_service("/api/novu", endpoint)
        };
        Self {
            novu,
            turns,
            strict: router(strict),
            open: router(open),
        }
    }

    async fn play(&self, number: usize, exchange: &Value) -> Vec<Played> {
        let side = Side {
            script: exchange["novu"].as_array().cloned().unwrap_or_default(),
            ..Side::default()
        };
        self.novu.0.lock().unwrap().insert(number, side);
        let app = if exchange["strict"] == true {
            &self.strict
        } else {
            &self.open
        };
        let mut normal = Normal::new(format!("{ORIGIN}/t{number}"));
        let mut played = Vec::new();
        for step in exchange["steps"].as_array().unwrap() {
            let request = request(&step["request"], number);
            let began = Instant::now();
            let response = app.clone().oneshot(request).await.unwrap();
            let took = began.elapsed();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            while self.turns.running() > 0 {
                sleep(Duration::from_millis(1)).await;
            }
            let got = std::mem::take(&mut self.novu.0.lock().unwrap().get_mut(&number).unwrap().got);
            let status = parts.status.as_u16();
            let content_type = parts
                .headers
                .get("content-type")
                .map(|value| value.to_str().unwrap());
            played.push(Played {
                status,
                content_type: content_type.map(|value| value.split(';').next().unwrap().to_owned()),
                body: normal::answer(status, serde_json::from_slice(&body).unwrap_or_default()),
                took,
                outgoing: got.into_iter().map(|sent| normal.outgoing(sent)).collect(),
            });
        }
        played
    }
}

/// Builds the request of a step, signed if it asks for that.
fn request(step: &Value, number: usize) -> Request<axum::body::Body> {
    let fill = |text: &str| {
        let novu = format!("{ORIGIN}/t{number}");
        let other = novu.replace("localhost", "127.0.0.1");
        text.replace("{novu}", &novu).replace("{other}", &other)
    };
    let body = match (&step["text"], step.get("json")) {
        (Value::String(text), _) => Some(fill(text)),
        (_, Some(json)) => Some(fill(&json.to_string())),
        _ => None,
    };
    let mut request = Request::builder()
        .method(step["method"].as_str().unwrap_or("POST"))
        .uri(step["path"].as_str().unwrap());
    let usual = json!({"content-type": "application/json"});
    let headers = step.get("headers").unwrap_or(&usual);
    for (name, value) in headers.as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    if let Some(sign) = step.get("sign") {
        let key = if sign["key"] == "wrong" { "wrong" } else { KEY };
        let offset = Duration::from_millis(sign["offset_ms"].as_i64().unwrap_or(0).unsigned_abs());
        // The recorded offsets are in the past.
        let time = SystemTime::now() - offset;
        let text = body.as_deref().unwrap_or("{}");
        request = request.header(
            "novu-signature",
            SecretKey::new(key).unwrap().sign(time, text.as_bytes()),
        );
    }
    request.body(body.unwrap_or_default().into()).unwrap()
}

/// Returns the differences of what was played from what is wanted, which `ours` replaces in part.
fn check(exchange: &Value, played: &[Played], is_ours: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (step, played) in exchange["steps"].as_array().unwrap().iter().zip(played) {
        let wanted = |name: &str| match step["ours"].get(name) {
            Some(ours) if is_ours => ours,
            _ => &step[name],
        };
        let expect = wanted("expect");
        if expect["status"] != played.status {
            wrong.push(format!(
                "status: want {}, got {}: {}",
                expect["status"], played.status, played.body
            ));
        }
        if let Some(want) = expect["headers"].get("content-type")
            && *want != json!(played.content_type)
        {
            wrong.push(format!(
                "content-type: want {want}, got {:?}",
                played.content_type
            ));
        }
        if let Some(want) = expect.get("json") {
            normal::differences(want, &played.body, "answer", &mut wrong);
        }
        if let Some(within) = expect["within_ms"].as_u64()
            && played.took > Duration::from_millis(within)
        {
            wrong.push(format!("the answer took {:?}", played.took));
        }
        let outgoing = Value::from(played.outgoing.clone());
        normal::differences(wanted("outgoing"), &outgoing, "outgoing", &mut wrong);
    }
    wrong
}

#[tokio::test(start_paused = true)]
async fn every_exchange_is_answered_as_recorded_or_as_announced() {
    let server = Server::new();
    let file = vectors::load("agents-exchanges.json");
    let exchanges = file["exchanges"].as_array().unwrap();
    let mut results = Vec::new();
    for (number, exchange) in exchanges.iter().enumerate() {
        let played = server.play(number, exchange).await;
        let ours = check(exchange, &played, true);
        let reference = check(exchange, &played, false);
        let is_announced = exchange["steps"]
            .as_array()
            .unwrap()
            .iter()
            .any(|step| step.get("ours").is_some());
        results.push(if !ours.is_empty() {
            Err(ours.join("; "))
        } else if is_announced && reference.is_empty() {
            Err("differs from the reference no longer; remove `ours`".to_owned())
        } else {
            Ok(())
        });
    }
    assert_eq!(exchanges.len(), 233);
    let mut results = results.into_iter();
    vectors::replay_cases("agents-exchanges", exchanges, |_| results.next().unwrap());
}
