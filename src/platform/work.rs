//! Work of the platform, to be awaited.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

/// The time in which another thread must wake [`Work::wait`].
const TIMEOUT: Duration = Duration::from_secs(5);

/// Work of a [`Platform`](super::Platform), done when it is awaited or when [`wait`](Self::wait) is called.
///
/// Use `.await` in a `#[tokio::test]`, and `.wait()` in a plain `#[test]`.
#[must_use = "nothing happens unless it is awaited or waited for"]
pub struct Work<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + Send + 'a>>,
}

impl<'a, T> Work<'a, T> {
    pub(crate) fn new(future: impl Future<Output = T> + Send + 'a) -> Self {
        Self {
            future: Box::pin(future),
        }
    }

    /// Does the work on this thread, without a runtime.
    ///
    /// That suffices for resolvers that wait for nothing, or only for other threads. Resolvers that need a
    /// runtime, such as those with timers or sockets of tokio, need an async test and `.await`.
    ///
    /// # Panics
    ///
    /// A resolver waits and is not woken within five seconds: it needs a runtime, or waits indefinitely.
    #[track_caller]
    pub fn wait(mut self) -> T {
        let signal = Arc::new(Signal {
            woken: AtomicBool::new(false),
            thread: thread::current(),
        });
        let waker = Waker::from(Arc::clone(&signal));
        loop {
            if let Poll::Ready(output) = self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            let began = Instant::now();
            while !signal.woken.swap(false, Ordering::Acquire) {
                let Some(left) = TIMEOUT.checked_sub(began.elapsed()) else {
                    panic!(
                        "a resolver was not woken within {} seconds, probably because it needs a runtime: use an \
                         async test (`#[tokio::test]`) and `.await` in place of `.wait()`",
                        TIMEOUT.as_secs()
                    );
                };
                thread::park_timeout(left);
            }
        }
    }
}

impl<T> Future for Work<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.future.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Work<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").finish_non_exhaustive()
    }
}

struct Signal {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
