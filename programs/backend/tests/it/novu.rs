//! Novu's API, as far as triggers need it: it accepts and remembers events.

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Shared {
    events: Arc<Mutex<Vec<Value>>>,
    fails: Arc<Mutex<bool>>,
}

/// A server on a free port of this machine.
pub(crate) struct FakeApi {
    pub(crate) url: String,
    shared: Shared,
}

impl FakeApi {
    pub(crate) async fn start() -> Self {
        let shared = Shared::default();
        let app = Router::new()
            .route("/v1/events/trigger", post(trigger))
            .route("/v1/events/trigger/bulk", post(trigger_bulk))
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, app).into_future());
        Self { url, shared }
    }

    /// Returns the events since the last call.
    pub(crate) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.shared.events.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets all further triggers fail.
    pub(crate) fn fail(&self) {
        *self.shared.fails.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

impl Shared {
    fn add(&self, event: Value) -> Value {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(event);
        json!({ "acknowledged": true, "status": "processed", "transactionId": "tx" })
    }
}

async fn trigger(State(shared): State<Shared>, Json(event): Json<Value>) -> Result<Json<Value>, StatusCode> {
    if *shared.fails.lock().unwrap_or_else(PoisonError::into_inner) {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(Json(json!({ "data": shared.add(event) })))
}

async fn trigger_bulk(State(shared): State<Shared>, Json(body): Json<Value>) -> Json<Value> {
    let events = body["events"].as_array().cloned().unwrap_or_default();
    let answers: Vec<Value> = events.into_iter().map(|event| shared.add(event)).collect();
    Json(json!({ "data": answers }))
}
