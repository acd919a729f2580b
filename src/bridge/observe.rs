//! Reports requests to spans and metrics.

#[cfg(feature = "agents")]
use super::request::Action;
use super::{reply::Reply, request::Call, strangers::Strangers};
#[cfg(feature = "agents")]
use crate::agent::{Agent, Event};
use crate::{
    error::{ErrorCode, Fault, shortened},
    panics::catch,
    registry::Registry,
    trace::{Answered, Span, Weight, field, is_listened_to},
};
use http::StatusCode;
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime},
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
/// All but the numbers and [`message`](Self::message) is one of a few values that are known beforehand, so
/// that it can be a metric's label.
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
    /// The agent that an event is for, if it exists. (Feature `agents`.)
    pub agent: Option<&'a str>,
    /// The event of the agent, if it is known: `onMessage`, `onAction`, `onReaction` or `onResolve`.
    pub event: Option<&'static str>,
    /// How the request ended.
    pub outcome: Outcome,
    /// The status of the response; `None` if the request was [dropped](Outcome::Dropped).
    pub status: Option<StatusCode>,
    /// The code of the response if it is a failure.
    pub code: Option<ErrorCode>,
    /// The message of the failure, for logs: nothing of the request is in it but the ids. It has the texts of
    /// errors that your functions return.
    pub message: Option<&'a str>,
    /// The time from the first poll of the response future to the response, receiving the body included.
    pub duration: Duration,
    /// The length of the request's body, in bytes; 0 if it was not read, or not to its end.
    pub request_bytes: u64,
    /// The length of the response's body, in bytes.
    pub response_bytes: u64,
}

named! {
    /// How a request ended.
    Outcome {
        /// The request was served; a status below 400.
        Success = "success",
        /// The request was rejected with a 4xx status.
        Refused = "refused",
        /// The server, a workflow or one of its provider overrides failed; a 5xx status.
        Failed = "failed",
        /// The response future was dropped before it was ready: the client disconnected, or an outer layer
        /// timed out.
        Dropped = "dropped",
    }
}

impl Outcome {
    fn of(status: Option<StatusCode>) -> Self {
        match status {
            None => Self::Dropped,
            Some(status) if status.is_server_error() => Self::Failed,
            Some(status) if status.is_client_error() => Self::Refused,
            Some(_) => Self::Success,
        }
    }
}

/// Watches one request and reports it once: at its [`end`](Self::end), or when it is dropped before.
pub(super) struct Observation<'a> {
    registry: &'a Registry,
    call: &'a Call<'a>,
    span: Span,
    hook: Option<&'a dyn OnAnswer>,
    strangers: &'a Strangers,
    clock: fn() -> SystemTime,
    /// Whether the sender is known.
    authenticated: AtomicBool,
    /// `None` if nobody wants to know the duration.
    began: Option<Instant>,
    request_bytes: OnceLock<usize>,
    /// The failure of a step whose error the workflow function has ignored.
    ignored: OnceLock<Box<Fault>>,
    reported: bool,
}

