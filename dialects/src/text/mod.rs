//! Rules about characters that several dialects share.

pub(crate) mod category;
pub(crate) mod char_set;

pub use category::is_letter_or_number;

/// Appends `bytes` in lower-case hexadecimal.
pub fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or_default());
        }
    }
}

/// Returns whether JavaScript's `trim` and `\s` treat the character as white space (liquid.md §15).
pub fn is_js_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r'
            | ' '
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
            | '\u{feff}'
    )
}

/// Appends a key to a JSON pointer: `/` and the key with `~` and `/` escaped (RFC 6901).
pub fn push_pointer_key(out: &mut String, key: &str) {
    out.reserve(1 + key.len());
    out.push('/');
    let mut copied = 0;
    for at in memchr::memchr2_iter(b'~', b'/', key.as_bytes()) {
        out.push_str(&key[copied..at]);
        out.push_str(if key[at..].starts_with('~') { "~0" } else { "~1" });
        copied = at + 1;
    }
    out.push_str(&key[copied..]);
}

/// Returns the beginning of a text: as many whole characters as fit into `max` bytes.
pub fn truncated(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns a number that is written out, with its noun: `1 item`, `2 items`.
pub fn counted(number: &str, one: &str, many: &str) -> String {
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_the_singular() {
        for (number, counted_items) in [
            ("0", "0 items"),
            ("1", "1 item"),
            ("1.5", "1.5 items"),
            ("11", "11 items"),
        ] {
            assert_eq!(counted(number, "item", "items"), counted_items);
        }
    }

    #[test]
    fn truncated_texts_end_between_characters() {
        for (max, shown) in [(0, ""), (1, "a"), (2, "a"), (3, "aü"), (9, "aüb")] {
            assert_eq!(truncated("aüb", max), shown, "{max}");
        }
    }

    #[test]
    fn pointer_keys_escape_tilde_and_slash() {
        let mut pointer = String::new();
        for key in ["a/b~c", "", "~1", "é"] {
            push_pointer_key(&mut pointer, key);
        }
        assert_eq!(pointer, "/a~1b~0c//~01/é");
    }
}
