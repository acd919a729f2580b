//! Reports requests to spans and metrics.

use super::{reply::Reply, request::Call};
use crate::{
    error::{ErrorCode, shortened},
    panics::catch,
    registry::Registry,
    trace::{Span, field},
};
use http::StatusCode;
use std::{
    fmt,
    sync::OnceLock,
    time::{Duration, Instant},
};

/// A hook that is called for every request to the bridge.
///
/// Closures that take a [`&Summary`](Summary) are hooks. Set by
/// [`NovuLayerBuilder::on_answer`](crate::NovuLayerBuilder::on_answer). See the
/// [module docs](crate::layer#metrics) for an example.
pub trait OnAnswer: Send + Sync + 'static {
    /// Receives the summary of a request.
    ///
    /// Called where the response is created, before it is sent, so it should not block. A panic is caught,
    /// and the response is sent nevertheless.
    fn on_answer(&self, summary: &Summary<'_>);
}

impl<F> OnAnswer for F
where
    F: Fn(&Summary<'_>) + Send + Sync + 'static,
{
    fn on_answer(&self, summary: &Summary<'_>) {
        self(summary);
    }
}

/// The summary of a request that is over.
///
/// All but the numbers is one of a few values that are known beforehand, so that it can be a metric's label.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Summary<'a> {
    /// `health-check`, `discover`, `code`, `execute`, `preview`, `trigger` or `agent-event`; `whole-run` for
    /// all steps of a workflow, `preflight` for `OPTIONS`, `unknown` for anything else.
    pub action: &'static str,
    /// The workflow that was asked for, if it exists.
    pub workflow: Option<&'a str>,
    /// The step of [`workflow`](Self::workflow) that was asked for, if it exists.
    pub step: Option<&'a str>,
    /// How the request ended.
    pub outcome: Outcome,
    /// The status of the response; `None` if the request was [dropped](Outcome::Dropped).
    pub status: Option<StatusCode>,
    /// The code of the response if it is a failure.
    pub code: Option<ErrorCode>,
    /// The time from the first poll of the response future to the response, receiving the body included.
    pub duration: Duration,
    /// The length of the request's body, in bytes; 0 if it was not read, or not to its end.
    pub request_bytes: u64,
    /// The length of the response's body, in bytes.
    pub response_bytes: u64,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The request was served; a status below 400.
    Success,
    /// The request was rejected with a 4xx status.
    Refused,
    /// The server, a workflow or one of its provider overrides failed; a 5xx status.
    Failed,
    /// The response future was dropped before it was ready: the client disconnected, or an outer layer timed
    /// out.
    Dropped,
}

impl Outcome {
    /// Returns the outcome as one lower-case word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    fn of(status: Option<StatusCode>) -> Self {
        match status {
            None => Self::Dropped,
            Some(status) if status.is_server_error() => Self::Failed,
            Some(status) if status.is_client_error() => Self::Refused,
            Some(_) => Self::Success,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Watches one request and reports it once: at its [`end`](Self::end), or when it is dropped before.
pub(super) struct Observation<'a> {
    registry: &'a Registry,
    call: &'a Call<'a>,
    span: Span,
    hook: Option<(&'a dyn OnAnswer, Instant)>,
    request_bytes: OnceLock<usize>,
    reported: bool,
}

impl<'a> Observation<'a> {
    pub(super) fn begin(
        registry: &'a Registry,
        hook: Option<&'a dyn OnAnswer>,
        call: &'a Call<'a>,
        span: Span,
    ) -> Self {
        span.text(field::ACTION, call.action.label());
        for (field, id) in [(field::WORKFLOW, &call.workflow_id), (field::STEP, &call.step_id)] {
            if !id.is_empty() {
                span.text(field, shortened(id));
            }
        }
        Self {
            registry,
            call,
            span,
            hook: hook.map(|hook| (hook, Instant::now())),
            request_bytes: OnceLock::new(),
            reported: false,
        }
    }

    /// Records that the request's body has been received.
    pub(super) fn received(&self, bytes: usize) {
        let _ = self.request_bytes.set(bytes);
    }

    /// Whether the request's body has been received.
    pub(super) fn has_received(&self) -> bool {
        self.request_bytes.get().is_some()
    }

    /// Reports the response.
    pub(super) fn end(mut self, reply: &Reply) {
        self.report(Some(reply));
    }

    fn report(&mut self, reply: Option<&Reply>) {
        self.reported = true;
        if self.hook.is_none() && !self.span.is_enabled() {
            return;
        }
        let (workflow, step) = self.registry.known(&self.call.workflow_id, &self.call.step_id);
        let status = reply.map(Reply::status);
        let mut summary = Summary {
            action: self.call.action.label(),
            workflow,
            step,
            outcome: Outcome::of(status),
            status,
            code: reply.and_then(Reply::error_code),
            duration: Duration::ZERO,
            request_bytes: bytes(self.request_bytes.get().copied().unwrap_or_default()),
            response_bytes: bytes(reply.map_or(0, Reply::len)),
        };
        record(&self.span, &summary);
        if let Some((hook, began)) = self.hook {
            summary.duration = began.elapsed();
            // User code, and perhaps called while another panic unwinds.
            let _ = catch(|| hook.on_answer(&summary));
        }
    }
}

impl Drop for Observation<'_> {
    fn drop(&mut self) {
        if !self.reported {
            self.report(None);
        }
    }
}

/// Records on the request's span how it ended.
fn record(span: &Span, summary: &Summary<'_>) {
    span.text(field::OUTCOME, summary.outcome.as_str());
    span.number(field::REQUEST_SIZE, summary.request_bytes);
    if let Some(status) = summary.status {
        span.number(field::STATUS, status.as_u16().into());
        span.number(field::RESPONSE_SIZE, summary.response_bytes);
    }
    match (summary.outcome, summary.code, &summary.status) {
        (Outcome::Success, ..) => {}
        (_, Some(code), _) => span.text(field::ERROR, code.as_str()),
        (_, None, Some(status)) => span.text(field::ERROR, status.as_str()),
        (_, None, None) => span.text(field::ERROR, summary.outcome.as_str()),
    }
    // OpenTelemetry's conventions for servers: a mistake of the sender is not an error of the server.
    if summary.outcome == Outcome::Failed {
        span.text(field::SPAN_STATUS, "ERROR");
    }
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
