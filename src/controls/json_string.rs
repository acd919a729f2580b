//! Strings that are JSON documents, such as those of Novu's editors (jsonstring.md §1).

use dialects::{
    json::{self, Json, ReadErrorKind},
    liquid::Error,
    text::is_js_space,
};

/// Returns whether a string has the outer form of a JSON object or array.
pub(super) fn looks_like_json(text: &str) -> bool {
    let text = text.trim_matches(is_js_space);
    let bytes = text.as_bytes();
    bytes.len() > 2
        && matches!(
            (bytes.first(), bytes.last()),
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))
        )
}

/// Returns the document that a string is, or `None` if it is not one.
///
/// # Errors
///
/// The document has more values than `ValueLimit::default`.
pub(super) fn parse(text: &str) -> Result<Option<Json>, Error> {
    // Liquid is the most frequent thing in braces that is not JSON.
    if !looks_like_json(text) || text.starts_with("{{") || text.starts_with("{%") {
        return Ok(None);
    }
    match json::read_text(text) {
        Ok(document) => Ok(Some(document)),
        Err(error) => match error.kind() {
            ReadErrorKind::TooManyValues { limit } => Err(Error::render(format!(
                "the JSON in the text has more than {limit} values"
            ))),
            ReadErrorKind::Syntax | ReadErrorKind::TooDeep => Ok(None),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts and the documents that JavaScript's `JSON.parse` makes of them.
    #[test]
    fn strings_are_documents_if_javascript_parses_them() {
        let printed = |text| {
            let mut out = String::new();
            json::stringify(&mut out, &parse(text).unwrap()?);
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

    #[test]
    fn documents_with_too_many_values_are_errors() {
        let document = |count| format!("[{}]", vec!["0"; count].join(","));
        assert!(parse(&document(99_999)).unwrap().is_some());
        let error = parse(&document(100_000)).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("the JSON in the text has more than 100000 values"),
            "{error}"
        );
    }
}
