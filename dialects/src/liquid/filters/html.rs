//! `escape`, `escape_once`, `strip_html`, `newline_to_br`.

use super::{Arguments, Filtered};
use crate::liquid::{scope::Scope, value::Value};
use memchr::memmem;

const ENTITIES: [(&str, &str); 5] = [
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\"", "&#34;"),
    ("'", "&#39;"),
];

/// The text with the characters that mean something in HTML as entities.
pub(super) fn escape<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(escaped(&value.to_text()).into())
}

/// Like `escape`, but leaves the five entities it makes itself.
pub(super) fn escape_once<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
    let mut plain = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = ENTITIES
            .iter()
            .find(|(_, entity)| rest.starts_with(entity))
            .map_or(("&", 1), |&(character, entity)| (character, entity.len()));
        plain.push_str(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    Ok(escaped(&plain).into())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => ENTITIES[0].1,
            b'<' => ENTITIES[1].1,
            b'>' => ENTITIES[2].1,
            b'"' => ENTITIES[3].1,
            b'\'' => ENTITIES[4].1,
            _ => continue,
        };
        out.push_str(&text[clean..at]);
        out.push_str(entity);
        clean = at + 1;
    }
    out.push_str(&text[clean..]);
    out
}

/// The text without scripts, styles, comments and tags.
pub(super) fn strip_html<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    const KINDS: [(&str, &str); 4] = [
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<!--", "-->"),
        ("<", ">"),
    ];
    let text = value.to_text();
    // A closer that was not found once need not be looked for again; the search stays linear.
    let mut missing = [false; KINDS.len()];
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    'tags: while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        for (kind, (opener, closer)) in KINDS.iter().enumerate() {
            if missing[kind] || !rest.starts_with(opener) {
                continue;
            }
            match memmem::find(&rest.as_bytes()[opener.len()..], closer.as_bytes()) {
                Some(found) => {
                    rest = &rest[opener.len() + found + closer.len()..];
                    continue 'tags;
                }
                None => missing[kind] = true,
            }
        }
        out.push('<');
        rest = &rest[1..];
    }
    out.push_str(rest);
    Ok(out.into())
}

/// The text with a `<br />` before each line break.
pub(super) fn newline_to_br<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text().replace("\r\n", "\n");
    Ok(text.replace('\n', "<br />\n").into())
}
