//! Strings that are JSON documents, such as those of Novu's editors (jsonstring.md §1).

use dialects::json::Json;
use serde_json::Value;

/// Whether a string has the outer form of a JSON object or array.
pub(super) fn looks_like_json(text: &str) -> bool {
    let text = text.trim_matches(dialects::text::is_js_space);
    let bytes = text.as_bytes();
    bytes.len() > 2
        && matches!(
            (bytes.first(), bytes.last()),
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))
        )
}

/// The document that a string is.
pub(super) fn parse(text: &str) -> Option<Json> {
    // Liquid is the most frequent thing in braces that is no JSON.
    if !looks_like_json(text) || text.starts_with("{{") || text.starts_with("{%") {
        return None;
    }
    let document: Value = serde_json::from_str(text).ok()?;
    Some(document.into())
}
