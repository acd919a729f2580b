//! The closures of a step that has not started yet.

use crate::step::Boxed;
use dialects::json::Json;
use serde_json::Value;

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
