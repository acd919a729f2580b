//! Sends what agents say (`agents.md` §6).

use super::{
    Client,
    attempt::Attempt,
    error::{Error, ErrorKind},
    transport::Transport,
};
use crate::agent::{Courier, Origin, Posting, Unanswered};
use bytes::Bytes;
use http::{
    HeaderValue, Request, Uri,
    header::{self},
};
use http_body_util::Full;
use std::{error::Error as StdError, sync::Arc};
use tower::Service;

impl<S: Transport + Sync> Courier for Client<S> {
    fn origin(&self) -> &Origin {
        &self.settings.origin
    }

    fn post(&self, url: &Uri, body: Bytes) -> Posting {
        let settings = Arc::clone(&self.settings);
        let mut request = Request::post(url.clone())
            .body(Full::from(body))
            .unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::AUTHORIZATION, settings.authorization.clone());
        let sent = Attempt {
            transport: self.transport.clone(),
            timeout: settings.timeout,
            response_limit: settings.response_limit,
        }
        .call(request);
        Box::pin(async move {
            match sent.await {
                Ok(answer) => Ok(answer.map(|body| settings.redactor.body(body))),
                Err(error) => {
                    let is_unconnected = is_unconnected(&error);
                    let error = error.redacted(&settings.redactor);
                    let kind = error.kind();
                    Err(match kind {
                        ErrorKind::Timeout => Unanswered::TimedOut(error.into()),
                        ErrorKind::ResponseTooLarge => Unanswered::TooLong(error.into()),
                        _ if is_unconnected => Unanswered::NotConnected(error.into()),
                        _ => Unanswered::Broken(error.into()),
                    })
                }
            }
        })
    }
}

/// Returns whether nothing was sent, because no connection was made.
fn is_unconnected(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<hyper_util::client::legacy::Error>() {
            return error.is_connect();
        }
        source = error.source();
    }
    false
}
