//! The last requests that the bridge has received, kept in memory to be shown.

use crate::bridge::{Budget, Share};
use bytes::{Buf, Bytes};
use http::{Method, StatusCode, Uri, request::Parts};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, SystemTime},
};

/// The most that all entries hold, in bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The most that is kept of one body, in bytes.
const MAX_BODY: usize = 512 * 1024;

/// The most that is copied of all bodies that are being received, in bytes.
const MAX_COPIES: usize = 16 * 1024 * 1024;

/// The entries, oldest first.
#[derive(Debug)]
pub(super) struct Received {
    kept: usize,
    /// Of the copies of bodies that are being received. Strangers may have many connections.
    copies: Budget,
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    entries: VecDeque<Entry>,
    /// The number of the newest entry.
    newest: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    shown: Value,
    bytes: usize,
}

/// The beginning of a request's body, filled while the bridge reads it.
#[derive(Debug, Clone)]
pub(super) struct BodyCopy(Arc<Mutex<Beginning>>);

#[derive(Debug)]
struct Beginning {
    bytes: Vec<u8>,
    is_cut: bool,
    share: Share,
}

impl BodyCopy {
    fn add(&self, data: &[u8]) {
        let mut copy = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_BODY.saturating_sub(copy.bytes.len());
        let data = &data[..data.len().min(room)];
        copy.is_cut = copy.is_cut || !copy.share.grow(data.len());
        if !copy.is_cut {
            copy.bytes.extend_from_slice(data);
        }
    }

    fn text(&self) -> String {
        let copy = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&copy.bytes).into_owned()
    }
}

impl Received {
    pub(super) fn new(kept: usize) -> Self {
        Self {
            kept,
            copies: Budget::new(MAX_COPIES),
            log: Mutex::default(),
        }
    }

    /// Returns an empty copy for the body of a request.
    pub(super) fn copy(&self) -> BodyCopy {
        BodyCopy(Arc::new(Mutex::new(Beginning {
            bytes: Vec::new(),
            is_cut: false,
            share: self.copies.share(),
        })))
    }

    pub(super) fn is_on(&self) -> bool {
        self.kept > 0
    }

    /// Returns the number of the newest entry, 0 before the first.
    pub(super) fn newest(&self) -> u64 {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).newest
    }

    /// Adds a request with its response.
    pub(super) fn add(
        &self,
        request: &Parts,
        body: &BodyCopy,
        response: (StatusCode, &[u8]),
        took: Duration,
    ) {
        let (request_text, response_text) = (body.text(), shortened(response.1));
        let target = request.uri.path_and_query().map(ToString::to_string);
        // Parts of the response and of the target are kept twice.
        let held = response_text.len() + target.as_ref().map_or(0, String::len);
        let bytes = request_text.len() + 2 * held;
        let query = |name: &str| {
            let pairs = form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes());
            let found = { pairs }.find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        let error: Value = serde_json::from_str(&response_text)
            .ok()
            .filter(|_| !response.0.is_success())
            .unwrap_or_default();
        let text = |key: &str| error.get(key).filter(|value| value.is_string()).cloned();
        let at = jiff::Timestamp::try_from(SystemTime::now()).unwrap_or_default();
        let mut shown = json!({
            "at": format!("{at:.3}"),
            "action": query("action").unwrap_or_else(|| "health-check".to_owned()),
            "workflow": query("workflowId"),
            "step": query("stepId"),
            "agent": query("agentId"),
            "event": query("event"),
            "status": response.0.as_u16(),
            "code": text("code"),
            "message": text("message").or_else(|| text("error")).or_else(|| text("detail")),
            "took": took.as_secs_f64() * 1000.0,
            "request": {
                "method": request.method.as_str(),
                "target": target,
                "body": request_text,
            },
            "response": response_text,
        });
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.newest += 1;
        log.bytes += bytes;
        shown["n"] = log.newest.into();
        let number = log.newest;
        log.entries.push_back(Entry { number, shown, bytes });
        while log.entries.len() > self.kept || log.bytes > MAX_BYTES {
            let Some(oldest) = log.entries.pop_front() else {
                break;
            };
            log.bytes -= oldest.bytes;
        }
    }

    /// Returns the entries with a number above `after`.
    pub(super) fn after(&self, after: u64) -> Value {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = log.entries.iter().filter(|entry| entry.number > after);
        let entries: Vec<_> = entries.map(|entry| entry.shown.clone()).collect();
        json!({ "kept": self.kept, "entries": entries })
    }
}

fn shortened(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(MAX_BODY)]).into_owned()
}

pin_project! {
    /// A request's body that is copied while it is read.
    pub(crate) struct CopiedBody<B> {
        #[pin]
        body: B,
        copy: BodyCopy,
    }
}

impl<B> CopiedBody<B> {
    pub(super) fn new(body: B, copy: BodyCopy) -> (Self, BodyCopy) {
        let copied = Self {
            body,
            copy: copy.clone(),
        };
        (copied, copy)
    }
}

impl<B: Body> Body for CopiedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.project();
        let frame = ready!(this.body.poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| {
                frame.map_data(|mut data| {
                    let data = data.copy_to_bytes(data.remaining());
                    this.copy.add(&data);
                    data
                })
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Returns whether a request of the bridge is shown: all but health checks and preflights.
pub(super) fn is_shown(method: &Method, uri: &Uri) -> bool {
    method == Method::POST || uri.query().is_some_and(|query| query.contains("action="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_all_bodies_that_are_received_share_a_budget() {
        let received = Received::new(1);
        let body = vec![b'x'; MAX_BODY + 1];
        let copies: Vec<_> = (0..100).map(|_| received.copy()).collect();
        let lengths = copies.iter().map(|copy| {
            copy.add(&body[..1]);
            copy.add(&body);
            copy.text().len()
        });
        assert_eq!(lengths.sum::<usize>(), MAX_COPIES);
        drop(copies);
        let copy = received.copy();
        copy.add(&body);
        assert_eq!(copy.text().len(), MAX_BODY);
    }

    #[test]
    fn long_targets_are_part_of_what_is_held() {
        let received = Received::new(1000);
        let target = format!("/api/novu?action=execute&workflowId={}", "x".repeat(60_000));
        let request = http::Request::post(target).body(()).unwrap().into_parts().0;
        for _ in 0..200 {
            received.add(&request, &received.copy(), (StatusCode::OK, b""), Duration::ZERO);
        }
        let log = received.log.lock().unwrap();
        let printed: usize = log
            .entries
            .iter()
            .map(|entry| entry.shown.to_string().len())
            .sum();
        assert!(printed <= MAX_BYTES + MAX_BYTES / 4, "{printed}");
    }
}
