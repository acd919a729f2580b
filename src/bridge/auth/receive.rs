//! Reads a request body into one piece, up to a limit.

use super::timer::within;
use crate::bridge::budget::{Budget, Share};
use crate::error::{ErrorCode, Fault};
use bytes::{Buf, Bytes};
use dialects::text::counted;
use http::{HeaderMap, StatusCode, header};
use http_body::Body;
use http_body_util::BodyExt;
use std::{
    pin::{Pin, pin},
    time::{Duration, Instant},
};

/// The most that is reserved because of `content-length`, in bytes.
const RESERVE: u64 = 64 * 1024;

/// The most that [`discard`] reads, in bytes: a few times what Novu sends.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// The longest time that a body may take to arrive if there are timers (see [`within`]). Novu waits for five
/// seconds. Without it a few senders that stall would use up the budget of all bodies.
const MAX_RECEIVING: Duration = Duration::from_secs(30);

/// The longest time that [`discard`] reads. It is looked at with every frame, too, for want of timers.
const MAX_DISCARDING: Duration = Duration::from_secs(30);

/// A body in one piece, with its share of the budget.
#[derive(Debug, Default)]
pub(crate) struct ReceivedBody {
    pub(crate) bytes: Bytes,
    share: Option<Share>,
}

impl ReceivedBody {
    /// Drops the bytes. The share of the budget is returned when the result is dropped: as long as a request
    /// runs it holds values, which take several times the memory of the bytes.
    pub(crate) fn into_share(self) -> Option<Share> {
        self.share
    }
}

/// Reads all of `body`. Trailers are ignored.
///
/// One frame, the usual case, is passed on without a copy. More are copied into one buffer rather than kept
/// as a list of frames: a sender of one-byte chunks would make the server hold many times what it has sent,
/// whatever the limit.
///
/// # Errors
///
/// 413 if the body is longer than `limit` bytes. Nothing is kept if `content-length` or the body's own hint
/// says so, otherwise nothing beyond the limit. 503, which Novu retries, if the bodies in flight have used up
/// the `budget`. 400 if the body cannot be read to its end: the client has disconnected, or its framing is
/// broken. 408 if it takes more than 30 seconds.
pub(crate) async fn receive<B: Body>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
    budget: &Budget,
) -> Result<ReceivedBody, Fault> {
    let mut body = pin!(body);
    let received = within(MAX_RECEIVING, collect(headers, body.as_mut(), limit, budget)).await;
    match received.unwrap_or(Err(Refusal::TooSlow)) {
        Err(Refusal::TooLarge) => {
            discard(headers, body).await;
            Err(too_large(limit))
        }
        Err(Refusal::OverBudget) => {
            discard(headers, body).await;
            Err(over_budget())
        }
        Err(Refusal::Broken) => Err(broken()),
        Err(Refusal::TooSlow) => Err(too_slow()),
        Ok(received) => Ok(received),
    }
}

/// Reads on and drops what comes, up to a bound on bytes and time. A sender that writes its whole body before
/// it reads would otherwise see its connection reset instead of the response, and send everything again. One
/// that waits for `100 Continue` gets the response immediately.
pub(in super::super) async fn discard<B: Body>(headers: &HeaderMap, body: B) {
    if headers.contains_key(header::EXPECT) {
        return;
    }
    within(MAX_DISCARDING, drain(body)).await;
}

async fn drain<B: Body>(body: B) {
    let began = Instant::now();
    let mut left = MAX_DISCARDED;
    let mut body = pin!(body);
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Buf::remaining);
        if length > left || began.elapsed() > MAX_DISCARDING {
            return;
        }
        left -= length;
    }
}

/// The reasons for which a body is not received.
enum Refusal {
    TooLarge,
    OverBudget,
    Broken,
    TooSlow,
}

