//! Long bodies that pass through the layer.

use super::{
    client::{request, send},
    server::{layer, serve},
};
use axum::{Router, body::Body, routing::get};
use bytes::Bytes;
use http::header;
use http_body::Frame;
use http_body_util::{BodyExt, channel::Channel};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

const GIB: usize = 1024 * 1024 * 1024;
/// The part of a response in transit that server, kernel and client may hold: sockets buffer some megabytes.
const IN_FLIGHT: usize = GIB / 16;
const FRAME: usize = 64 * 1024;

/// One gibibyte, generated frame by frame.
struct Gibibyte {
    frame: Bytes,
    made: Arc<AtomicUsize>,
}

impl http_body::Body for Gibibyte {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.made.load(Ordering::Relaxed) == GIB {
            return Poll::Ready(None);
        }
        self.made.fetch_add(FRAME, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(self.frame.clone()))))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gibibyte_response_is_never_held_in_memory() {
    // No frame's length is a multiple of the period, so a lost, doubled or moved piece shows.
    let frame: Bytes = (0..FRAME).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let made = Arc::new(AtomicUsize::new(0));
    let body = {
        let (frame, made) = (frame.clone(), made.clone());
        move || async move { Body::new(Gibibyte { frame, made }) }
    };
    let address = serve(Router::new().route("/", get(body)).layer(layer())).await;

    let mut body = send(address, request("GET", "/", "")).await.into_body();
    let mut read = 0;
    while let Some(received) = body.frame().await {
        let mut data = received.unwrap().into_data().unwrap();
        assert!(made.load(Ordering::Relaxed) - read <= IN_FLIGHT);
        while !data.is_empty() {
            let at = read % FRAME;
            let piece = data.split_to(data.len().min(FRAME - at));
            assert!(piece == frame[at..at + piece.len()]);
            read += piece.len();
        }
    }
    assert_eq!(read, GIB);
}

#[tokio::test]
async fn server_sent_events_arrive_before_the_stream_ends() {
    let (mut sender, body) = Channel::<Bytes>::new(1);
    let body = Arc::new(Mutex::new(Some(body)));
    let events = move || async move {
        let body = body.lock().unwrap().take().unwrap();
        ([(header::CONTENT_TYPE, "text/event-stream")], Body::new(body))
    };
    let address = serve(Router::new().route("/events", get(events)).layer(layer())).await;

    let response = send(address, request("GET", "/events", "")).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = response.into_body();
    for number in 0..10 {
        // The next event is sent only after this one has arrived.
        let event = Bytes::from(format!("data: {number}\n\n"));
        sender.send_data(event.clone()).await.unwrap();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), event);
    }
    drop(sender);
    assert!(body.frame().await.is_none());
}
