//! Reads a request body into one piece, up to a limit.

use crate::error::{ErrorCode, Fault};
use bytes::{Buf, Bytes};
use http::{HeaderMap, StatusCode, header};
use http_body::Body;
use http_body_util::BodyExt;
use std::pin::pin;

/// The most that is reserved because of `content-length`, in bytes.
const RESERVE: u64 = 64 * 1024;

/// Reads all of `body`. Trailers are ignored.
///
/// One frame, the usual case, is passed on without a copy. More are copied into one buffer rather than kept as a
/// list of frames: a sender of one-byte chunks would make the server hold many times what it has sent, whatever the limit.
///
/// # Errors
///
/// 413 if the body is longer than `limit` bytes: before anything is read if `content-length` or the body's own hint says so,
/// otherwise as soon as the limit is passed. 400 if the body cannot be read to its end: the client has disconnected, or its
/// framing is broken.
pub(super) async fn receive<B: Body>(headers: &HeaderMap, body: B, limit: usize) -> Result<Bytes, Fault> {
    let limit_u64 = u64::try_from(limit).unwrap_or(u64::MAX);
    if announced(headers).max(body.size_hint().lower()) > limit_u64 {
        return Err(too_large(limit));
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(|_| broken())?.into_data() else {
            continue;
        };
        // Before anything is copied, and written so that nothing can overflow.
        let length = data.remaining();
        if length > limit.saturating_sub(first.len() + all.len()) {
            return Err(too_large(limit));
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
    Ok(if all.is_empty() { first } else { all.into() })
}

/// Returns `content-length`, or 0: a host that lets a malformed one through has framed the body by other means.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or_default()
}

/// Returns the fault of a body over the limit. The protocol has no code for it but `BridgeError`; 413 keeps Novu from retrying.
#[cold]
fn too_large(limit: usize) -> Fault {
    let message = format!("the request body is longer than the limit of {limit} bytes");
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::PAYLOAD_TOO_LARGE)
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
        block_on(receive(headers, body, limit)).map_err(|fault| {
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
    fn content_length_over_the_limit_is_413_before_reading() {
        // The body panics when it is read.
        assert_eq!(
            read_with(&content_length("11"), TestBody::new().unreadable(), 10),
            Err(413)
        );
        assert_eq!(read(TestBody::new().unreadable().at_least(11), 10), Err(413));
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