async fn collect<B: Body>(
    headers: &HeaderMap,
    mut body: Pin<&mut B>,
    limit: usize,
    budget: &Budget,
) -> Result<ReceivedBody, Refusal> {
    let limit_u64 = u64::try_from(limit).unwrap_or(u64::MAX);
    if announced(headers).max(body.size_hint().lower()) > limit_u64 {
        return Err(Refusal::TooLarge);
    }
    let mut share = budget.share();
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(|_| Refusal::Broken)?.into_data() else {
            continue;
        };
        // Before anything is copied, and written so that nothing can overflow.
        let length = data.remaining();
        if length > limit.saturating_sub(first.len() + all.len()) {
            return Err(Refusal::TooLarge);
        }
        if !share.grow(length) {
            return Err(Refusal::OverBudget);
        }
        if first.is_empty() && all.is_empty() {
            first = data.copy_to_bytes(length);
            continue;
        }
        if all.is_empty() {
            let expected = body.size_hint().lower().min(RESERVE).min(limit_u64);
            all.reserve(first.len() + length + usize::try_from(expected).unwrap_or_default());
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        while data.has_remaining() {
            let chunk = data.chunk();
            all.extend_from_slice(chunk);
            data.advance(chunk.len());
        }
    }
    Ok(ReceivedBody {
        bytes: if all.is_empty() { first } else { all.into() },
        share: Some(share),
    })
}

/// Returns `content-length`, or 0: a host that lets a malformed one through has framed the body by other
/// means.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or_default()
}

/// Returns the fault of a body over the limit. The protocol has no code for it but `BridgeError`; 413 keeps
/// Novu from retrying.
#[cold]
fn too_large(limit: usize) -> Fault {
    let message = format!(
        "the request body is longer than the limit of {}",
        counted(&limit.to_string(), "byte", "bytes")
    );
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Returns the fault of a body that the budget has no room for.
#[cold]
fn over_budget() -> Fault {
    let message = "the bodies of concurrent requests have used up the server's budget; try again";
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::SERVICE_UNAVAILABLE)
}

/// Returns the fault of a body that takes too long. Novu has disconnected by then.
#[cold]
fn too_slow() -> Fault {
    let message = format!("the request body did not arrive within {MAX_RECEIVING:?}");
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::REQUEST_TIMEOUT)
}

