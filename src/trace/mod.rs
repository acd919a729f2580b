//! The spans of the feature `tracing`. Without it, types of size zero with the same methods, so that call
//! sites need no `cfg`.
//!
//! All spans have the target `novu_framework` and the level debug, and no field contains anything of
//! payloads, subscribers, controls, outputs or error messages. Field names are those of OpenTelemetry's
//! semantic conventions if it has one.

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Instrumented, Span};
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
    pub(crate) const OUTCOME: &str = "novu.outcome";
    pub(crate) const STATUS: &str = "http.response.status_code";
    pub(crate) const ERROR: &str = "error.type";
    /// Read by `tracing-opentelemetry`: marks the span as failed.
    pub(crate) const SPAN_STATUS: &str = "otel.status_code";
    pub(crate) const REQUEST_SIZE: &str = "http.request.body.size";
    pub(crate) const RESPONSE_SIZE: &str = "http.response.body.size";
}
