//! The walk through the outputs of a step (sanitize.md §2).

use super::sanitize;
use crate::json::Json;
use std::borrow::Cow;

/// Sanitises every string in `value`; keys stay as they are, and `__proto__` is lost as in the reference.
///
/// Unlike there, `null` and arrays inside arrays are kept (differences.md, 14 and 15).
pub fn sanitize_outputs(value: &mut Json) {
    // No recursion: a resolver may return anything.
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Json::String(text) => {
                let clean = match sanitize(text) {
                    Cow::Borrowed(clean) if clean.len() == text.len() => continue,
                    clean => clean.into(),
                };
                *text = clean;
            }
            Json::Array(items) => pending.extend(items),
            Json::Object(entries) => {
                entries.remove("__proto__");
                pending.extend(entries.values_mut());
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
}
