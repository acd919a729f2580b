//! A limit on the time that a sender may take.

use std::{future::Future, time::Duration};
#[cfg(any(feature = "client", feature = "deadline"))]
use {
    crate::panics::catch,
    std::{future::poll_fn, pin::pin, task::Poll},
    tokio::{runtime::Handle, time::sleep},
};

/// Waits for `work`, but not beyond `limit`: then it is dropped, and the result is `None`.
///
/// The timer is tokio's, and begins when `work` is pending first, so that work that never waits costs
/// nothing. Without a tokio runtime that has timers, and without the features that bring them, there is no
/// limit.
#[cfg(any(feature = "client", feature = "deadline"))]
pub(super) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut timer = None;
    poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        let timer = timer.get_or_insert_with(|| {
            // A runtime may lack timers, which only a panic shows.
            Handle::try_current()
                .ok()
                .and_then(|_| catch(|| Box::pin(sleep(limit))).ok())
        });
        match timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// Waits for `work`.
#[cfg(not(any(feature = "client", feature = "deadline")))]
pub(super) async fn within<T>(_: Duration, work: impl Future<Output = T>) -> Option<T> {
    Some(work.await)
}

#[cfg(all(test, feature = "deadline"))]
mod tests {
    use super::*;
    use crate::bridge::tests::fixtures::block_on;
    use std::future::{pending, ready};
    use tokio::time::Instant;

    const LIMIT: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn work_that_never_ends_is_dropped_at_the_limit() {
        let began = Instant::now();
        assert_eq!(within(LIMIT, pending::<()>()).await, None);
        assert_eq!(began.elapsed().as_secs(), 30);
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_ends_before_the_limit_is_returned() {
        let work = async {
            sleep(LIMIT - Duration::from_secs(1)).await;
            1
        };
        assert_eq!(within(LIMIT, work).await, Some(1));
    }

    #[test]
    fn work_without_a_runtime_has_no_limit() {
        assert_eq!(block_on(within(Duration::ZERO, ready(1))), Some(1));
        let mut polls = 0;
        let work = poll_fn(|_| {
            polls += 1;
            if polls < 3 { Poll::Pending } else { Poll::Ready(1) }
        });
        assert_eq!(block_on(within(Duration::ZERO, work)), Some(1));
    }
}