impl<'a> Observation<'a> {
    pub(super) fn begin(
        registry: &'a Registry,
        hook: Option<&'a dyn OnAnswer>,
        (strangers, clock): (&'a Strangers, fn() -> SystemTime),
        call: &'a Call<'a>,
        span: Span,
    ) -> Self {
        span.text(field::ACTION, call.action.label());
        let ids = [
            (field::WORKFLOW, &call.workflow_id),
            (field::STEP, &call.step_id),
            #[cfg(feature = "agents")]
            (field::AGENT, &call.agent.0),
            #[cfg(feature = "agents")]
            (field::EVENT, &call.agent.1),
        ];
        for (field, id) in ids {
            if !id.is_empty() {
                span.text(field, shortened(id));
            }
        }
        Self {
            registry,
            call,
            span,
            hook,
            strangers,
            clock,
            authenticated: AtomicBool::new(false),
            began: (hook.is_some() || is_listened_to()).then(Instant::now),
            request_bytes: OnceLock::new(),
            ignored: OnceLock::new(),
            reported: false,
        }
    }

    /// Records that the sender is known.
    pub(super) fn authenticated(&self) {
        self.authenticated.store(true, Relaxed);
    }

    /// Records that the request's body has been received.
    pub(super) fn received(&self, bytes: usize) {
        let _ = self.request_bytes.set(bytes);
    }

    /// Returns whether the request's body has been received.
    pub(super) fn has_received(&self) -> bool {
        self.request_bytes.get().is_some()
    }

    /// Records that a step has failed and the workflow function has ended as if it had not.
    pub(super) fn ignored(&self, fault: Option<Box<Fault>>) {
        if let Some(fault) = fault {
            let _ = self.ignored.set(fault);
        }
    }

    /// Reports the response, and the fault that it prints.
    pub(super) fn end(mut self, reply: &Reply, fault: Option<&Fault>) {
        self.report(Some(reply), fault);
    }

    fn report(&mut self, reply: Option<&Reply>, fault: Option<&Fault>) {
        self.reported = true;
        if self.began.is_none() && !self.span.is_enabled() {
            return;
        }
        let (workflow, step) = self.registry.known(&self.call.workflow_id, &self.call.step_id);
        let (agent, event) = self.agent();
        let status = reply.map(Reply::status);
        let summary = Summary {
            action: self.call.action.label(),
            workflow,
            step,
            agent,
            event,
            outcome: Outcome::of(status),
            status,
            code: reply.and_then(Reply::error_code),
            message: fault.map(Fault::log_message),
            duration: self.began.map_or(Duration::ZERO, |began| began.elapsed()),
            request_bytes: bytes(self.request_bytes.get().copied().unwrap_or_default()),
            response_bytes: bytes(reply.map_or(0, Reply::len)),
        };
        record(&self.span, &summary);
        if is_listened_to()
            && let Some(suppressed) = self.suppressed(&summary)
        {
            emit(
                &summary,
                suppressed,
                fault,
                self.ignored.get().map(|fault| &**fault),
            );
        }
        if let Some(hook) = self.hook {
            // User code, and perhaps called while another panic unwinds.
            let _ = catch(|| hook.on_answer(&summary));
        }
    }

    /// Returns the number of like requests before this one that had no event, or `None` if it gets none
    /// either.
    fn suppressed(&self, summary: &Summary<'_>) -> Option<u64> {
        if summary.outcome == Outcome::Success || self.authenticated.load(Relaxed) {
            return Some(0);
        }
        self.strangers.note(summary.code, (self.clock)())
    }
}

#[cfg(feature = "agents")]
impl<'a> Observation<'a> {
    /// Returns agent and event, as far as they are known.
    fn agent(&self) -> (Option<&'a str>, Option<&'static str>) {
        if self.call.action != Action::AgentEvent {
            return (None, None);
        }
        let (agent, event) = &self.call.agent;
        (self.registry.agent(agent).map(Agent::id), Event::known(event))
    }
}

#[cfg(not(feature = "agents"))]
impl Observation<'_> {
    #[allow(clippy::unused_self, reason = "the same method as with agents")]
    fn agent(&self) -> (Option<&'static str>, Option<&'static str>) {
        (None, None)
    }
}

impl Drop for Observation<'_> {
    fn drop(&mut self) {
        if !self.reported {
            self.report(None, None);
        }
    }
}

/// Emits the event about a request.
#[cold]
fn emit(summary: &Summary<'_>, suppressed: u64, fault: Option<&Fault>, ignored: Option<&Fault>) {
    let answered = Answered {
        action: summary.action,
        workflow: summary.workflow,
        step: summary.step,
        agent: summary.agent,
        event: summary.event,
        status: summary.status.map(|status| status.as_u16()),
        code: summary.code.map(ErrorCode::as_str),
        message: match (summary.message, summary.outcome) {
            (Some(message), _) => message,
            (None, Outcome::Dropped) => "dropped before it was answered",
            (None, Outcome::Refused | Outcome::Failed) => "failed",
            (None, Outcome::Success) => "answered",
        },
        causes: fault.map_or(&[], Fault::causes),
        suppressed,
        duration: summary.duration,
    };
    answered.emit(match summary.outcome {
        Outcome::Failed => Weight::Error,
        Outcome::Refused => Weight::Warn,
        Outcome::Dropped => Weight::Info,
        // Probes ask all the time.
        Outcome::Success if matches!(summary.action, "health-check" | "preflight") => Weight::Debug,
        Outcome::Success => Weight::Info,
    });
    if let Some(ignored) = ignored {
        let message = format!(
            "{}; the workflow function ignored this error, so the answer is an empty success",
            ignored.log_message()
        );
        let ignored = Answered {
            code: Some(ignored.code.as_str()),
            message: &message,
            causes: ignored.causes(),
            suppressed: 0,
            ..answered
        };
        ignored.emit(Weight::Error);
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
