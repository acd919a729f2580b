use super::super::KEY;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
};

/// Novu's API on this machine. It holds its answers until they are released.
pub(super) struct Novu {
    pub(super) origin: String,
    got: mpsc::UnboundedReceiver<Value>,
    gate: Arc<Semaphore>,
}

type Shared = (mpsc::UnboundedSender<Value>, Arc<Semaphore>);

impl Novu {
    pub(super) async fn start() -> Self {
        let (sender, got) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(0));
        let app = Router::new()
            .route("/v1/agents/hello/reply", post(take))
            .with_state((sender, Arc::clone(&gate)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { origin, got, gate }
    }

    /// Returns the body of the next request.
    pub(super) async fn next(&mut self) -> Value {
        self.got.recv().await.unwrap()
    }

    /// Lets this many requests be answered.
    pub(super) fn release(&self, requests: usize) {
        self.gate.add_permits(requests);
    }
}

async fn take(
    State((sender, gate)): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    if headers["authorization"] != format!("ApiKey {KEY}").as_str() {
        return (StatusCode::UNAUTHORIZED, Json(json!({})));
    }
    sender.send(body).unwrap();
    gate.acquire().await.unwrap().forget();
    let ids = json!({ "messageId": "m-2", "platformThreadId": "thread" });
    (StatusCode::OK, Json(json!({ "data": ids })))
}

/// Returns the body of the event of a message.
pub(super) fn event(origin: &str, text: &str) -> Value {
    json!({
        "version": 1,
        "timestamp": "2026-01-02T03:04:05.678Z",
        "deliveryId": "conversation:m-1",
        "event": "onMessage",
        "agentId": "hello",
        "replyUrl": format!("{origin}/v1/agents/hello/reply"),
        "conversationId": "conversation",
        "integrationIdentifier": "slack-main",
        "action": null,
        "message": {
            "text": text,
            "platformMessageId": "m-1",
            "author": {"userId": "u", "fullName": "Ann", "userName": "ann", "isBot": false},
            "timestamp": "2026-01-02T03:04:05.000Z",
        },
        "reaction": null,
        "conversation": {"identifier": "public", "status": "open", "metadata": {}, "messageCount": 1},
        "subscriber": {"subscriberId": "ann"},
        "history": [],
        "platform": "slack",
        "platformContext": {"threadId": "t", "channelId": "c", "isDM": true},
    })
}
