use super::Origin;
use crate::{agent::id, error::BoxError};
use bytes::Bytes;
use http::{Response, Uri};
use std::{future::Future, pin::Pin, time::Duration};

/// Posts requests to Novu's API with the secret key.
pub(crate) trait Courier: Send + Sync {
    /// Returns the origin of the API that the key belongs to.
    fn origin(&self) -> &Origin;

    /// Posts `body` as JSON, once, within a time-out. Redirects are not followed.
    fn post(&self, url: &Uri, body: Bytes) -> Posting;

    /// Returns a new id: `prefix`, an underscore, and something that is unique.
    fn id(&self, prefix: &str) -> String {
        id::random(prefix)
    }

    /// Returns the time to wait before another attempt. Tests do not wait.
    fn pause(&self, usual: Duration) -> Duration {
        usual
    }
}

/// The future of a [`Courier`]: the answer of any status, or the reason why none came.
pub(crate) type Posting = Pin<Box<dyn Future<Output = Result<Response<Bytes>, Unanswered>> + Send>>;

/// The reason why a request has no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// Nothing was sent, because there is no connection.
    NotConnected(BoxError),
    /// The connection broke after something may have been sent.
    Broken(BoxError),
    /// The answer was not complete in time.
    TimedOut(BoxError),
    /// The answer is too long.
    TooLong(BoxError),
}
