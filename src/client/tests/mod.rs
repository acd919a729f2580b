mod failures;
mod network;
mod requests;
mod retries;
mod settings;

use super::{
    Actor, Client, ClientBuilder, ConfigError, Error, ErrorKind, Event, Recipient, Recipients,
    SubscriberPayload, Topic, Transport, TriggerStatus, Triggered,
};
use crate::{Context, Registry, Workflow, bridge::tests::fixtures};
use bytes::Bytes;
use fixtures::TestBody;
use http::{Method, Request, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use serde_json::{Value, json};
use std::{
    collections::{HashSet, VecDeque},
    future::{IntoFuture, pending},
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{self, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::Instant,
};
use tower::service_fn;

const DONE: &str = r#"{"data":{"acknowledged":true,"status":"processed","transactionId":"tx"}}"#;

/// A request as the API sees it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    method: Method,
    uri: String,
    headers: Vec<(String, String)>,
    body: String,
    /// Since the API was made.
    after: Duration,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An API that gives these answers in order and repeats the last one.
#[derive(Clone)]
struct Api {
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    start: Instant,
}

/// One answer of the API.
#[derive(Clone)]
enum Answer {
    Says(u16, &'static str),
    SaysText(u16, String),
    RetryAfter(u16, &'static str),
    BreaksOff,
    Hangs,
    HangsInTheBody,
    IsGone,
}

impl Api {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            seen: Arc::default(),
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            start: Instant::now(),
        }
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }

    async fn call(
        self,
        request: Request<Full<Bytes>>,
    ) -> io::Result<Response<UnsyncBoxBody<Bytes, io::Error>>> {
        let (parts, body) = request.into_parts();
        let Ok(body) = body.collect().await;
        self.seen.lock().unwrap().push(Seen {
            method: parts.method,
            uri: parts.uri.to_string(),
            headers: (parts.headers.iter())
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: String::from_utf8(body.to_bytes().to_vec()).unwrap(),
            after: self.start.elapsed(),
        });
        let answer = {
            let mut answers = self.answers.lock().unwrap();
            if answers.len() > 1 {
                answers.pop_front().unwrap()
            } else {
                answers[0].clone()
            }
        };
        let (status, retry_after, body) = match answer {
            Answer::Says(status, text) => (status, None, TestBody::new().data(text)),
            Answer::SaysText(status, text) => (status, None, TestBody::new().data(text)),
            Answer::RetryAfter(status, after) => (status, Some(after), TestBody::new().data("{}")),
            Answer::BreaksOff => (200, None, TestBody::new().data(r#"{"data":"#).error()),
            Answer::HangsInTheBody => return Ok(Response::new(Hanging.boxed_unsync())),
            Answer::Hangs => pending().await,
            Answer::IsGone => return Err(io::ErrorKind::ConnectionRefused.into()),
        };
        let mut response = Response::builder().status(status);
        if let Some(after) = retry_after {
            response = response.header("retry-after", after);
        }
        Ok(response.body(body.boxed_unsync()).unwrap())
    }
}

/// A body whose frames do not come.
struct Hanging;

impl Body for Hanging {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Pending
    }
}

fn builder(api: &Api) -> ClientBuilder<impl Transport + Sync + use<>> {
    let api = api.clone();
    let transport = service_fn(move |request| api.clone().call(request));
    Client::builder().secret_key("test-secret").transport(transport)
}

fn client(api: &Api) -> Client<impl Transport + Sync + use<>> {
    builder(api).build().unwrap()
}

/// A workflow over any payload.
fn workflow(schema: Option<&Value>) -> Workflow<Value> {
    let builder = Workflow::builder("wf", async |_: Context<Value>| Ok(()));
    match schema {
        Some(schema) => builder.payload_schema(schema.clone()).build(),
        None => builder.build(),
    }
}

/// Triggers once, without a retry.
async fn outcome(answer: Answer) -> Result<Triggered, Error> {
    let client = builder(&Api::new([answer])).max_attempts(1).build().unwrap();
    workflow(None).trigger(&client, "s", json!({})).await
}

async fn failure(answer: Answer) -> Error {
    outcome(answer).await.unwrap_err()
}

fn api_error(status: u16) -> ErrorKind {
    ErrorKind::Api {
        status: StatusCode::from_u16(status).unwrap(),
    }
}
