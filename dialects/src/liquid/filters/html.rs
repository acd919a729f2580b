//! `escape`, `escape_once`, `strip_html`, `newline_to_br`.

use super::{Call, Filtered, trim::replace_line_ends};
use memchr::memmem;

const ENTITIES: [(&str, &str); 5] = [
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("\"", "&#34;"),
    ("'", "&#39;"),
];

/// Replaces the characters that have a meaning in HTML by entities.
pub(super) fn escape<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    escaped(&call, &call.text()?)
}

/// Escapes like `escape`, but leaves the five entities that it makes itself.
pub(super) fn escape_once<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    let mut plain = call.buffer()?;
    let mut rest = &*text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at])?;
        rest = &rest[at..];
        let (character, length) = ENTITIES
            .iter()
            .find(|(_, entity)| rest.starts_with(entity))
            .map_or(("&", 1), |&(character, entity)| (character, entity.len()));
        plain.push_str(character)?;
        rest = &rest[length..];
    }
    plain.push_str(rest)?;
    escaped(&call, &plain)
}

fn escaped<'v>(call: &Call<'_, 'v>, text: &str) -> Filtered<'v> {
    let mut out = call.buffer()?;
    out.reserve(text.len())?;
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
        out.push_str(&text[clean..at])?;
        out.push_str(entity)?;
        clean = at + 1;
    }
    out.push_str(&text[clean..])?;
    Ok(out.into())
}

/// Removes scripts, styles, comments and tags.
pub(super) fn strip_html<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    const KINDS: [(&str, &str); 4] = [
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<!--", "-->"),
        ("<", ">"),
    ];
    let text = call.text()?;
    // A closer that was not found once need not be looked for again; the search stays linear.
    let mut missing = [false; KINDS.len()];
    let mut out = call.buffer()?;
    let mut rest = &*text;
    'tags: while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        call.charge(TAG)?;
        out.push_str(&rest[..at])?;
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
        out.push('<')?;
        rest = &rest[1..];
    }
    out.push_str(rest)?;
    Ok(out.into())
}

/// The work of finding the end of a tag.
const TAG: usize = 40;

/// Puts a `<br />` before each line break.
pub(super) fn newline_to_br<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    replace_line_ends(&call, "<br />\n")
}
