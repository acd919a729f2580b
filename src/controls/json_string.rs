//! Strings that are JSON documents, such as those of Novu's editors (jsonstring.md §1).

use dialects::{
    json::{self, Json},
    text::is_js_space,
};

/// Whether a string has the outer form of a JSON object or array.
pub(super) fn looks_like_json(text: &str) -> bool {
    let text = text.trim_matches(is_js_space);
    let bytes = text.as_bytes();
    bytes.len() > 2
        && matches!(
            (bytes.first(), bytes.last()),
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))
        )
}

/// The document that a string is.
pub(super) fn parse(text: &str) -> Option<Json> {
    // Most texts in braces that are not JSON are Liquid.
    if !looks_like_json(text) || text.starts_with("{{") || text.starts_with("{%") {
        return None;
    }
    json::read_text(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts and the documents that JavaScript's `JSON.parse` makes of them.
    #[test]
    fn strings_are_documents_if_javascript_parses_them() {
        let printed = |text| {
            let mut out = String::new();
            json::stringify(&mut out, &parse(text)?);
            Some(out)
        };
        for (text, document) in [
            (r#" {"a" : 1.0} "#, Some(r#"{"a":1}"#)),
            (r#"{"b":1,"b":2,"0":3}"#, Some(r#"{"0":3,"b":2}"#)),
            ("[1e999,-1e999,1e-999,-0]", Some("[null,null,0,0]")),
            (r#"["\ud83d\ude00\ud800"]"#, Some("[\"😀\u{fffd}\"]")),
            ("\u{feff}[1]", None),
            ("[1]\u{a0}", None),
            ("[\"\t\"]", None),
            ("{a: 1}", None),
            ("{}", None),
            ("{{ payload.a }}", None),
        ] {
            assert_eq!(printed(text).as_deref(), document, "{text:?}");
        }
    }
}
