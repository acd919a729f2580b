//! The server that has to bear the faults, and what it must be like after each.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use novu_framework::{Context, NovuLayer, NovuLayerBuilder, NovuService, Registry, Result, Sms, Workflow};
use serde_json::{Value, json};
use std::{
    future::pending,
    io,
    sync::{Arc, Mutex, Weak},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    runtime::Handle,
    sync::Notify,
    task::JoinSet,
};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneService};

/// The app inside of the layer.
pub(super) type Inner = BoxCloneService<Request<Incoming>, Response<Full<Bytes>>, io::Error>;

/// Held by each run of the workflow for as long as it lasts, and by the workflow itself.
#[derive(Default)]
pub(super) struct Held {
    /// Notified when a resolver hangs.
    pub(super) hangs: Notify,
}

/// Counts the runs.
pub(super) struct Runs(Weak<Held>);

impl Runs {
    /// How many runs there are besides the registry's own handle.
    pub(super) fn count(&self) -> usize {
        self.0.strong_count().saturating_sub(1)
    }

    /// Whether the workflow itself is gone.
    pub(super) fn are_over(&self) -> bool {
        self.0.strong_count() == 0
    }

    /// Waits until a resolver hangs.
    pub(super) async fn one_hangs(&self) {
        let held = self.0.upgrade().unwrap();
        held.hangs.notified().await;
    }
}

/// Panics when it is dropped, if it is armed.
struct Bomb(bool);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.0, "{SECRET}");
    }
}

/// The message of panics. It must never reach a client.
pub(super) const SECRET: &str = "the-text-of-a-panic";

/// One step, `s`, that fails in the way that the payload names.
async fn workflow(cx: Context<Value>, held: Arc<Held>) -> Result<()> {
    let fault = |name: &str| cx.payload["fault"] == name;
    let _bomb = Bomb(fault("drop"));
    cx.step
        .sms("s", async || {
            let _held = Arc::clone(&held);
            let _bomb = Bomb(fault("drop in the resolver") || fault("hang, then panic"));
            assert!(!fault("resolver"), "{SECRET}");
            if fault("hang") || fault("hang, then panic") {
                held.hangs.notify_one();
                pending::<()>().await;
            }
            Sms::new(cx.payload["text"].as_str().unwrap_or("b"))
        })
        .skip(|_| {
            assert!(!fault("skip"), "{SECRET}");
            false
        })
        .await?;
    Ok(())
}

/// A registry of the workflow `w`, and what counts its runs.
pub(super) fn registry() -> (Registry, Runs) {
    let held = Arc::new(Held::default());
    let runs = Runs(Arc::downgrade(&held));
    let workflow = Workflow::builder("w", move |cx| workflow(cx, Arc::clone(&held)));
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    (registry, runs)
}

/// A server over connections in memory.
pub(super) struct Server {
    service: NovuService<Inner>,
    pub(super) runs: Runs,
    connections: Mutex<JoinSet<()>>,
}

/// Status and body.
pub(super) type Answer = (u16, String);

impl Server {
    /// A server whose layer has the settings that `set` gives it, around an app that says hello.
    pub(super) fn new(set: impl FnOnce(NovuLayerBuilder) -> NovuLayerBuilder) -> Self {
        Self::around(
            set,
            service_fn(async |_: Request<Incoming>| {
                Ok::<_, io::Error>(Response::new(Full::<Bytes>::from("hello")))
            })
            .boxed_clone(),
        )
    }

    /// The same around another app.
    pub(super) fn around(set: impl FnOnce(NovuLayerBuilder) -> NovuLayerBuilder, app: Inner) -> Self {
        let (registry, runs) = registry();
        let layer = set(NovuLayer::builder(registry).insecure_without_signature())
            .build()
            .unwrap();
        Self {
            service: layer.layer(app),
            runs,
            connections: Mutex::default(),
        }
    }

    /// Opens a connection.
    pub(super) fn connect(&self) -> DuplexStream {
        let (client, server) = tokio::io::duplex(1024);
        let service = TowerToHyperService::new(self.service.clone());
        self.connections.lock().unwrap().spawn(async move {
            // An error is the client's doing, or the app's.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(server), service)
                .await;
        });
        client
    }

    /// Opens a connection and sends `text`.
    pub(super) async fn send(&self, text: &str) -> DuplexStream {
        let mut connection = self.connect();
        connection.write_all(text.as_bytes()).await.unwrap();
        connection
    }

    /// Sends a request and waits for the answer.
    pub(super) async fn ask(&self, request: &str) -> Answer {
        read(self.send(request).await).await.expect("an answer")
    }

    /// Waits until the server has finished with all opened connections. Returns how many of them ended with a
    /// panic.
    pub(super) async fn closed(&self) -> usize {
        let mut connections = std::mem::take(&mut *self.connections.lock().unwrap());
        let mut panics = 0;
        while let Some(ended) = connections.join_next().await {
            panics += usize::from(ended.is_err());
        }
        panics
    }

    /// Asserts that the server is as it was at first: nothing is left of what has been, and the bridge and
    /// the app answer. Connections that clients hold open must have been dropped.
    pub(super) async fn assert_as_before(self) {
        assert_eq!(self.closed().await, 0, "a connection ended with a panic");
        assert_eq!(self.runs.count(), 0, "a run is left");
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0, "a task is left");
        let (status, body) = self.ask(&execute(&json!({}))).await;
        assert_eq!((status, output(&body)), (200, json!("b")), "{body}");
        assert_eq!(self.ask(HELLO).await, (200, "hello".to_owned()));
        self.closed().await;
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
        let Self { service, runs, .. } = self;
        drop(service);
        assert!(runs.are_over(), "the workflow outlives its server");
    }
}

/// A request to the app.
pub(super) const HELLO: &str = "GET /hello HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";

/// The head of a request for the step, but for the end.
pub(super) const EXECUTE: &str =
    "POST /api/novu?action=execute&workflowId=w&stepId=s HTTP/1.1\r\nhost: h\r\n";

/// A request for the step with that payload.
pub(super) fn execute(payload: &Value) -> String {
    let event = json!({ "payload": payload, "controls": {} }).to_string();
    format!(
        "{EXECUTE}connection: close\r\ncontent-length: {}\r\n\r\n{event}",
        event.len()
    )
}

/// Returns the output of the step.
pub(super) fn output(body: &str) -> Value {
    serde_json::from_str::<Value>(body).unwrap()["outputs"]["body"].take()
}

/// Reads the only answer of a connection; `None` if it was closed without one.
pub(super) async fn read(mut connection: DuplexStream) -> Option<Answer> {
    let mut text = Vec::new();
    connection.read_to_end(&mut text).await.unwrap();
    if text.is_empty() {
        return None;
    }
    let text = String::from_utf8(text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.strip_prefix("HTTP/1.1 ").unwrap()[..3].parse().unwrap();
    Some((status, body.to_owned()))
}
