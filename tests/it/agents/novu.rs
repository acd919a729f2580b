//! Novu's side: an API that records requests, and a bridge to send events to.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Agent, BoxError, NovuEndpoint, NovuLayer, NovuLayerBuilder, Registry,
    agent::{Turns, TurnsBuilder},
    client::Client,
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    future::{Future, pending},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::task::yield_now;
use tower::{Service, ServiceExt};

pub(super) const ORIGIN: &str = "https://api.novu.test";

/// An answer of the API that is not the usual one.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Usual,
    Status(u16, &'static str),
    /// With a header.
    Headed(u16, &'static str, &'static str),
    Broken,
    Hanging,
}

/// Novu's API as a transport of the client.
#[derive(Debug, Clone, Default)]
pub(super) struct Api {
    sent: Arc<Mutex<Vec<Request<Value>>>>,
    script: Arc<Mutex<VecDeque<Answer>>>,
    /// How many requests are unanswered, and the most that ever were.
    unanswered: Arc<(AtomicUsize, AtomicUsize)>,
}

impl Api {
    /// Answers as usual from now on.
    pub(super) fn forget(&self) {
        self.script.lock().unwrap().clear();
    }

    /// Returns the most requests that were unanswered at a time.
    pub(super) fn most_unanswered(&self) -> usize {
        self.unanswered.1.load(Ordering::SeqCst)
    }
}

impl Service<Request<Full<Bytes>>> for Api {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let (sent, script) = (Arc::clone(&self.sent), Arc::clone(&self.script));
        let unanswered = Arc::clone(&self.unanswered);
        Box::pin(async move {
            let now = unanswered.0.fetch_add(1, Ordering::SeqCst) + 1;
            unanswered.1.fetch_max(now, Ordering::SeqCst);
            let (parts, body) = request.into_parts();
            let body = serde_json::from_slice(&body.collect().await?.to_bytes())?;
            let is_events = parts.uri.path().ends_with("/ingest");
            let number = {
                let mut sent = sent.lock().unwrap();
                sent.push(Request::from_parts(parts, body));
                sent.len()
            };
            yield_now().await;
            unanswered.0.fetch_sub(1, Ordering::SeqCst);
            let answer = script.lock().unwrap().pop_front().unwrap_or(Answer::Usual);
            let (status, body, header) = match answer {
                Answer::Usual if is_events => (200, r#"{"data":null}"#.to_owned(), None),
                Answer::Usual => {
                    let ids =
                        json!({ "messageId": format!("platform-{number}"), "platformThreadId": "thread" });
                    (200, json!({ "data": ids }).to_string(), None)
                }
                Answer::Status(status, body) => (status, body.to_owned(), None),
                Answer::Headed(status, name, value) => (status, String::new(), Some((name, value))),
                Answer::Broken => return Err("the connection broke".into()),
                Answer::Hanging => pending().await,
            };
            let mut response = Response::builder().status(status);
            if let Some((name, value)) = header {
                response = response.header(name, value);
            }
            Ok(response.body(Full::from(body))?)
        })
    }
}

impl Api {
    /// Takes the requests that were sent.
    pub(super) fn taken(&self) -> Vec<Request<Value>> {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }
}

/// An agent, the bridge that serves it, and the API that it talks to.
pub(super) struct Novu {
    pub(super) api: Api,
    pub(super) turns: Turns,
    endpoint: NovuEndpoint,
    agent: String,
}

impl Novu {
    pub(super) fn new(agent: &Agent) -> Self {
        Self::with(agent, |turns| turns, |layer| layer)
    }

    pub(super) fn with(
        agent: &Agent,
        turns: impl FnOnce(TurnsBuilder) -> TurnsBuilder,
        layer: impl FnOnce(NovuLayerBuilder) -> NovuLayerBuilder,
    ) -> Self {
        let api = Api::default();
        let client = Client::builder()
            .secret_key("the key")
            .api_url(ORIGIN)
            .transport(api.clone())
            .build();
        let turns = turns(Turns::builder()).build();
        let registry = Registry::builder().agent(agent).build().unwrap();
        let builder = NovuLayer::builder(registry)
            .insecure_without_signature()
            .client(client.unwrap())
            .turns(turns.clone());
        Self {
            api,
            turns,
            endpoint: layer(builder).build().unwrap().into_endpoint(),
            agent: agent.id().to_owned(),
        }
    }

    /// Sets the next answers of the API.
    pub(super) fn answers(self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.api.script.lock().unwrap().extend(answers);
        self
    }

