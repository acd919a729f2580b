//! Keeps the panics of handlers inside their turns.

use crate::panics::{Panicked, catch};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// A future of user code whose panics are results.
pub(super) struct Contained<T>(Option<Pin<Box<dyn Future<Output = T> + Send>>>);

/// Calls a handler and contains it.
pub(super) fn contained<T>(
    call: impl FnOnce() -> Pin<Box<dyn Future<Output = T> + Send>>,
) -> Result<Contained<T>, Panicked> {
    catch(call).map(|future| Contained(Some(future)))
}

impl<T> Future for Contained<T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.0 else {
            return Poll::Pending;
        };
        match catch(|| future.as_mut().poll(cx)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(self.dispose().map(|()| value)),
            Err(panicked) => {
                let _ = self.dispose();
                Poll::Ready(Err(panicked))
            }
        }
    }
}

impl<T> Contained<T> {
    /// Drops the future, whose destructors are user code too.
    fn dispose(&mut self) -> Result<(), Panicked> {
        let future = self.0.take();
        catch(|| drop(future))
    }
}

impl<T> Drop for Contained<T> {
    fn drop(&mut self) {
        let _ = self.dispose();
    }
}
