//! JSON as people read it.

use serde_json::Value;
use std::fmt;

/// Writes the value on lines of its own, indented under its step.
pub(super) fn indented(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    pretty(value)
        .lines()
        .try_for_each(|line| write!(f, "\n    {line}"))
}

/// Prints the value with one member on each line.
pub(crate) fn pretty(value: &Value) -> String {
    // A `Value` has string keys and finite numbers, so it can be written.
    serde_json::to_string_pretty(value).unwrap_or_default()
}
