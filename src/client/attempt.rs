//! One attempt at a request.

use super::{
    error::{Error, ErrorKind},
    transport::{Transport, address},
};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tower::Service;

/// Sends a request once and reads the whole answer, within a time-out and up to a limit.
#[derive(Clone)]
pub(super) struct Attempt<S> {
    pub(super) transport: S,
    pub(super) timeout: Duration,
    pub(super) response_limit: usize,
}

impl<S: Transport> Service<Request<Full<Bytes>>> for Attempt<S> {
    type Response = Response<Bytes>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Error>> + Send>>;

    /// Always ready: the attempt waits for the transport, so that the time-out includes it.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let (transport, timeout, limit) = (self.transport.clone(), self.timeout, self.response_limit);
        Box::pin(async move {
            let api = address(request.uri());
            match tokio::time::timeout(timeout, transport.exchange(request, limit)).await {
                Ok(answer) => answer,
                Err(_) => {
                    let message = format!("Novu's API at {api} sent no complete answer within {timeout:?}");
                    Err(Error::new(ErrorKind::Timeout, message))
                }
            }
        })
    }
}
