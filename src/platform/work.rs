//! Work of the platform, to be awaited or waited for.

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

/// How long [`Work::wait`] gives other threads to wake it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Something that the [`Platform`](super::Platform) does when it is awaited, or when `.wait()` is called.
///
/// Use `.await` in a `#[tokio::test]`. In a plain `#[test]` use [`wait`](Self::wait).
#[must_use = "nothing happens unless it is awaited or waited for"]
pub struct Work<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + Send + 'a>>,
}

impl<'a, T> Work<'a, T> {
    pub(super) fn new(future: impl Future<Output = T> + Send + 'a) -> Self {
        Self {
            future: Box::pin(future),
        }
    }

    /// Does it on this thread, without a runtime.
    ///
    /// That is enough for resolvers that wait for nothing, or for other threads. One that needs a runtime, as all
    /// of tokio's timers and sockets do, needs an async test and `.await`.
    ///
    /// # Panics
    ///
    /// When a resolver waits and nothing wakes it for five seconds: it needs a runtime, or waits for ever.
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
                let Some(left) = PATIENCE.checked_sub(began.elapsed()) else {
                    panic!(
                        "a resolver waits for something that does not happen on its own: \
                         write an async test (`#[tokio::test]`) and `.await` this instead of calling `.wait()`"
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

/// Wakes a thread that waits.
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
