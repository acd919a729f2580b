//! A model API that plays a script: chat completions over server-sent events.

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use std::{
    collections::{HashSet, VecDeque},
    io,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, sync::Semaphore};

pub(crate) const KEY: &str = "the key of the model";
pub(crate) const NAME: &str = "gpt-of-this-machine";

/// One answer of the model.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A text in pieces.
    Text(&'static [&'static str]),
    /// A text in pieces, and then the connection breaks.
    Broken(&'static [&'static str]),
    /// A text in pieces, and then nothing more.
    Endless(&'static [&'static str]),
    /// A call of a tool: its id, name, and arguments in pieces.
    Call(&'static str, &'static str, &'static [&'static str]),
    /// An error.
    Status(u16, &'static str),
}

/// The model API. Its clones share the script.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) url: String,
    script: Arc<Mutex<VecDeque<Answer>>>,
    got: Arc<Mutex<Vec<Value>>>,
    /// A permit for each endless answer that has begun.
    pub(crate) began: Arc<Semaphore>,
    /// A permit for each endless answer whose client has gone.
    pub(crate) left: Arc<Semaphore>,
}

impl Model {
    pub(crate) async fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let model = Self {
            url: format!("http://{}/v1", listener.local_addr().unwrap()),
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            got: Arc::default(),
            began: Arc::new(Semaphore::new(0)),
            left: Arc::new(Semaphore::new(0)),
        };
        let app = Router::new()
            .route("/v1/chat/completions", post(complete))
            .with_state(model.clone());
        tokio::spawn(async { axum::serve(listener, app).await });
        model
    }

    /// Returns the messages of each request: roles and texts.
    pub(crate) fn prompts(&self) -> Vec<Vec<(String, String)>> {
        let got = self.got.lock().unwrap();
        let prompts = got.iter().map(|request| {
            let messages = request["messages"].as_array().unwrap().iter();
            let messages = messages.map(|message| (text(&message["role"]), text(&message["content"])));
            messages.collect()
        });
        prompts.collect()
    }

    /// Returns the request with that index.
    pub(crate) fn request(&self, index: usize) -> Value {
        self.got.lock().unwrap()[index].clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Answers a request as the script says, if the API of a model would take it.
async fn complete(State(model): State<Model>, headers: HeaderMap, Json(request): Json<Value>) -> Response {
    let refusal = refusal(&headers, &request);
    model.got.lock().unwrap().push(request);
    if let Some(refusal) = refusal {
        return error(400, &refusal);
    }
    let answer = model.script.lock().unwrap().pop_front();
    let (deltas, end) = match answer {
        None => return error(500, "the script is over"),
        Some(Answer::Status(status, message)) => return error(status, message),
        Some(Answer::Text(pieces)) => (texts(pieces), End::Done("stop")),
        Some(Answer::Broken(pieces)) => (texts(pieces), End::Broken),
        Some(Answer::Endless(pieces)) => {
            let guard = Left(Arc::clone(&model.left));
            model.began.add_permits(1);
            (texts(pieces), End::Never(guard))
        }
        Some(Answer::Call(id, name, arguments)) => {
            let begin = json!({
                "index": 0, "id": id, "type": "function", "function": { "name": name, "arguments": "" },
            });
            let more = arguments
                .iter()
                .map(|piece| json!({ "index": 0, "function": { "arguments": piece } }));
            let calls = std::iter::once(begin).chain(more);
            let deltas = calls.map(|call| json!({ "tool_calls": [call] })).collect();
            (deltas, End::Done("tool_calls"))
        }
    };
    let headers = [(header::CONTENT_TYPE, "text/event-stream")];
    (headers, Body::from_stream(events(deltas, end))).into_response()
}

/// Returns why the API of a model would refuse a request.
fn refusal(headers: &HeaderMap, request: &Value) -> Option<String> {
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|value| value != &format!("Bearer {KEY}"))
    {
        return Some("wrong key".to_owned());
    }
    if request["stream"] != true || request["model"] != NAME {
        return Some(format!("wrong model or no stream: {request}"));
    }
    let mut called = HashSet::new();
    for message in request["messages"].as_array()? {
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            called.insert(text(&call["id"]));
        }
        if message["role"] == "tool" && !called.remove(&text(&message["tool_call_id"])) {
            return Some(format!("a result without its call: {message}"));
        }
        if message["content"].is_null() && message["tool_calls"].is_null() {
            return Some(format!("a message without content: {message}"));
        }
    }
    (!called.is_empty()).then(|| format!("calls without results: {called:?}"))
}

fn error(status: u16, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "test", "param": null, "code": null } });
    (StatusCode::from_u16(status).unwrap(), Json(error)).into_response()
}

fn texts(pieces: &[&str]) -> Vec<Value> {
    pieces.iter().map(|piece| json!({ "content": piece })).collect()
}

enum End {
    Done(&'static str),
    Broken,
    Never(Left),
}

/// Adds a permit when it is dropped.
struct Left(Arc<Semaphore>);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

fn events(deltas: Vec<Value>, end: End) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let mut chunks: Vec<_> = deltas.into_iter().map(|delta| Ok(event(&delta, None))).collect();
    let left = match end {
        End::Done(reason) => {
            chunks.push(Ok(event(&json!({}), Some(reason))));
            chunks.push(Ok(Bytes::from_static(b"data: [DONE]\n\n")));
            None
        }
        End::Broken => {
            chunks.push(Err(io::Error::other("the connection breaks")));
            None
        }
        End::Never(left) => Some(left),
    };
    let rest = stream::once(async move {
        match &left {
            Some(_) => std::future::pending().await,
            None => Ok(Bytes::new()),
        }
    });
    stream::iter(chunks).chain(rest)
}

fn event(delta: &Value, finish_reason: Option<&str>) -> Bytes {
    let chunk = json!({
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_767_323_045,
        "model": NAME,
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish_reason }],
    });
    Bytes::from(format!("data: {chunk}\n\n"))
}
