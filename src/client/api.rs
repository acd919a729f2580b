use super::{
    ClientBuilder, ConfigError, Event, SyncRequest, Trigger, Triggered, answer,
    attempt::Attempt,
    error::{Error, ErrorKind},
    redact::Redactor,
    retry::{RetryPolicy, random},
    transport::{HttpTransport, Transport},
    trigger::Audience,
};
use crate::registry::Registry;
use bytes::Bytes;
use dialects::json;
use http::{
    HeaderValue, Method, Request, Response,
    header::{self, HeaderName},
};
use http_body_util::Full;
use serde_json::{Map, Value};
use std::{env, fmt, future::Future, sync::Arc, time::Duration};
use tower::{ServiceExt, retry::Retry};

/// How Novu's API calls it: <https://docs.novu.co/api-reference/idempotency>.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What Novu's API takes in one request.
const BULK_LIMIT: usize = 100;

/// A client of Novu's API.
///
/// It is a cheap handle: clones share settings and connections. See the [module docs](super) for examples.
#[derive(Clone)]
pub struct Client<S = HttpTransport> {
    pub(super) transport: S,
    pub(super) settings: Arc<Settings>,
}

/// What a [`ClientBuilder`] has set.
pub(super) struct Settings {
    /// Without a slash at its end.
    pub(super) base: String,
    pub(super) redactor: Redactor,
    pub(super) authorization: HeaderValue,
    pub(super) bridge_url: Option<String>,
    pub(super) timeout: Duration,
    pub(super) response_limit: usize,
    pub(super) retry: RetryPolicy,
}

impl Client {
    /// A client of Novu's own API, `https://api.novu.co`. Reads no environment.
    ///
    /// # Errors
    ///
    /// When the key is empty or cannot be sent in a header.
    pub fn new(secret_key: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().secret_key(secret_key).build()
    }

    /// A client whose settings are made by hand. Reads no environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client as Novu's conventions say, reading the environment, once, here:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `NOVU_SECRET_KEY`, or else `NOVU_API_KEY` | the secret key |
    /// | `NOVU_API_URL` | where the API is, if not at `https://api.novu.co` |
    /// | `NOVU_BRIDGE_ORIGIN` | triggered workflows are run by the bridge at `{it}/api/novu` |
    /// | `NEXT_PUBLIC_VERCEL_ENV` = `preview` and `NEXT_PUBLIC_VERCEL_URL` | else by `https://{url}/api/novu` |
    ///
    /// Empty variables count as absent.
    ///
    /// # Errors
    ///
    /// When there is no key, or it or the URL cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(|name| env::var(name).ok())
    }

    pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        ClientBuilder::from_environment(variable).build()
    }

    /// The client that forwards what a bridge is sent: it leaves trying again to the sender (`bridge.md` §9.3).
    pub(crate) fn forwarding(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        ClientBuilder::from_environment(variable).max_attempts(1).build()
    }
}

impl<S: Transport> Client<S> {
    /// Starts a workflow for the event's recipients.
    ///
    /// For workflows of this program, [`Workflow::trigger`](crate::Workflow::trigger) is shorter.
    pub fn trigger(&self, event: Event) -> Trigger<S> {
        Trigger::new(self.clone(), event, Audience::Recipients)
    }

    /// Starts a workflow for every subscriber of the environment. The event's recipients do not count.
    pub fn broadcast(&self, event: Event) -> Trigger<S> {
        Trigger::new(self.clone(), event, Audience::Everybody)
    }

