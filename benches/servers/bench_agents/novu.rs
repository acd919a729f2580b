//! Novu's side: an API that takes everything, and the events of people.

use crate::Result;
use axum::{Json, Router, body::Bytes, extract::State, routing::post};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// Counts the turns that have ended.
type Ended = Arc<(Mutex<usize>, Condvar)>;

pub(crate) struct Novu {
    origin: String,
    ended: Ended,
    _runtime: tokio::runtime::Runtime,
}

impl Novu {
    pub(crate) fn start() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let origin = format!("http://{}", listener.local_addr()?);
        let ended = Ended::default();
        let app = Router::new()
            .route("/v1/agents/events/ingest", post(take))
            .route("/v1/agents/{id}/reply", post(take))
            .with_state(Arc::clone(&ended));
        runtime.spawn(async { axum::serve(listener, app).await });
        Ok(Self {
            origin,
            ended,
            _runtime: runtime,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns how many turns have ended so far.
    pub(crate) fn ended(&self) -> usize {
        *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wait_until_ended(&self, turns: usize) -> Result<()> {
        let ended = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .ended
            .1
            .wait_timeout_while(ended, Duration::from_secs(60), |ended| *ended < turns);
        let (ended, waited) = waited.map_err(|_| "a thread panicked")?;
        if waited.timed_out() {
            return Err(format!("{} of {turns} turns have ended", *ended).into());
        }
        Ok(())
    }

    pub(crate) fn events(&self, agent: &'static str) -> Events {
        Events {
            origin: self.origin.clone(),
            agent,
            number: 0,
            history: 0,
        }
    }
}

/// The last thing that a turn sends is that typing ends.
async fn take(State(ended): State<Ended>, body: Bytes) -> Json<Value> {
    let is_last = |end: &[u8]| body.windows(end.len()).any(|window| window == end);
    if is_last(br#""typing":"stop""#) || is_last(br#""state":"off""#) {
        *ended.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        ended.1.notify_all();
    }
    Json(
        json!({ "data": { "messageId": "1712345678.000100", "platformThreadId": "C0123:1712345678.000100" } }),
    )
}

/// Events of people, each of them another one.
pub(crate) struct Events {
    origin: String,
    agent: &'static str,
    number: u64,
    /// How many entries the history has before the present message.
    pub(crate) history: usize,
}

impl Events {
    pub(crate) fn message(&mut self, by_events: bool) -> String {
        self.number += 1;
        let (origin, agent, number) = (&self.origin, self.agent, self.number);
        let text = "Where is my order 7? It should have come on Monday.";
        let entry = json!({
            "role": "subscriber", "type": "message", "content": text, "senderName": "Ann Example",
            "createdAt": "2026-01-02T03:04:05.678Z",
        });
        let mut event = json!({
            "version": 1,
            "timestamp": "2026-01-02T03:04:05.678Z",
            "deliveryId": format!("65f0c0ffee:{number}"),
            "event": "onMessage",
            "agentId": agent,
            "replyUrl": format!("{origin}/v1/agents/{agent}/reply"),
            "conversationId": "65f0c0ffee",
            "integrationIdentifier": "slack-main",
            "action": null,
            "message": {
                "text": text,
                "platformMessageId": number.to_string(),
                "author": {"userId": "U012", "fullName": "Ann Example", "userName": "ann", "isBot": false},
                "timestamp": "2026-01-02T03:04:05.000Z",
            },
            "reaction": null,
            "conversation": {
                "identifier": "conv_7f3a91", "status": "open", "metadata": {}, "messageCount": 1,
                "createdAt": "2026-01-02T03:04:05.000Z", "lastActivityAt": "2026-01-02T03:04:05.000Z",
            },
            "subscriber": {"subscriberId": "sub-7f3a91", "firstName": "Ann"},
            "context": null,
            "notification": null,
            "humanResponse": null,
            "history": vec![entry; self.history + 1],
            "platform": "slack",
            "platformContext": {"threadId": "C0123:1712345678.000100", "channelId": "C0123", "isDM": false},
        });
        if by_events {
            event["eventsUrl"] = format!("{origin}/v1/agents/events/ingest").into();
        }
        event.to_string()
    }
}
