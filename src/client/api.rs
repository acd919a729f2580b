//! Sends requests to Novu's API and reads the answers.

use super::{
    answer,
    attempt::Attempt,
    error::Error,
    redact::Redactor,
    retry::{RetryPolicy, random},
    transport::{HttpTransport, Transport},
};
use bytes::Bytes;
use dialects::json;
use http::{
    HeaderValue, Method, Request, Response,
    header::{self, HeaderName},
};
use http_body_util::Full;
use serde_json::Value;
use std::{fmt, sync::Arc, time::Duration};
use tower::{ServiceExt, retry::Retry};

/// See <https://docs.novu.co/api-reference/idempotency>.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

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
    /// Of `base`.
    #[cfg(feature = "agents")]
    pub(super) origin: crate::agent::Origin,
    pub(super) redactor: Redactor,
    pub(super) authorization: HeaderValue,
    pub(super) bridge_url: Option<String>,
    pub(super) timeout: Duration,
    pub(super) response_limit: usize,
    pub(super) retry: RetryPolicy,
}

impl<S: Transport> Client<S> {
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
