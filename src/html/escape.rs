//! Decoding and escaping text and attribute values (sanitize.md §8), copying whatever needs neither.

use super::entities::{self, Context};
use crate::scan::{self, Word};
use memchr::memchr;
use std::borrow::Cow;

/// Appends text from the input: references become characters, and what HTML reserves is escaped.
pub(super) fn push_text(out: &mut String, input: &str) {
    push(out, input, Some(Context::Text), false);
}

/// Appends text that holds no references.
pub(super) fn push_raw_text(out: &mut String, input: &str) {
    push(out, input, None, false);
}

/// Appends the value of an attribute from the input, for use between double quotes.
pub(super) fn push_value(out: &mut String, input: &str) {
    push(out, input, Some(Context::Attribute), true);
}

/// Appends a value that is already decoded, for use between double quotes.
pub(super) fn push_decoded_value(out: &mut String, value: &str) {
    push(out, value, None, true);
}

/// Decodes the references of text or a value.
pub(super) fn decode(input: &str, context: Context) -> Cow<'_, str> {
    let Some(mut at) = memchr(b'&', input.as_bytes()) else {
        return Cow::Borrowed(input);
    };
    let mut out = String::with_capacity(input.len());
    let mut copied = 0;
    loop {
        let rest = input.get(at..).unwrap_or_default();
        let mut length = 1;
        if let Some((decoded, consumed)) = entities::decode(rest, context) {
            out.push_str(input.get(copied..at).unwrap_or_default());
            out.push(decoded.first);
            out.extend(decoded.second);
            copied = at + consumed;
            length = consumed;
        }
        at += length;
        match memchr(b'&', input.as_bytes().get(at..).unwrap_or_default()) {
            Some(next) => at += next,
            None => break,
        }
    }
    out.push_str(input.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Appends `input`, decoding references if a context is given.
fn push(out: &mut String, input: &str, references: Option<Context>, escape_quotes: bool) {
    let bytes = input.as_bytes();
    // Quotes are ampersands but for one bit, `<` and `>` are each other.
    let ignored = if escape_quotes { b'&' ^ b'"' } else { 0 };
    let reserved = |word: Word| word.resembling(b'<', b'<' ^ b'>') | word.resembling(b'&', ignored);
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| scan::position(rest, reserved)) {
        at += found;
        out.push_str(input.get(copied..at).unwrap_or_default());
        let special = bytes.get(at).copied().unwrap_or_default();
        let reference = references
            .filter(|_| special == b'&')
            .and_then(|context| entities::decode(input.get(at..).unwrap_or_default(), context));
        if let Some((decoded, consumed)) = reference {
            push_escaped(out, decoded.first, escape_quotes);
            if let Some(second) = decoded.second {
                push_escaped(out, second, escape_quotes);
            }
            at += consumed;
        } else {
            push_escaped(out, char::from(special), escape_quotes);
            at += 1;
        }
        copied = at;
    }
    out.push_str(input.get(copied..).unwrap_or_default());
}

/// Appends one character.
fn push_escaped(out: &mut String, character: char, escape_quotes: bool) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' if escape_quotes => out.push_str("&quot;"),
        _ => out.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, input);
        out
    }

    fn value(input: &str) -> String {
        let mut out = String::new();
        push_value(&mut out, input);
        out
    }

    #[test]
    fn text_keeps_quotes_and_escapes_markup() {
        assert_eq!(text(r#"a & "b" < 'c' >"#), r#"a &amp; "b" &lt; 'c' &gt;"#);
        assert_eq!(text("&lt;&#60;&quot;&nvlt;é"), "&lt;&lt;\"&lt;\u{20d2}é");
    }

    #[test]
    fn values_escape_quotes_however_they_were_written() {
        assert_eq!(value("a\"b"), "a&quot;b");
        assert_eq!(value("&quot;&#34;"), "&quot;&quot;");
        assert_eq!(value("?a=1&copy=2&amp;b"), "?a=1&amp;copy=2&amp;b");
    }

    #[test]
    fn what_holds_no_reference_is_borrowed() {
        assert!(matches!(decode("a b", Context::Text), Cow::Borrowed("a b")));
        assert_eq!(decode("&amp;lt;&&x;&copy", Context::Text), "&lt;&&x;©");
        assert_eq!(decode("a&copy", Context::Attribute), "a©");
    }
}
