//! The deadline of a request.

use super::request::{Action, Call};
use crate::error::{ErrorCode, Fault, shortened};
use http::StatusCode;
use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

/// The longest time that a request may take, if there is a limit. Without the feature `deadline` there is
/// never one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline {
    limit: Option<Duration>,
}

impl Deadline {
    #[cfg(feature = "deadline")]
    pub(crate) fn after(limit: Duration) -> Self {
        Self { limit: Some(limit) }
    }

    /// Returns the end of a request that begins now.
    pub(super) fn end(self) -> Option<Instant> {
        Instant::now().checked_add(self.limit?)
    }

    /// Waits for `work`.
    ///
    /// # Errors
    ///
    /// Returns the limit if it passes before `work` is done. The caller drops `work`.
    #[cfg(feature = "deadline")]
    pub(super) async fn keep<F: Future>(self, work: Pin<&mut F>) -> Result<F::Output, Duration> {
        match self.limit {
            Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| limit),
            None => Ok(work.await),
        }
    }

    /// Waits for `work`.
    #[cfg(not(feature = "deadline"))]
    pub(super) async fn keep<F: Future>(self, work: Pin<&mut F>) -> Result<F::Output, Duration> {
        Ok(work.await)
    }
}

/// Returns the fault of a request that has taken too long; `received` is whether its body arrived in time.
///
/// Novu retries 504. A code that it does not know would hide the message (`bridge.md` §10.1), so the code is
/// one of the protocol's: the step's, once work on a step has begun.
#[cold]
pub(super) fn passed(limit: Duration, call: &Call<'_>, received: bool) -> Fault {
    let (workflow, step) = (shortened(&call.workflow_id), shortened(&call.step_id));
    let (what, code) = match call.action {
        Action::Execute | Action::Preview => (
            format!("step `{step}` of workflow `{workflow}`"),
            ErrorCode::StepExecutionFailed,
        ),
        Action::WholeRun => (format!("workflow `{workflow}`"), ErrorCode::StepExecutionFailed),
        action => (format!("the action `{}`", action.label()), ErrorCode::Bridge),
    };
    let (message, code) = if received {
        (
            format!("{what} was not done within the deadline of {limit:?}"),
            code,
        )
    } else {
        let message = format!("the request body for {what} did not arrive within the deadline of {limit:?}");
        (message, ErrorCode::Bridge)
    };
    Fault::with_stack(code, message).with_status(StatusCode::GATEWAY_TIMEOUT)
}