    /// Sends a message over the transport of replies, and waits for the end of the turn.
    pub(super) async fn says(&self, text: &str) -> Vec<Value> {
        self.sends("onMessage", message(text)).await
    }

    /// The same over the transport of events. Returns the events.
    pub(super) async fn says_by_events(&self, text: &str) -> Vec<Value> {
        self.sends_by_events("onMessage", message(text)).await
    }

    /// Sends an event over the transport of replies, and returns what was sent, without the ids.
    pub(super) async fn sends(&self, event: &str, body: Value) -> Vec<Value> {
        assert_eq!(self.status(event, &body).await, 200);
        self.over().await;
        let strip = |request: Request<Value>| {
            let mut body = request.into_body();
            let members = body.as_object_mut().unwrap();
            assert_eq!(
                members.shift_remove("conversationId"),
                Some(json!("conversation"))
            );
            assert_eq!(
                members.shift_remove("integrationIdentifier"),
                Some(json!("slack-main"))
            );
            body
        };
        self.taken().into_iter().map(strip).collect()
    }

    /// Sends an event over the transport of events, and returns the events of each batch.
    pub(super) async fn sends_by_events(&self, event: &str, body: Value) -> Vec<Value> {
        assert_eq!(self.status(event, &by_events(body)).await, 200);
        self.over().await;
        self.batches()
    }

    /// Takes the events of each batch that was sent.
    pub(super) fn batches(&self) -> Vec<Value> {
        self.taken().into_iter().map(|batch| events(&batch)).collect()
    }

    /// Sends an event and returns the status of the response.
    pub(super) async fn status(&self, event: &str, body: &Value) -> StatusCode {
        self.post(event, body.to_string()).await.status()
    }

    pub(super) async fn post(&self, event: &str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
        let uri = format!("/?action=agent-event&agentId={}&event={event}", self.agent);
        self.call(Request::post(uri).body(Full::<Bytes>::from(body.into())).unwrap())
            .await
    }

    /// Sends any request to the bridge.
    pub(super) async fn call(&self, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
        self.endpoint.clone().oneshot(request).await.unwrap()
    }

    /// Waits until no turn runs.
    pub(super) async fn over(&self) {
        while self.turns.running() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Takes the requests that were sent.
    pub(super) fn taken(&self) -> Vec<Request<Value>> {
        self.api.taken()
    }
}

/// Returns the events of a batch, after checks of their envelopes.
fn events(batch: &Request<Value>) -> Value {
    assert_eq!(batch.uri().path(), "/v1/agents/events/ingest");
    let envelopes = batch.body()["events"].as_array().unwrap();
    envelopes
        .iter()
        .map(|envelope| envelope["event"].clone())
        .collect()
}

/// Returns the body of a message.
pub(super) fn message(text: &str) -> Value {
    let mut body = body();
    body["message"] = json!({
        "text": text,
        "platformMessageId": "m-1",
        "author": {"userId": "u", "fullName": "Ann", "userName": "ann", "isBot": false},
        "timestamp": "2026-01-02T03:04:05.678Z",
    });
    body
}

/// Returns the body of a click.
pub(super) fn action(id: &str) -> Value {
    let mut body = body();
    body["action"] = json!({ "id": id, "sourceMessageId": "m-9" });
    body["history"] = json!([]);
    body
}

/// Returns the parts that all events have, with a URL for replies.
pub(super) fn body() -> Value {
    json!({
        "version": 1,
        "deliveryId": "conversation:m-1",
        "agentId": "test",
        "replyUrl": format!("{ORIGIN}/v1/agents/test/reply"),
        "conversationId": "conversation",
        "integrationIdentifier": "slack-main",
        "conversation": {"identifier": "public", "status": "open", "metadata": {"old": 1}, "messageCount": 1},
        "platform": "slack",
    })
}

/// Adds the URL of the transport of events.
pub(super) fn by_events(mut body: Value) -> Value {
    body["eventsUrl"] = json!(format!("{ORIGIN}/v1/agents/events/ingest"));
    body
}

/// Returns the last request of a turn over the transport of replies.
pub(super) fn typing_stop() -> Value {
    json!({ "typing": "stop" })
}

/// Returns the last batches of a turn that has not failed.
pub(super) fn ending() -> [Value; 2] {
    [
        json!([{ "type": "run-finish", "outcome": "completed" }]),
        json!([{ "type": "channel.typing", "state": "off" }]),
    ]
}
