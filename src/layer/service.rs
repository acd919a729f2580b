use super::{NovuEndpoint, ResponseBody, ResponseFuture};
use crate::bridge::Mount;
use http::{Request, Response};
use http_body::Body;
use std::task::{Context, Poll};
use tower::Service;

/// Middleware that answers the requests under the bridge's prefix and passes on all others.
///
/// Made by [`NovuLayer`](super::NovuLayer). See the [module docs](super) for examples.
#[derive(Debug, Clone)]
#[must_use = "services do nothing unless called"]
pub struct NovuService<S> {
    inner: S,
    endpoint: NovuEndpoint,
}

impl<S> NovuService<S> {
    pub(super) fn new(inner: S, endpoint: NovuEndpoint) -> Self {
        Self { inner, endpoint }
    }

    /// Returns the inner service.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// Returns the inner service.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// Returns the inner service.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for NovuService<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    ReqBody: Body + Send + 'static,
{
    type Response = Response<ResponseBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    /// Waits until the inner service is ready: which of the two the next request is for is not known yet.
    #[inline]
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        if self.endpoint.owns(request.uri()) {
            ResponseFuture::bridge(self.endpoint.respond(request, Mount::Prefix))
        } else {
            ResponseFuture::inner(self.inner.call(request))
        }
    }
}
