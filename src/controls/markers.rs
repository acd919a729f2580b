//! Translation markers. Novu resolves `{{ t.key }}` after the bridge has answered, so they must survive
//! rendering (liquid.md §13).

use dialects::text::is_letter_or_number;
use memchr::{memchr_iter, memmem};
use std::borrow::Cow;

/// Replaces markers by text that Liquid leaves alone: `{{ t.key }}` and the literal `'t.key'` by `[T:key]`.
pub(super) fn protect(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !memchr_iter(b'.', bytes).any(|at| at > 0 && bytes[at - 1] == b't') {
        return Cow::Borrowed(text);
    }
    let outputs = replace(text, "{{", ["[T:", "]"], |rest| {
        let inner = rest.trim_start().strip_prefix("t.")?;
        let key = key(inner)?;
        let close = inner[key.len()..].trim_start().strip_prefix("}}")?;
        Some((key, rest.len() - close.len()))
    });
    let protected = replace(&outputs, "'t.", ["'[T:", "]'"], |rest| {
        let key = key(rest)?;
        rest[key.len()..]
            .starts_with('\'')
            .then_some((key, key.len() + 1))
    });
    match protected {
        Cow::Borrowed(_) => outputs,
        Cow::Owned(protected) => Cow::Owned(protected),
    }
}

/// Turns every `[T:key]`, wherever it came from, into `{{t.key}}`.
pub(super) fn restore(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut clean = 0;
    for at in memchr_iter(b'[', text.as_bytes()) {
        let Some(rest) = text[at..].strip_prefix("[T:") else {
            continue;
        };
        let Some(key) = key(rest) else { continue };
        if rest.as_bytes().get(key.len()) == Some(&b']') {
            out.push_str(&text[clean..at]);
            out.push_str("{{t.");
            out.push_str(key);
            out.push_str("}}");
            clean = at + 3 + key.len() + 1;
        }
    }
    if clean == 0 {
        return text;
    }
    out.push_str(&text[clean..]);
    Cow::Owned(out)
}

/// Returns the longest non-empty key at the start of `text`.
fn key(text: &str) -> Option<&str> {
    let is_key = |c: char| matches!(c, '_' | '.' | '-') || is_letter_or_number(c);
    let end = text.find(|c| !is_key(c)).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// Replaces markers that start with `opener`. `inner` returns the key, and how many bytes after the opener
/// belong to the marker. The key is put between the `brackets`.
fn replace<'t>(
    text: &'t str,
    opener: &str,
    brackets: [&str; 2],
    inner: impl for<'r> Fn(&'r str) -> Option<(&'r str, usize)>,
) -> Cow<'t, str> {
    let mut out = String::new();
    let mut clean = 0;
    let mut from = 0;
    while let Some(found) = memmem::find(&text.as_bytes()[from..], opener.as_bytes()) {
        let at = from + found;
        let start = at + opener.len();
        // `{{{t.key}}` has an opener inside an opener.
        from = at + 1;
        if let Some((key, length)) = inner(&text[start..]) {
            out.push_str(&text[clean..at]);
            out.push_str(brackets[0]);
            out.push_str(key);
            out.push_str(brackets[1]);
            clean = start + length;
            from = clean;
        }
    }
    if clean == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[clean..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> String {
        restore(protect(text)).into_owned()
    }

    #[test]
    fn markers_are_protected_and_restored() {
        assert_eq!(
            protect("a {{ t.x.y-z_1 }} b {{t.ключ}}"),
            "a [T:x.y-z_1] b [T:ключ]"
        );
        assert_eq!(
            protect("{{ 't.a' | append: 't.b' }}"),
            "{{ '[T:a]' | append: '[T:b]' }}"
        );
        assert_eq!(protect("{{{t.key}}}"), "{[T:key]}");
        assert_eq!(
            round_trip("{{ t.a }}{{t.b}} 't.c' [T:d]"),
            "{{t.a}}{{t.b}} '{{t.c}}' {{t.d}}"
        );
    }

    #[test]
    fn text_that_resembles_a_marker_stays_unchanged() {
        for text in [
            "",
            "{{ t }}",
            "{{- t.a }}",
            "{{ t.a | upcase }}",
            "{{ t. }}",
            "{{ t.a b }}",
            "{{ t.😀 }}",
            "'t.'",
            "'t.a b'",
            "'t.a",
            "[T:]",
            "[T:a b]",
            "[T:a",
            "{{ t.a",
        ] {
            assert_eq!(round_trip(text), text);
        }
    }

    #[test]
    fn shared_apostrophe_ends_one_literal_and_opens_the_next() {
        assert_eq!(protect("'t.a't.b'"), "'[T:a]'t.b'");
        assert_eq!(protect("'t.a b't.c'"), "'t.a b'[T:c]'");
    }
}
