//! Pauses, in which the runtime can serve others.
//!
//! A request is worked on without a break between two awaits, and only few requests await anything. So a
//! request that takes long pauses between its stages: after its body has been received, checked, read and
//! validated, before and after its controls are compiled, and before its outcome is sanitised and printed.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Requests with a body of at least this number of bytes pause. Each stage takes a few milliseconds for it
/// at most.
const LONG: usize = 256 * 1024;

/// How often a pause is polled. A runtime runs what is ready before it looks for events: tokio does so after
/// 61 polls of tasks, unless a worker has nothing to do, and the accepted connection or the timer that
/// another task waits for is such an event.
const POLLS: u8 = 64;

/// A request whose templates have done this much work pauses after them: a few milliseconds.
const MUCH_WORK: u64 = 10_000_000;

/// Whether a request pauses between its stages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pace {
    pauses: bool,
}

impl Pace {
    /// Returns the pace of a request whose body has this number of bytes.
    pub(crate) fn of(bytes: usize) -> Self {
        Self {
            pauses: bytes >= LONG,
        }
    }

    /// Returns the pace after templates that took this much work.
    pub(super) fn after(self, work: u64) -> Self {
        Self {
            pauses: self.pauses || work >= MUCH_WORK,
        }
    }

    /// Gives the worker back to the runtime for a moment, if the request pauses.
    pub(crate) fn pause(self) -> Pause {
        Pause {
            polls: if self.pauses { POLLS } else { 0 },
        }
    }
}

/// Waits until it has been polled often enough, and wakes itself each time. It needs no runtime.
#[derive(Debug, Default)]
#[must_use = "futures do nothing unless polled"]
pub(crate) struct Pause {
    polls: u8,
}

impl Future for Pause {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(left) = self.polls.checked_sub(1) else {
            return Poll::Ready(());
        };
        self.polls = left;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::{Wake, Waker},
    };

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns how often a pause is pending, and how often it wakes.
    fn pauses(pace: Pace) -> (usize, usize) {
        let wakes = Arc::new(Wakes::default());
        let waker = Waker::from(Arc::clone(&wakes));
        let mut pause = pin!(pace.pause());
        let mut pending = 0;
        while pause.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            pending += 1;
        }
        (pending, wakes.0.load(Ordering::Relaxed))
    }

    #[test]
    fn pause_of_a_long_request_wakes_itself_64_times_and_ends() {
        assert_eq!(pauses(Pace::of(LONG)), (64, 64));
        assert_eq!(pauses(Pace::default().after(MUCH_WORK)), (64, 64));
    }

    #[test]
    fn short_request_does_not_pause() {
        assert_eq!(pauses(Pace::of(LONG - 1)), (0, 0));
        assert_eq!(pauses(Pace::default().after(MUCH_WORK - 1)), (0, 0));
    }
}
