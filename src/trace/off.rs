//! No-op spans, used if the feature `tracing` is off.

#![allow(clippy::unused_self, reason = "the same methods as the spans have")]

use super::{Answered, Weight};
use http::Method;
use std::future::Future;

pub(crate) fn is_listened_to() -> bool {
    false
}

pub(crate) fn discovered(_: &str, _: impl Iterator<Item = String>) {}

impl Answered<'_> {
    pub(crate) fn emit(&self, _: Weight) {}
}

pub(crate) type Instrumented<F> = F;

#[cfg(feature = "agents")]
pub(crate) fn discovered_agent(_: &str) {}

#[cfg(feature = "agents")]
pub(crate) fn turned(_: [&str; 4], _: Option<&str>, _: std::time::Duration) {}

#[derive(Debug, Clone)]
pub(crate) struct Span;

impl Span {
    pub(crate) fn request(_: &Method) -> Self {
        Self
    }

    pub(crate) fn hydrate(_: &str) -> Self {
        Self
    }

    pub(crate) fn compile(_: &str) -> Self {
        Self
    }

    pub(crate) fn resolve(_: &str) -> Self {
        Self
    }

    pub(crate) fn sanitize(_: &str) -> Self {
        Self
    }

    #[cfg(feature = "agents")]
    pub(crate) fn turn(_: [&str; 6]) -> Self {
        Self
    }

    #[cfg(feature = "agents")]
    pub(crate) fn handler() -> Self {
        Self
    }

    #[cfg(feature = "agents")]
    pub(crate) fn send(_: &'static str, _: usize, _: u32, _: usize) -> Self {
        Self
    }

    pub(crate) fn is_enabled(&self) -> bool {
        false
    }

    pub(crate) fn text(&self, _: &'static str, _: &str) {}

    pub(crate) fn number(&self, _: &'static str, _: u64) {}

    pub(crate) fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    pub(crate) fn instrument<F: Future>(self, future: F) -> Instrumented<F> {
        future
    }
}
