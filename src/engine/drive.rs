//! Calls a workflow function and polls it until its run is over.

use super::{event::EventData, invocation::Invocation, target::StepOutcome};
use crate::{
    error::{ErrorCode, Fault, Result},
    panics::{Panicked, catch},
};
use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// The future of a workflow function, boxed once per request.
pub(crate) type WorkflowFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// A workflow function, whatever the type of its payload.
pub(crate) trait WorkflowFunction: Send + Sync {
    /// Returns the workflow's id.
    fn id(&self) -> &str;

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// The payload does not fit its type.
    fn start(&self, run: &Arc<Invocation>, event: &EventData) -> Result<WorkflowFuture, serde_json::Error>;
}

/// Polls the workflow function until its run is over. Returns `None` if the function ends before its target.
///
/// Dropping the future cancels the workflow function.
pub(crate) async fn drive(
    function: &dyn WorkflowFunction,
    run: &Arc<Invocation>,
) -> Result<Option<StepOutcome>, Fault> {
    let request = run.as_request().expect("made with a request");
    let started = catch(|| function.start(run, &request.event))
        .map_err(|panicked| workflow_panicked(run, &panicked))?;
    let workflow = started.map_err(|error| {
        let subject = format!("the payload of workflow `{}`", function.id());
        Fault::unreadable(ErrorCode::ExecutionEventPayloadInvalid, &subject, &error)
    })?;
    let drive = Drive {
        run: Arc::clone(run),
        workflow: Some(workflow),
    };
    request.pace.pause().await;
    drive.await
}

/// Polls a workflow function until its target has an outcome, and drops it then: nothing after the target's
/// `.await` runs, destructors do.
#[must_use = "futures do nothing unless polled"]
struct Drive {
    run: Arc<Invocation>,
    workflow: Option<WorkflowFuture>,
}

impl Future for Drive {
    type Output = Result<Option<StepOutcome>, Fault>;

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
            (None, Ok(Poll::Ready(Err(error)))) => Err(catch(|| {
                this.run.witness().failed(&error);
                error.into_fault(|error| {
                    Fault::of_user_code(
                        ErrorCode::Bridge,
                        format!("the workflow function failed: {error}"),
                        error,
                    )
                })
            })
            .unwrap_or_else(|panicked| workflow_panicked(&this.run, &panicked))),
            (None, Err(panicked)) => Err(workflow_panicked(&this.run, &panicked)),
        };
        // Destructors are user code too.
        let workflow = this.workflow.take();
        let _ = catch(|| drop(workflow));
        Poll::Ready(outcome)
    }
}

impl Drop for Drive {
    /// Destructors are user code: a panic of one must not unwind into the caller that cancels.
    fn drop(&mut self) {
        let workflow = self.workflow.take();
        let _ = catch(|| drop(workflow));
    }
}

/// Returns the fault for a panic of the workflow function (`differences.md` 18).
fn workflow_panicked(run: &Invocation, panicked: &Panicked) -> Fault {
    run.witness().panicked(panicked);
    Fault::with_stack(ErrorCode::Bridge, "the workflow function panicked")
}
