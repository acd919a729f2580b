//! Polling a workflow function until its target has a result.

use super::run::{Outcome, Run};
use crate::{
    error::{Error, ErrorCode, Fault},
    panics::catch,
    workflow::WorkflowFuture,
};
use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// Polls the workflow function until the target has a result, and drops it then: nothing after the target's
/// `.await` runs, destructors do.
///
/// Dropping it drops the workflow function, which cancels whatever it waits for.
#[must_use = "futures do nothing unless polled"]
pub(crate) struct Drive {
    run: Arc<Run>,
    workflow: Option<WorkflowFuture>,
}

impl Drive {
    pub(crate) fn new(run: Arc<Run>, workflow: WorkflowFuture) -> Self {
        Self {
            run,
            workflow: Some(workflow),
        }
    }
}

impl Future for Drive {
    /// The target's result, or `None` if the function ended without it.
    type Output = Result<Option<Outcome>, Fault>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some(workflow) = this.workflow.as_mut() else {
            return Poll::Pending;
        };
        let polled = {
            let _entered = this.run.enter_thread();
            catch(|| workflow.as_mut().poll(cx))
        };
        let outcome = match (this.run.take_outcome(cx.waker()), polled) {
            (Some(outcome), _) => Ok(Some(outcome)),
            (None, Ok(Poll::Pending)) => return Poll::Pending,
            (None, Ok(Poll::Ready(Ok(())))) => Ok(None),
            // Printing the error is user code too.
            (None, Ok(Poll::Ready(Err(error)))) => {
                Err(catch(|| workflow_failed(error)).unwrap_or_else(|_| workflow_panicked()))
            }
            (None, Err(_)) => Err(workflow_panicked()),
        };
        // Destructors are user code too.
        let workflow = this.workflow.take();
        let _ = catch(|| drop(workflow));
        Poll::Ready(outcome)
    }
}

impl Drop for Drive {
    /// Destructors are user code, here as in a poll: a panic of one must not unwind into who cancels.
    fn drop(&mut self) {
        let workflow = self.workflow.take();
        let _ = catch(|| drop(workflow));
    }
}

/// What an error that leaves the workflow function is answered with (`bridge.md` §5.6).
pub(crate) fn workflow_failed(error: Error) -> Fault {
    error.into_fault(|error| bridge_error(format!("the workflow function failed: {error}")))
}

/// What a panic of the workflow function is answered with (`differences.md` 18).
pub(crate) fn workflow_panicked() -> Fault {
    bridge_error("the workflow function panicked".to_owned())
}

/// A `BridgeError` with the `stack` that the reference has there.
pub(crate) fn bridge_error(message: String) -> Fault {
    Fault::with_stack(ErrorCode::Bridge, message)
}
