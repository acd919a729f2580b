use super::{Courier, DeliveryError, Unanswered};
use crate::trace::{Span, field};
use bytes::Bytes;
use http::{Response, StatusCode, Uri, header};
use std::time::Duration;

/// The most attempts at a request (`agents.md` §12.3).
const ATTEMPTS: u32 = 3;

/// The pause before the second attempt; before the third it is twice as long.
const PAUSE: Duration = Duration::from_millis(250);

/// The longest `Retry-After` that is waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The failures after which a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Retries {
    /// Those after which nothing can have been delivered twice: Novu does not recognise a repeated reply
    /// (§17, A10).
    Replies,
    /// All that may be temporary: Novu recognises a repeated message by its id (§12.3).
    Events,
}

/// A request to Novu's API.
pub(in super::super) struct Parcel {
    /// The kind of call, for spans.
    pub(in super::super) kind: &'static str,
    /// The number of events in the body; 0 over the transport of replies.
    pub(in super::super) events: usize,
    pub(in super::super) body: Bytes,
}

/// Posts the body until it is answered with a success, at most three times.
///
/// # Errors
///
/// Returns the failure of the last attempt.
pub(in super::super) async fn deliver(
    courier: &dyn Courier,
    url: &Uri,
    parcel: Parcel,
    retries: Retries,
) -> Result<Response<Bytes>, DeliveryError> {
    let Parcel { kind, events, body } = parcel;
    let mut attempt = 1;
    loop {
        let span = Span::send(kind, events, attempt, body.len());
        let posted = courier.post(url, body.clone());
        let answer = span.clone().instrument(posted).await;
        let pause = match &answer {
            Ok(answer) if answer.status().is_success() => {
                span.number(field::STATUS, answer.status().as_u16().into());
                None
            }
            Ok(answer) => {
                span.number(field::STATUS, answer.status().as_u16().into());
                after_refusal(answer, retries)
            }
            Err(Unanswered::NotConnected(_)) => Some(None),
            Err(Unanswered::Broken(_) | Unanswered::TimedOut(_)) => {
                (retries == Retries::Events).then_some(None)
            }
            Err(Unanswered::TooLong(_)) => None,
        };
        match (pause, answer) {
            (Some(asked), _) if attempt < ATTEMPTS => {
                tokio::time::sleep(courier.pause(asked.unwrap_or(PAUSE * attempt))).await;
                attempt += 1;
            }
            (_, Ok(answer)) if answer.status().is_success() => return Ok(answer),
            (_, Ok(answer)) => return Err(DeliveryError::refused(&answer, attempt)),
            (_, Err(unanswered)) => return Err(DeliveryError::unanswered(unanswered, attempt)),
        }
    }
}

/// Returns whether to send again after a refusal, and the pause that the API asked for.
fn after_refusal(answer: &Response<Bytes>, retries: Retries) -> Option<Option<Duration>> {
    let status = answer.status();
    let asked = retry_after(answer);
    let again = match retries {
        Retries::Replies => {
            matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
            ) && asked.is_some()
        }
        Retries::Events => {
            status.is_server_error()
                || matches!(
                    status,
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                )
        }
    };
    (again && asked.is_none_or(|asked| asked <= LONGEST_PAUSE)).then_some(asked)
}

/// Returns `Retry-After` if it is in seconds, as Novu's always is.
fn retry_after(answer: &Response<Bytes>) -> Option<Duration> {
    let seconds = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
