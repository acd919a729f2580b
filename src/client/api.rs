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
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::{env, fmt, future::Future, sync::Arc, time::Duration};
use tower::{ServiceExt, retry::Retry};

/// See <https://docs.novu.co/api-reference/idempotency>.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The most events that Novu's API accepts in one request.
const BULK_LIMIT: usize = 100;

/// The bytes that are escaped in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A client of Novu's API.
///
/// Clones are cheap and share settings and connections. See the [module docs](super) for examples.
#[derive(Clone)]
pub struct Client<S = HttpTransport> {
    pub(super) transport: S,
    pub(super) settings: Arc<Settings>,
}

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
    /// Creates a client of Novu's own API, `https://api.novu.co`. Does not read the environment.
    ///
    /// # Errors
    ///
    /// If the key is empty or cannot be sent in a header.
    pub fn new(secret_key: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().secret_key(secret_key).build()
    }

    /// Creates a builder for the other settings. Does not read the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Creates a client from Novu's environment variables, which are read once, in this call:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `NOVU_SECRET_KEY`, or else `NOVU_API_KEY` | the secret key |
    /// | `NOVU_API_URL` | the URL of the API, `https://api.novu.co` if not set |
    /// | `NOVU_BRIDGE_ORIGIN` | the bridge at `{NOVU_BRIDGE_ORIGIN}/api/novu` runs triggered workflows |
    /// | `NEXT_PUBLIC_VERCEL_ENV`: `preview`, `NEXT_PUBLIC_VERCEL_URL` | else the one at `https://{url}/api/novu` |
    ///
    /// Empty variables are ignored.
    ///
    /// # Errors
    ///
    /// If there is no key, or if it or the URL is invalid.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(|name| env::var(name).ok())
    }

    pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        ClientBuilder::from_environment(variable).build()
    }
}

impl<S: Transport> Client<S> {
    /// Starts a workflow for the event's recipients.
    ///
    /// For workflows of this program, [`Workflow::trigger`](crate::Workflow::trigger) is shorter.
    pub fn trigger(&self, event: Event) -> Trigger<S> {
        Trigger::new(self.clone(), event, Audience::Recipients)
    }

    /// Starts a workflow for every subscriber of the environment. The event's recipients are ignored.
    pub fn broadcast(&self, event: Event) -> Trigger<S> {
        Trigger::new(self.clone(), event, Audience::Everybody)
    }

    /// Starts workflows for 1 to 100 events in one request. The results are in the order of the events; each
    /// has a status of its own.
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
                    "a bulk trigger takes 1 to {BULK_LIMIT} events, not {}",
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
                    "the answer of Novu's API to a bulk trigger is not a list",
                )),
            }
        }
    }

    /// Cancels the undelivered messages of a trigger by its transaction id. Returns whether there were any.
    ///
    /// # Errors
    ///
    /// If the id is empty, `.` or `..`, or if the API cannot be reached or refuses.
    pub fn cancel(&self, transaction_id: &str) -> impl Future<Output = Result<bool, Error>> + Send + use<S> {
        let path = match transaction_id {
            // Proxies resolve dots to another path.
            "" | "." | ".." => None,
            id => Some(format!("/v1/events/trigger/{}", utf8_percent_encode(id, SEGMENT))),
        };
        let client = self.clone();
        async move {
            let path = path.ok_or_else(|| {
                Error::invalid_request("the transaction id to cancel is empty or only dots")
            })?;
            match client.ask(Method::DELETE, &path, None).await? {
                Value::Bool(cancelled) => Ok(cancelled),
                _ => Err(Error::new(
                    ErrorKind::Response,
                    "the answer of Novu's API to a cancellation is neither `true` nor `false`",
                )),
            }
        }
    }

    /// Makes Novu discover the workflows of `registry` from the bridge at `bridge_url`: new ones are created,
    /// known ones updated, and **those that the bridge does not have are deleted**.
    ///
    /// Novu must be able to reach the bridge while this is awaited.
    pub fn sync(&self, registry: &Registry, bridge_url: impl Into<String>) -> SyncRequest<S> {
        SyncRequest::new(self.clone(), registry, bridge_url.into())
    }

    pub(super) fn event(&self, event: Event, audience: Audience) -> Result<Value, Error> {
        event.into_body(audience, self.settings.bridge_url.as_deref())
    }

    /// Sends a request and returns the content of the answer.
    pub(super) async fn ask(self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Error> {
        let text = body.map(|body| {
            let mut text = String::new();
            json::stringify(&mut text, &body.into());
            text
        });
        answer::read(&self.send(method, path, text.unwrap_or_default()).await?)
    }

    /// Sends a request, with retries. An answer of any status is `Ok`.
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
        let request = request.method(method).body(Full::from(body)).map_err(|error| {
            Error::invalid_request("the request to Novu's API is invalid").with_source(error)
        })?;
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
