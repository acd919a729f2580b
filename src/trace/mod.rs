//! The spans of the feature `tracing`. Without it, types of size zero with the same methods, so that call
//! sites need no `cfg`.
//!
//! All spans have the target `novu_framework` and the level debug, and no field contains anything of
//! payloads, subscribers, controls, outputs or error messages. Field names are those of OpenTelemetry's
//! semantic conventions if it has one. Events say how requests ended; their messages are those for logs
//! (`error/log.rs`).

use std::time::Duration;

#[cfg(feature = "tracing")]
mod events;
#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(feature = "tracing")]
pub(crate) use events::{discovered, is_listened_to};
#[cfg(all(feature = "tracing", feature = "agents"))]
pub(crate) use events::{discovered_agent, turned};
#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Instrumented, Span, discovered, is_listened_to};
#[cfg(all(not(feature = "tracing"), feature = "agents"))]
pub(crate) use off::{discovered_agent, turned};
#[cfg(feature = "tracing")]
pub(crate) use spans::{Instrumented, Span};

/// Emits an event about a setting that is probably a mistake, with the feature `tracing`. It is not limited
/// in rate, so it is for startup, not for requests.
pub(crate) fn warn(message: std::fmt::Arguments<'_>) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: "novu_framework", "{message}");
    #[cfg(not(feature = "tracing"))]
    let _ = message;
}

/// The fields of the request's span that are recorded after it has begun.
pub(crate) mod field {
    pub(crate) const ACTION: &str = "novu.action";
    pub(crate) const WORKFLOW: &str = "novu.workflow.id";
    pub(crate) const STEP: &str = "novu.step.id";
    #[cfg(feature = "agents")]
    pub(crate) const AGENT: &str = "novu.agent.id";
    #[cfg(feature = "agents")]
    pub(crate) const EVENT: &str = "novu.agent.event";
    pub(crate) const OUTCOME: &str = "novu.outcome";
    pub(crate) const STATUS: &str = "http.response.status_code";
    pub(crate) const ERROR: &str = "error.type";
    /// Read by `tracing-opentelemetry`: marks the span as failed.
    pub(crate) const SPAN_STATUS: &str = "otel.status_code";
    pub(crate) const REQUEST_SIZE: &str = "http.request.body.size";
    pub(crate) const RESPONSE_SIZE: &str = "http.response.body.size";
}

/// A request that is over, as the event about it shows it.
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only events read it"))]
#[derive(Debug)]
pub(crate) struct Answered<'a> {
    pub(crate) action: &'static str,
    pub(crate) workflow: Option<&'a str>,
    pub(crate) step: Option<&'a str>,
    pub(crate) agent: Option<&'a str>,
    /// The event of the agent.
    pub(crate) event: Option<&'static str>,
    /// `None` if the request was dropped.
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: &'a str,
    /// The causes of the message, from the outermost.
    pub(crate) causes: &'a [String],
    /// The number of like requests before this one that had no event.
    pub(crate) suppressed: u64,
    pub(crate) duration: Duration,
}

/// How much an event about a request matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// This server or its workflows failed.
    Error,
    /// The request was rejected.
    Warn,
    /// The request was served.
    Info,
    /// The request was served, and nobody needs to know.
    Debug,
}
