//! The walk through the outputs of a step (sanitize.md §2).

use super::sanitize;
use serde_json::Value;
use std::borrow::Cow;

/// Sanitises every string in `value`; keys stay as they are, and `__proto__` is lost as in the reference.
///
/// Unlike there, `null` and arrays inside arrays are kept (differences.md, 14 and 15).
pub(crate) fn sanitize_outputs(value: &mut Value) {
    // No recursion: a resolver may return anything.
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) => {
                if let Cow::Owned(clean) = sanitize(text) {
                    *text = clean;
                }
            }
            Value::Array(items) => pending.extend(items),
            Value::Object(entries) => {
                entries.shift_remove("__proto__");
                pending.extend(entries.values_mut());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