#[cold]
fn broken() -> Fault {
    Fault::new(ErrorCode::Bridge, "the request body could not be read to its end")
        .with_status(StatusCode::BAD_REQUEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::tests::fixtures::{TestBody, block_on};

    fn read(body: TestBody, limit: usize) -> Result<Bytes, u16> {
        read_with(&HeaderMap::new(), body, limit)
    }

    fn read_with(headers: &HeaderMap, body: TestBody, limit: usize) -> Result<Bytes, u16> {
        read_within(&Budget::new(1 << 20), headers, body, limit)
    }

    fn read_within(
        budget: &Budget,
        headers: &HeaderMap,
        body: impl Body,
        limit: usize,
    ) -> Result<Bytes, u16> {
        let received = block_on(receive(headers, body, limit, budget));
        received.map(|body| body.bytes).map_err(|fault| {
            assert_eq!(fault.code, ErrorCode::Bridge);
            fault.status.as_u16()
        })
    }

    fn content_length(length: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_LENGTH, http::HeaderValue::from_static(length))])
    }

    #[test]
    fn empty_body_is_received() {
        assert_eq!(read(TestBody::new(), 10).as_deref(), Ok(&b""[..]));
        assert_eq!(
            read(TestBody::new().data("").data(""), 0).as_deref(),
            Ok(&b""[..])
        );
    }

    #[test]
    fn body_of_one_frame_is_not_copied() {
        let frame = Bytes::from(vec![b'x'; 100]);
        let start = frame.as_ptr();
        let read = read(TestBody::new().data(frame), 100).unwrap();
        assert_eq!(read.as_ptr(), start);
    }

    #[test]
    fn body_of_many_frames_becomes_one_piece() {
        let body = TestBody::new()
            .data("")
            .data("ab")
            .data("")
            .data("c")
            .wait()
            .data("def")
            .trailers();
        assert_eq!(read(body, 6).as_deref(), Ok(&b"abcdef"[..]));
        let bytes = (0..1000).fold(TestBody::new(), |body, _| body.data("x"));
        assert_eq!(read(bytes, 1000).unwrap().len(), 1000);
    }

    #[test]
    fn body_limit_counts_all_frames() {
        let body = || TestBody::new().data("abc").data("def");
        assert_eq!(read(body(), 6).as_deref(), Ok(&b"abcdef"[..]));
        assert_eq!(read(body(), 5), Err(413));
        assert_eq!(read(body(), 2), Err(413));
        assert_eq!(read(TestBody::new().data("a"), 0), Err(413));
    }

    #[test]
    fn announced_body_over_the_limit_is_413_and_discarded() {
        let body = || TestBody::new().data("abc").wait().data("def");
        for (headers, mut body) in [
            (content_length("11"), body()),
            (HeaderMap::new(), body().at_least(11)),
        ] {
            assert_eq!(read_within(&Budget::new(100), &headers, &mut body, 10), Err(413));
            assert!(body.is_end_stream());
        }
    }

    #[test]
    fn body_over_the_limit_is_not_read_while_its_sender_waits_for_100_continue() {
        let mut headers = content_length("11");
        headers.insert(header::EXPECT, http::HeaderValue::from_static("100-continue"));
        // The body panics when it is read.
        assert_eq!(read_with(&headers, TestBody::new().unreadable(), 10), Err(413));
    }

    #[test]
    fn discarding_ends_after_64_mib() {
        let frame = Bytes::from(vec![b'x'; 8 << 20]);
        let mut body = (0..20).fold(TestBody::new(), |body, _| body.data(frame.clone()));
        assert_eq!(
            read_within(&Budget::new(100), &HeaderMap::new(), &mut body, 10),
            Err(413)
        );
        // One to see that it is too long, eight to discard, one too many.
        assert_eq!(body.frames_left(), 10);
    }

    // A sender that stalls after its first frame, on a clock that moves when all wait.
    #[cfg(feature = "deadline")]
    #[tokio::test(start_paused = true)]
    async fn sender_that_stalls_after_its_413_is_cut_off_after_30_seconds() {
        let body = TestBody::new().data("abc").stalled();
        let began = tokio::time::Instant::now();
        let refused = stalled(content_length("11"), body, &Budget::new(100)).await;
        assert_eq!(refused, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(began.elapsed().as_secs(), 30);
    }

    #[cfg(feature = "deadline")]
    #[tokio::test(start_paused = true)]
    async fn sender_that_stalls_in_its_body_gets_408_after_30_seconds_and_the_budget_is_free() {
        let (began, budget) = (tokio::time::Instant::now(), Budget::new(4));
        let body = TestBody::new().data("abc").stalled();
        assert_eq!(
            stalled(HeaderMap::new(), body, &budget).await,
            StatusCode::REQUEST_TIMEOUT
        );
        assert_eq!(began.elapsed().as_secs(), 30);
        let next = receive(&HeaderMap::new(), TestBody::new().data("abcd"), 10, &budget).await;
        assert_eq!(&*next.unwrap().bytes, b"abcd");
    }

    /// Returns the status of a body that never ends.
    #[cfg(feature = "deadline")]
    async fn stalled(headers: HeaderMap, body: TestBody, budget: &Budget) -> StatusCode {
        let refused = receive(&headers, body, 10, budget);
        let refused = tokio::time::timeout(Duration::from_secs(90), refused).await;
        refused.expect("it is cut off").unwrap_err().status
    }

    #[test]
    fn body_beyond_the_budget_is_503_until_others_are_done() {
        let budget = Budget::new(10);
        let body = || TestBody::new().data("abc").data("def");
        let first = block_on(receive(&HeaderMap::new(), body(), 10, &budget)).unwrap();
        assert_eq!(read_within(&budget, &HeaderMap::new(), body(), 10), Err(503));
        drop(first);
        assert_eq!(
            read_within(&budget, &HeaderMap::new(), body(), 10).as_deref(),
            Ok(&b"abcdef"[..])
        );
    }

    #[test]
    fn body_beyond_the_budget_is_discarded() {
        let mut body = TestBody::new().data("abc").data("def").wait().data("ghi");
        let refused = read_within(&Budget::new(3), &HeaderMap::new(), &mut body, 10);
        assert_eq!(refused, Err(503));
        assert!(body.is_end_stream());
    }

    #[test]
    fn content_length_within_the_limit_is_not_trusted() {
        let body = || TestBody::new().data("abc");
        assert_eq!(
            read_with(&content_length("1"), body(), 10).as_deref(),
            Ok(&b"abc"[..])
        );
        assert_eq!(
            read_with(&content_length("-5"), body(), 10).as_deref(),
            Ok(&b"abc"[..])
        );
        assert_eq!(read_with(&content_length("1"), body(), 2), Err(413));
    }

    #[test]
    fn body_that_fails_midway_is_400() {
        assert_eq!(read(TestBody::new().error(), 10), Err(400));
        assert_eq!(read(TestBody::new().data("abc").data("d").error(), 10), Err(400));
    }
}
