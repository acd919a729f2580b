//! Sends requests to the API.

use super::error::{Error, ErrorKind};
use crate::error::BoxError;
use bytes::{Buf, Bytes, BytesMut};
use dialects::text::counted;
use http::{Request, Response, Uri};
use http_body::Body;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
};
use tower::{Service, ServiceExt};

type Inner = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The service with which a [`Client`](super::Client) sends requests: any Tower service from
/// `http::Request<http_body_util::Full<Bytes>>` to `http::Response` that is `Clone + Send + 'static`.
///
/// It is implemented for all of these: [`HttpTransport`], `service_fn` closures in tests, and services with
/// layers around them, for tracing or a limit on concurrency.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot send requests to Novu's API",
    label = "not a transport",
    note = "a transport is a `Clone + Send + 'static` Tower service from `http::Request<http_body_util::Full<Bytes>>` \
            to `http::Response<impl http_body::Body + Send>`, with `Send` futures"
)]
pub trait Transport: Clone + Send + 'static + sealed::Sealed {
    /// Sends one request and reads its response of at most `limit` bytes.
    #[doc(hidden)]
    fn exchange(
        self,
        request: Request<Full<Bytes>>,
        limit: usize,
    ) -> impl Future<Output = Result<Response<Bytes>, Error>> + Send;
}

mod sealed {
    pub trait Sealed {}
}

#[diagnostic::do_not_recommend]
impl<S, B> sealed::Sealed for S where S: Service<Request<Full<Bytes>>, Response = Response<B>> {}

#[diagnostic::do_not_recommend]
impl<S, B> Transport for S
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body + Send,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    async fn exchange(self, request: Request<Full<Bytes>>, limit: usize) -> Result<Response<Bytes>, Error> {
        let api = address(request.uri());
        let response = self.oneshot(request).await.map_err(|error| {
            Error::transport(&format!("Novu's API at {api} could not be reached"), error.into())
        })?;
        let (parts, body) = response.into_parts();
        Ok(Response::from_parts(parts, collect(body, limit, &api).await?))
    }
}

/// Returns scheme, host and port of a URL.
pub(super) fn address(url: &Uri) -> String {
    let authority = url.authority().map_or("", |authority| authority.as_str());
    format!("{}://{authority}", url.scheme_str().unwrap_or_default())
}

async fn collect<B>(body: B, limit: usize, api: &str) -> Result<Bytes, Error>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let mut body = pin!(body);
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            Error::transport(
                &format!("the answer of Novu's API at {api} is incomplete"),
                error.into(),
            )
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if data.remaining() > limit.saturating_sub(all.len()) {
            let message = format!(
                "the answer of Novu's API is longer than the limit of {}",
                counted(&limit.to_string(), "byte", "bytes")
            );
            return Err(Error::new(ErrorKind::ResponseTooLarge, message));
        }
        bytes::BufMut::put(&mut all, data);
    }
    Ok(all.freeze())
}

/// The default transport: HTTP/1.1 with pooled connections, over TLS (rustls with ring and Mozilla's roots)
/// for `https` URLs.
#[derive(Clone)]
pub struct HttpTransport {
    client: Inner,
}

impl HttpTransport {
    /// Creates a transport with its own connection pool, which clones share.
    #[must_use]
    pub fn new() -> Self {
        // Not the process-wide provider: there may be none or several.
        let provider = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .expect("ring has what rustls' default versions of TLS need")
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { client }
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl Service<Request<Full<Bytes>>> for HttpTransport {
    type Response = Response<UnsyncBoxBody<Bytes, BoxError>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    /// Always ready: the call opens connections and waits for them.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let response = self.client.request(request);
        Box::pin(async move {
            Ok(response
                .await?
                .map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }
}
