//! A step as the workflow function declares it, without the types of its resolver.

use crate::step::{Boxed, StepKind};
use dialects::json::Json;
use serde_json::Value;
use std::panic::Location;

/// The part of a step that does not depend on types.
pub(super) struct DeclaredStep<'a> {
    pub(super) id: String,
    pub(super) kind: StepKind,
    /// The Rust path of the resolver.
    pub(super) path: &'static str,
    /// Where the step's method is called.
    pub(super) location: &'static Location<'static>,
    /// The schema of the control type.
    pub(super) control_type_schema: fn() -> Value,
    /// The schema of the output type, if the kind leaves it to the user.
    pub(super) output_type_schema: fn() -> Option<Value>,
    pub(super) options: Options<'a>,
}

/// The options of a step.
#[derive(Default)]
pub(super) struct Options<'a> {
    pub(super) skip: Option<Skip<'a>>,
    /// `None` until one is declared: an empty set is not the same on the wire (`bridge.md` §3.2).
    pub(super) providers: Option<Vec<DeclaredProvider<'a>>>,
    pub(super) control_schema: Option<Value>,
    pub(super) output_schema: Option<Value>,
    pub(super) unsanitized: bool,
}

/// Decides from the compiled controls whether the step is skipped.
pub(super) type Skip<'a> = Box<dyn FnOnce(&Json) -> Boxed<'a, bool> + Send + 'a>;

/// A provider override as the step declares it.
pub(super) struct DeclaredProvider<'a> {
    pub(super) id: String,
    /// The Rust path of the closure.
    pub(super) code: &'static str,
    /// The provider that the type of its values is for, if it is for one.
    pub(super) made_for: Option<&'static str>,
    /// Makes the values from the compiled controls and the validated output.
    pub(super) make: Box<dyn FnOnce(&Json, &Json) -> Boxed<'a, Value> + Send + 'a>,
}
