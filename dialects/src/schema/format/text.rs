//! Formats without much structure.

use super::skip;

/// Accepts 8-4-4-4-12 hexadecimal digits, perhaps after `urn:uuid:`.
pub(super) fn is_uuid(text: &str) -> bool {
    let digits = match text.get(..9) {
        Some(prefix) if prefix.eq_ignore_ascii_case("urn:uuid:") => &text[9..],
        _ => text,
    };
    digits.len() == 36
        && digits.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Segments introduced by slashes, in which `~` is escaped.
pub(super) fn is_json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/')) && is_escaped(text.as_bytes(), |byte| byte != b'~')
}

/// Accepts a JSON pointer after `#`, with what a fragment does not allow as percent escapes.
pub(super) fn is_json_pointer_uri_fragment(text: &str) -> bool {
    let Some(pointer) = text.strip_prefix('#') else {
        return false;
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.!$&'()*+,;:=@".contains(&byte);
    (pointer.is_empty() || pointer.starts_with('/')) && is_escaped(pointer.as_bytes(), allowed)
}

/// Accepts a number of levels up, then `#` or a JSON pointer.
pub(super) fn is_relative_json_pointer(text: &str) -> bool {
    let mut rest = text.as_bytes();
    let digits = skip(&mut rest, |byte| byte.is_ascii_digit());
    let number = digits == 1 || (digits > 1 && !text.starts_with('0'));
    let pointer = text.get(digits..).unwrap_or_default();
    number && (pointer == "#" || is_json_pointer(pointer))
}

/// Accepts allowed bytes, `~0`, `~1` and percent escapes.
fn is_escaped(text: &[u8], allowed: impl Fn(u8) -> bool) -> bool {
    let mut rest = text;
    loop {
        skip(&mut rest, &allowed);
        rest = match rest {
            [] => return true,
            [b'~', b'0' | b'1', tail @ ..] => tail,
            [b'%', high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => tail,
            _ => return false,
        };
    }
}

/// Accepts Base64 with padding; one good line is enough, and an empty one is good.
pub(super) fn is_byte(text: &str) -> bool {
    text.split(['\n', '\r', '\u{2028}', '\u{2029}']).any(|line| {
        let digits = line
            .strip_suffix("==")
            .or_else(|| line.strip_suffix('='))
            .unwrap_or(line);
        line.len() % 4 == 0
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
    })
}
