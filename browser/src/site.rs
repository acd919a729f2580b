//! Servers of the tests: a program with the studio, behind a witness.

use crate::defect::Planted;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use novu_framework::NovuLayer;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

/// A request and its answer, as a server has seen them.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: Method,
    pub target: String,
    pub headers: HeaderMap,
    pub body: String,
    pub status: StatusCode,
    pub response_headers: HeaderMap,
    pub response: String,
}

/// Records each exchange, and plants defects.
#[derive(Clone, Default)]
struct Witness {
    seen: Arc<Mutex<Vec<Exchange>>>,
    planted: Option<Arc<Planted>>,
}

/// A server at a port of its own, which is an origin of its own: nothing that a browser keeps is shared.
pub struct Site {
    address: SocketAddr,
    link: Option<String>,
    witness: Witness,
    task: JoinHandle<()>,
}

impl Site {
    /// Serves a program with the studio.
    pub async fn start(layer: NovuLayer, planted: Option<Arc<Planted>>) -> Self {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await;
        let address = listener.local_addr().unwrap();
        let witness = Witness {
            planted,
            ..Witness::default()
        };
        Self {
            address,
            link: layer.studio_url(&format!("http://{address}")),
            task: serve(listener, app(layer), witness.clone()),
            witness,
        }
    }

    /// Serves a fixed page for each path: a site of somebody else.
    pub async fn stranger(page: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> Self {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await;
        let address = listener.local_addr().unwrap();
        let witness = Witness::default();
        let app = Router::new().fallback(move |request: Request| {
            let page = page(request.uri().path());
            async move { axum::response::Html(page) }
        });
        Self {
            address,
            link: None,
            task: serve(listener, app, witness.clone()),
            witness,
        }
    }

    /// Returns the link that the program would print.
    pub fn link(&self) -> &str {
        self.link.as_deref().expect("a studio that answers")
    }

    /// Returns the address of a place, such as `#/comment/mail`.
    pub fn url(&self, place: &str) -> String {
        format!("{}/api/novu/studio/{place}", self.origin())
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns what was asked so far.
    pub fn seen(&self) -> Vec<Exchange> {
        lock(&self.witness.seen).clone()
    }

    /// Returns the exchanges of a route of the studio's API.
    pub fn calls(&self, route: &str) -> Vec<Exchange> {
        let end = format!("/studio/api/{route}");
        let mut seen = self.seen();
        seen.retain(|exchange| {
            exchange
                .target
                .split('?')
                .next()
                .is_some_and(|path| path.ends_with(&end))
        });
        seen
    }

    /// Ends the server and all of its connections.
    pub async fn kill(&mut self) {
        self.task.abort();
        if !self.task.is_finished() {
            let _ = (&mut self.task).await;
        }
    }

    /// Serves another program at the same port.
    pub async fn restart(&mut self, layer: NovuLayer) {
        self.kill().await;
        let listener = listen(self.address).await;
        self.task = serve(listener, app(layer), self.witness.clone());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(address: SocketAddr) -> TcpListener {
    TcpListener::bind(address).await.expect("a port of this machine")
}

fn app(layer: NovuLayer) -> Router {
    Router::new()
        .fallback(async || "the rest of the program")
        .layer(layer)
}

/// Serves until the task is aborted, which ends the connections, too.
fn serve(listener: TcpListener, app: Router, witness: Witness) -> JoinHandle<()> {
    let app = app.layer(from_fn_with_state(witness, observe));
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            let service = TowerToHyperService::new(app.clone());
            connections.spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
            while connections.try_join_next().is_some() {}
        }
    })
}

/// Records an exchange, and changes it if a defect is planted.
async fn observe(State(witness): State<Witness>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = collect(body).await;
    let (method, target) = (parts.method.clone(), parts.uri.to_string());
    let headers = parts.headers.clone();
    if let Some(planted) = &witness.planted {
        planted.change_request(&mut parts.headers);
    }
    let n = {
        let mut seen = lock(&witness.seen);
        seen.push(Exchange {
            method,
            target: target.clone(),
            headers,
            body: text(&body),
            // Until the answer is there.
            status: StatusCode::PROCESSING,
            response_headers: HeaderMap::new(),
            response: String::new(),
        });
        seen.len() - 1
    };
    let (mut parts, body) = next
        .run(Request::from_parts(parts, Body::from(body)))
        .await
        .into_parts();
    let mut body = collect(body).await;
    if parts.status == StatusCode::OK
        && let Some(file) = on_disk(&target)
    {
        body = file;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::ETAG);
    }
    if let Some(planted) = &witness.planted {
        planted.change_headers(&mut parts.headers);
        let path = target.split('?').next().unwrap_or_default();
        if let Some(changed) = planted.change_body(path, &text(&body)) {
            body = changed.into();
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.remove(header::ETAG);
        }
    }
    let exchange = &mut lock(&witness.seen)[n];
    exchange.status = parts.status;
    exchange.response_headers = parts.headers.clone();
    exchange.response = text(&body);
    Response::from_parts(parts, Body::from(body))
}

/// Reads a file of the page from the folder that the environment variable `ASSETS` names: no build is needed.
fn on_disk(target: &str) -> Option<Bytes> {
    let folder = std::env::var_os("ASSETS")?;
    let (_, name) = target.split('?').next()?.split_once("/studio/")?;
    let name = if name.is_empty() { "index.html" } else { name };
    std::fs::read(std::path::Path::new(&folder).join(name))
        .ok()
        .map(Bytes::from)
}

async fn collect(body: Body) -> Bytes {
    // A connection that ends early has no body.
    body.collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default()
}

fn text(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