    /// Starts workflows for 1 to 100 events in one request. The results are in the order of the events; each has a
    /// status of its own.
    ///
    /// # Errors
    ///
    /// If an event is invalid, or there are none or too many of them; nothing is sent then. Else as for
    /// [`trigger`](Self::trigger).
    #[doc(alias = "bulk")]
    pub fn trigger_bulk<I>(
        &self,
        events: I,
    ) -> impl Future<Output = Result<Vec<Triggered>, Error>> + Send + use<S, I>
    where
        I: IntoIterator<Item = Event>,
    {
        let events: Result<Vec<Value>, Error> = events
            .into_iter()
            .map(|event| self.event(event, Audience::Recipients))
            .collect();
        let client = self.clone();
        async move {
            let events = events?;
            if events.is_empty() || events.len() > BULK_LIMIT {
                let message = format!(
                    "a bulk of {} events, where 1 to {BULK_LIMIT} are allowed",
                    events.len()
                );
                return Err(Error::invalid_request(message));
            }
            let body = Map::from_iter([("events".to_owned(), Value::Array(events))]);
            match client
                .ask(
                    Method::POST,
                    "/v1/events/trigger/bulk",
                    Some(&Value::Object(body)),
                )
                .await?
            {
                Value::Array(results) => results.iter().map(Triggered::read).collect(),
                _ => Err(Error::new(
                    ErrorKind::Response,
                    "the answer of Novu's API to a bulk is not a list",
                )),
            }
        }
    }

    /// Cancels what a trigger has started and is not delivered yet, by the trigger's transaction id. Whether there
    /// was anything to cancel.
    ///
    /// # Errors
    ///
    /// When the id cannot be sent, or the API cannot be reached or refuses.
    pub fn cancel(&self, transaction_id: &str) -> impl Future<Output = Result<bool, Error>> + Send + use<S> {
        let path = match transaction_id {
            // Nothing, and what some on the way take for another path.
            "" | "." | ".." => None,
            id => Some(format!("/v1/events/trigger/{}", encoded(id))),
        };
        let client = self.clone();
        async move {
            let path =
                path.ok_or_else(|| Error::invalid_request("the transaction id to be cancelled is none"))?;
            match client.ask(Method::DELETE, &path, None).await? {
                Value::Bool(cancelled) => Ok(cancelled),
                _ => Err(Error::new(
                    ErrorKind::Response,
                    "the answer of Novu's API to a cancellation is not yes or no",
                )),
            }
        }
    }

    /// Tells Novu that the workflows of `registry` are served by the bridge at `bridge_url`, for it to discover them:
    /// new ones are created, known ones updated, and **those that the bridge does not have are deleted**.
    ///
    /// The bridge has to be up and reachable for Novu while this is awaited.
    pub fn sync(&self, registry: &Registry, bridge_url: impl Into<String>) -> SyncRequest<S> {
        SyncRequest::new(self.clone(), registry, bridge_url.into())
    }

    /// The event as the API takes it.
    pub(super) fn event(&self, event: Event, audience: Audience) -> Result<Value, Error> {
        event.into_body(audience, self.settings.bridge_url.as_deref())
    }

    /// What the API says to a request.
    pub(super) async fn ask(self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Error> {
        let text = body.map(|body| {
            let mut text = String::new();
            json::stringify(&mut text, &body.into());
            text
        });
        answer::read(&self.send(method, path, text.unwrap_or_default()).await?)
    }

    /// Sends a request, several times if need be. Any status is a response.
    pub(super) async fn send(
        self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<Response<Bytes>, Error> {
        let Self { transport, settings } = self;
        let mut request = Request::builder()
            .uri(format!("{}{path}", settings.base))
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(header::AUTHORIZATION, settings.authorization.clone());
        if method == Method::POST {
            request = request.header(IDEMPOTENCY_KEY, format!("{:016x}{:016x}", random(), random()));
        }
        let request = request
            .method(method)
            .body(Full::from(body))
            .map_err(|error| Error::invalid_request("the request cannot be made").with_source(error))?;
        let attempt = Attempt {
            transport,
            timeout: settings.timeout,
            response_limit: settings.response_limit,
        };
        let redactor = &settings.redactor;
        match Retry::new(settings.retry.clone(), attempt).oneshot(request).await {
            // Answers end up in errors and logs, which must not contain the key if the API repeats it.
            Ok(answer) => Ok(answer.map(|body| redactor.body(body))),
            Err(error) => Err(error.redacted(redactor)),
        }
    }
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api_url", &self.settings.base)
            .field("secret_key", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// `text` as one segment of a path.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
