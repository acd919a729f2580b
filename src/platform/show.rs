//! JSON for people.

use serde_json::Value;
use std::fmt;

/// The value on lines of its own, indented under its step.
pub(super) fn indented(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    pretty(value)
        .lines()
        .try_for_each(|line| write!(f, "\n    {line}"))
}

/// The value with one member a line.
pub(crate) fn pretty(value: &Value) -> String {
    // A `Value` has string keys and finite numbers, so it can be written.
    serde_json::to_string_pretty(value).unwrap_or_default()
}
