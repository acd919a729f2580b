use super::ResponseBody;
use crate::bridge::BridgeFuture;
use http::Response;
use pin_project_lite::pin_project;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

pin_project! {
    /// Response future of [`NovuService`](super::NovuService).
    ///
    /// Dropping it cancels the request, be it the inner service's or the bridge's.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        case: Case<F>,
    }
}

pin_project! {
    #[project = CaseProj]
    enum Case<F> {
        Inner {
            #[pin]
            future: F,
        },
        // Boxed, so that it neither makes every other request's future larger nor names the workflows'
        // futures.
        Bridge { future: BridgeFuture },
    }
}

impl<F> ResponseFuture<F> {
    /// Waits for the inner service's answer.
    pub(super) fn inner(future: F) -> Self {
        Self {
            case: Case::Inner { future },
        }
    }

    /// Waits for the bridge's answer.
    pub(super) fn bridge(future: BridgeFuture) -> Self {
        Self {
            case: Case::Bridge { future },
        }
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().case.project() {
            CaseProj::Inner { future } => future
                .poll(cx)
                .map_ok(|response| response.map(ResponseBody::inner)),
            CaseProj::Bridge { future } => future
                .as_mut()
                .poll(cx)
                .map(|response| Ok(response.map(ResponseBody::bridge))),
        }
    }
}
