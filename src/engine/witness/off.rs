//! Notes nothing, used if the feature `studio` is off.

#![allow(clippy::unused_self, reason = "the same methods as the other witness has")]

use super::Part;
use crate::{controls::CompileError, error::Error, panics::Panicked};
use dialects::json::Json;

#[derive(Debug, Clone, Default)]
pub(crate) struct Witness(());

impl Witness {
    pub(crate) fn timed<T>(&self, _: Part, work: impl FnOnce() -> T) -> T {
        work()
    }

    pub(crate) fn mocked(&self, _: [&str; 2], _: Option<&Json>, _: &Json) {}

    pub(crate) fn hydrated(&self, _: &str, _: &Json) {}

    pub(crate) fn controls(&self, _: &Json) {}

    pub(crate) fn outputs(&self, _: &Json) {}

    pub(crate) fn failed(&self, _: &Error) {}

    pub(crate) fn skip(&self, _: bool) {}

    pub(crate) fn misplaced(&self, _: &CompileError) {}

    pub(crate) fn panicked(&self, _: &Panicked) {}
}
