//! JavaScript regular expressions.

use super::SchemaError;
use regress::{Flags, Regex};

/// A `pattern` of a schema, with the `u` flag, unanchored (§6).
///
/// The engine backtracks as JavaScript's does; patterns come from the developer's schemas, never from requests.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

/// The engine's parser recurses over alternatives and groups; more than this could overflow a small stack.
const MAX_ALTERNATIVES: usize = 1000;
const MAX_GROUP_DEPTH: usize = 100;

impl Pattern {
    /// Compiles `source`, which stands at `pointer`.
    pub(super) fn compile(source: &str, pointer: impl FnOnce() -> String) -> Result<Self, SchemaError> {
        if memchr::memchr_iter(b'|', source.as_bytes()).count() > MAX_ALTERNATIVES
            || group_depth(source) > MAX_GROUP_DEPTH
        {
            let cause = format!(
                "the pattern has more than {MAX_ALTERNATIVES} alternatives or {MAX_GROUP_DEPTH} nested groups"
            );
            return Err(SchemaError::fault(pointer(), cause));
        }
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

/// How deep groups may be nested at most; escaped parentheses are not told apart.
fn group_depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in source.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
