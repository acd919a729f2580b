//! Spans, used if the feature `tracing` is on.

use http::Method;
use std::future::Future;
use tracing::{
    Instrument,
    field::{Empty, Value},
};

/// A future that is polled and dropped inside a span.
pub(crate) type Instrumented<F> = tracing::instrument::Instrumented<F>;

/// A span; disabled if no subscriber is interested.
#[derive(Debug, Clone)]
pub(crate) struct Span(tracing::Span);

impl Span {
    /// Opens the span of a request.
    pub(crate) fn request(method: &Method) -> Self {
        Self(tracing::debug_span!(
            target: "novu_framework",
            "novu.bridge",
            "http.request.method" = known(method),
            "http.response.status_code" = Empty,
            "http.request.body.size" = Empty,
            "http.response.body.size" = Empty,
            "error.type" = Empty,
            "otel.status_code" = Empty,
            "novu.action" = Empty,
            "novu.workflow.id" = Empty,
            "novu.step.id" = Empty,
            "novu.agent.id" = Empty,
            "novu.agent.event" = Empty,
            "novu.outcome" = Empty,
        ))
    }

    /// Opens the span in which the result of an earlier step is read or mocked.
    pub(crate) fn hydrate(step: &str) -> Self {
        Self(tracing::debug_span!(target: "novu_framework", "novu.hydrate", "novu.step.id" = step))
    }

    /// Opens the span in which controls are validated and their templates rendered.
    pub(crate) fn compile(step: &str) -> Self {
        Self(tracing::debug_span!(target: "novu_framework", "novu.compile", "novu.step.id" = step))
    }

    /// Opens the span in which the resolver runs.
    pub(crate) fn resolve(step: &str) -> Self {
        Self(tracing::debug_span!(target: "novu_framework", "novu.resolve", "novu.step.id" = step))
    }

    /// Opens the span in which HTML is sanitised.
    pub(crate) fn sanitize(step: &str) -> Self {
        Self(tracing::debug_span!(target: "novu_framework", "novu.sanitize", "novu.step.id" = step))
    }

    /// Opens the span of a turn: its agent, event, conversation, delivery, platform and transport. It follows
    /// from the request, which is over before it.
    #[cfg(feature = "agents")]
    pub(crate) fn turn([agent, event, conversation, delivery, platform, transport]: [&str; 6]) -> Self {
        let span = tracing::debug_span!(
            target: "novu_framework",
            parent: None,
            "novu.turn",
            "novu.agent.id" = agent,
            "novu.agent.event" = event,
            "novu.conversation.id" = conversation,
            "novu.delivery.id" = delivery,
            "novu.platform" = platform,
            "novu.transport" = transport,
            "novu.outcome" = Empty,
            "otel.status_code" = Empty,
        );
        span.follows_from(tracing::Span::current());
        Self(span)
    }

    /// Opens the span in which the handler of a turn runs.
    #[cfg(feature = "agents")]
    pub(crate) fn handler() -> Self {
        Self(tracing::debug_span!(target: "novu_framework", "novu.handler"))
    }

    /// Opens the span of an attempt to send something of a turn.
    #[cfg(feature = "agents")]
    pub(crate) fn send(kind: &'static str, events: usize, attempt: u32, size: usize) -> Self {
        Self(tracing::debug_span!(
            target: "novu_framework",
            "novu.send",
            "novu.send.kind" = kind,
            "novu.send.events" = events,
            "novu.attempt" = attempt,
            "http.request.body.size" = size,
            "http.response.status_code" = Empty,
        ))
    }

    /// Returns whether a subscriber is interested.
    pub(crate) fn is_enabled(&self) -> bool {
        !self.0.is_disabled()
    }

    /// Sets a field to a text.
    pub(crate) fn text(&self, field: &'static str, value: &str) {
        self.set(field, value);
    }

    /// Sets a field to a number. OpenTelemetry's integers are signed; exporters print others as text.
    pub(crate) fn number(&self, field: &'static str, value: u64) {
        self.set(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    /// Sets a field. Looking up a field by its name takes longer than asking whether anybody wants it.
    #[inline]
    fn set(&self, field: &'static str, value: impl Value) {
        if self.is_enabled() {
            self.0.record(field, value);
        }
    }

    /// Calls `work` inside the span.
    pub(crate) fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.in_scope(work)
    }

    /// Runs `future` inside the span.
    pub(crate) fn instrument<F: Future>(self, future: F) -> Instrumented<F> {
        future.instrument(self.0)
    }
}

/// Returns the method, or `_OTHER` for unknown ones, as the conventions demand: the sender chooses the text.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::POST
        | Method::HEAD
        | Method::OPTIONS
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "_OTHER",
    }
}
