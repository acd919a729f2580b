//! Decides about retries.

use super::{
    answer,
    error::{Error, ErrorKind},
};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};
use tokio::time::{Sleep, sleep};
use tower::retry::Policy;

/// Retries requests whose failure may be temporary, after a pause that doubles.
#[derive(Debug, Clone)]
pub(super) struct RetryPolicy {
    /// The attempts that are left after the next one.
    pub(super) retries: u32,
    /// The next pause.
    pub(super) pause: Duration,
    pub(super) longest_pause: Duration,
}

impl Policy<Request<Full<Bytes>>, Response<Bytes>, Error> for RetryPolicy {
    type Future = Sleep;

    fn retry(
        &mut self,
        _: &mut Request<Full<Bytes>>,
        result: &mut Result<Response<Bytes>, Error>,
    ) -> Option<Sleep> {
        let asked = match result {
            Ok(response) => {
                let asked = answer::retry_after(response.headers());
                let again = match response.status() {
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => true,
                    // Novu still works on an attempt with the same idempotency key.
                    StatusCode::CONFLICT => asked.is_some(),
                    status => status.is_server_error(),
                };
                if !again {
                    return None;
                }
                asked
            }
            Err(error) if matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout) => None,
            Err(_) => return None,
        };
        self.retries = self.retries.checked_sub(1)?;
        let pause = match asked {
            Some(asked) if asked > self.longest_pause => return None,
            Some(asked) => asked,
            None => shortened(self.pause.min(self.longest_pause)),
        };
        self.pause = self.pause.saturating_mul(2);
        Some(sleep(pause))
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

/// Returns between half and all of `pause`, so that clients that failed together do not retry together.
fn shortened(pause: Duration) -> Duration {
    let half = pause / 2;
    half + half.mul_f64((random() >> 11) as f64 / (1_u64 << 53) as f64)
}

/// Returns a random number: the standard library seeds every hash map differently.
pub(super) fn random() -> u64 {
    RandomState::new().hash_one(())
}
