//! Decoding and escaping text and attribute values (sanitize.md §8), copying whatever needs neither.

use super::{
    entities::{self, Context},
    printer::Printer,
};
use memchr::{memchr, memchr3};
use std::{borrow::Cow, ops::Range};

/// Prints text from the input: references become characters, and what HTML reserves is escaped.
pub(super) fn push_text(printer: &mut Printer<'_>, text: Range<usize>) {
    push(printer, text, Some(Context::Text));
}

/// Prints text that holds no references.
pub(super) fn push_raw_text(printer: &mut Printer<'_>, text: Range<usize>) {
    push(printer, text, None);
}

/// Prints the value of an attribute from the input, for use between double quotes.
pub(super) fn push_value(printer: &mut Printer<'_>, value: Range<usize>) {
    push(printer, value, Some(Context::Attribute));
}

/// Prints a value that is already decoded, for use between double quotes.
pub(super) fn push_decoded_value(printer: &mut Printer<'_>, value: &str) {
    for character in value.chars() {
        push_escaped(printer, character, true);
    }
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

/// Prints a part of the input, decoding references if a context is given.
fn push(printer: &mut Printer<'_>, part: Range<usize>, references: Option<Context>) {
    let input = printer.input(part.clone());
    let bytes = input.as_bytes();
    let escape_quotes = matches!(references, Some(Context::Attribute));
    let has_quotes = escape_quotes && memchr(b'"', bytes).is_some();
    let reserved = |rest: &[u8]| match has_quotes {
        true => rest
            .iter()
            .position(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"')),
        false => memchr3(b'<', b'>', b'&', rest),
    };
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(reserved) {
        at += found;
        let rest = input.get(at..).unwrap_or_default();
        let references = references.filter(|_| rest.starts_with('&'));
        if references.is_some()
            && let Some(same) = PRINTED_AS_WRITTEN.into_iter().find(|same| rest.starts_with(same))
        {
            at += same.len();
            continue;
        }
        printer.keep(part.start + copied..part.start + at);
        if let Some((decoded, consumed)) = references.and_then(|context| entities::decode(rest, context)) {
            push_escaped(printer, decoded.first, escape_quotes);
            if let Some(second) = decoded.second {
                push_escaped(printer, second, escape_quotes);
            }
            at += consumed;
        } else {
            let special = bytes.get(at).copied().unwrap_or_default();
            push_escaped(printer, char::from(special), escape_quotes);
            at += 1;
        }
        copied = at;
    }
    printer.keep(part.start + copied..part.end);
}

/// References to characters that are printed as these very references.
const PRINTED_AS_WRITTEN: [&str; 3] = ["&amp;", "&lt;", "&gt;"];

/// Prints one character.
fn push_escaped(printer: &mut Printer<'_>, character: char, escape_quotes: bool) {
    match character {
        '&' => printer.push("&amp;"),
        '<' => printer.push("&lt;"),
        '>' => printer.push("&gt;"),
        '"' if escape_quotes => printer.push("&quot;"),
        _ => printer.push(character.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str) -> Cow<'_, str> {
        let mut printer = Printer::new(input);
        push_text(&mut printer, 0..input.len());
        printer.finish()
    }

    fn value(input: &str) -> Cow<'_, str> {
        let mut printer = Printer::new(input);
        push_value(&mut printer, 0..input.len());
        printer.finish()
    }

    #[test]
    fn text_keeps_quotes_and_escapes_markup() {
        assert_eq!(text(r#"a & "b" < 'c' >"#), r#"a &amp; "b" &lt; 'c' &gt;"#);
        assert_eq!(text("&lt;&#60;&quot;&nvlt;é"), "&lt;&lt;\"&lt;\u{20d2}é");
    }

    #[test]
    fn what_is_escaped_already_is_borrowed() {
        assert!(matches!(text("a &amp; &lt;b&gt;"), Cow::Borrowed(_)));
        assert!(matches!(value("?a=1&amp;b=2"), Cow::Borrowed(_)));
        assert_eq!(text("&amp;amp; &ampamp; &AMP;"), "&amp;amp; &amp;amp; &amp;");
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
