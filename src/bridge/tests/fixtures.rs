//! Fixtures of the tests of bridge, layer and client: a registry, a body with scripted frames, a tiny
//! executor.

use crate::{Context as Run, Email, NoControls, Registry, Workflow};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    future::Future,
    io,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// A registry with one workflow, `welcome`, that has one step, `mail`.
pub(crate) fn registry() -> Registry {
    let welcome = Workflow::builder("welcome", async |cx: Run<serde_json::Value>| {
        cx.step
            .email("mail", async |_: NoControls| Email::new("Welcome", "<p>Hi</p>"))
            .await?;
        Ok(())
    });
    Registry::builder().workflow(&welcome.build()).build().unwrap()
}

/// Runs `future` to its end. It must wake itself.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}

/// A request or response body made of steps.
#[derive(Debug, Default)]
pub(crate) struct TestBody {
    steps: VecDeque<Step>,
    at_least: u64,
}

#[derive(Debug)]
enum Step {
    Data(Bytes),
    Trailers,
    Wait,
    #[cfg(feature = "deadline")]
    Stalled,
    Error,
    Unreadable,
}

impl TestBody {
    /// An empty body.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Then a frame.
    pub(crate) fn data(self, data: impl Into<Bytes>) -> Self {
        self.then(Step::Data(data.into()))
    }

    /// Then the trailer `x-end: 1`.
    pub(crate) fn trailers(self) -> Self {
        self.then(Step::Trailers)
    }

    /// Then nothing for now: one poll is pending.
    pub(crate) fn wait(self) -> Self {
        self.then(Step::Wait)
    }

    /// Then nothing more: every poll is pending.
    #[cfg(feature = "deadline")]
    pub(crate) fn stalled(self) -> Self {
        self.then(Step::Stalled)
    }

    /// Then an error.
    pub(crate) fn error(self) -> Self {
        self.then(Step::Error)
    }

    /// Then a panic: nobody may read so far.
    pub(crate) fn unreadable(self) -> Self {
        self.then(Step::Unreadable)
    }

    /// Sets the lower bound of the size hint.
    pub(crate) fn at_least(mut self, bytes: u64) -> Self {
        self.at_least = bytes;
        self
    }

    /// Returns how many frames have not been read.
    pub(crate) fn frames_left(&self) -> usize {
        self.steps.len()
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }
}

impl Body for TestBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.steps.pop_front() {
            None => None,
            Some(Step::Data(data)) => Some(Ok(Frame::data(data))),
            Some(Step::Trailers) => {
                let trailers = HeaderMap::from_iter([(
                    http::header::HeaderName::from_static("x-end"),
                    HeaderValue::from_static("1"),
                )]);
                Some(Ok(Frame::trailers(trailers)))
            }
            Some(Step::Wait) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            #[cfg(feature = "deadline")]
            Some(Step::Stalled) => {
                self.steps.push_front(Step::Stalled);
                return Poll::Pending;
            }
            Some(Step::Error) => Some(Err(io::Error::from(io::ErrorKind::ConnectionReset))),
            Some(Step::Unreadable) => panic!("the body is read"),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.at_least);
        hint
    }
}
