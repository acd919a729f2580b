//! JavaScript regular expressions.

use super::SchemaError;
use regress::{Flags, Regex};

/// A `pattern` of a schema, with the `u` flag, unanchored (§6).
///
/// The engine backtracks as JavaScript's does; patterns come from the developer's schemas, never from requests.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Compiles `source`, which stands at `pointer`.
    pub(super) fn compile(source: &str, pointer: impl FnOnce() -> String) -> Result<Self, SchemaError> {
        Regex::with_flags(source, Flags::from("u"))
            .map(Self)
            .map_err(|error| {
                SchemaError::fault(
                    pointer(),
                    format!("`{source}` is not a regular expression: {error}"),
                )
            })
    }

    /// Whether `text` has a match.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.find(text).is_some()
    }
}
