//! How long a request may take.

use super::call::Call;
use crate::error::{ErrorCode, Fault, shortened};
use http::StatusCode;
use std::{future::Future, pin::Pin, time::Duration};

/// How long a request may take, if there is a limit. Without the feature `deadline` there is none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline {
    #[cfg(feature = "deadline")]
    limit: Option<Duration>,
}

impl Deadline {
    /// A limit.
    #[cfg(feature = "deadline")]
    pub(crate) fn after(limit: Duration) -> Self {
        Self { limit: Some(limit) }
    }

    /// Waits for `work`.
    ///
    /// # Errors
    ///
    /// The limit, when it has passed before `work` was done. `work` is left where it is, for the caller to drop.
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

/// The fault of a request that has taken too long; `received` says whether at least its body came in time.
///
/// 504 is what Novu tries again. A code that it does not know would hide the message (bridge.md §10.1), so the code is
/// one of the protocol's: the step's, once the work on a step has begun.
#[cold]
pub(super) fn passed(limit: Duration, call: &Call<'_>, received: bool) -> Fault {
    let (workflow, step) = (shortened(&call.workflow_id), shortened(&call.step_id));
    let (what, code) = match call.label {
        "execute" | "preview" => (
            format!("step `{step}` of workflow `{workflow}`"),
            ErrorCode::StepExecutionFailed,
        ),
        "run" => (format!("workflow `{workflow}`"), ErrorCode::StepExecutionFailed),
        label => (format!("the action `{label}`"), ErrorCode::Bridge),
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
