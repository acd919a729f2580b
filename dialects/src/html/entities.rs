//! Character references (sanitize.md §8).
//!
//! One thing the reference does is left out. Before one certain character each, it misreads some 180 names
//! that lack their `;` and prints what lies next to them in its table: `&eta=` becomes `ë`. Here the `&` is
//! literal.

use super::entity_names::{LONGEST_LEGACY_NAME, LONGEST_NAME, find, find_legacy, is_name, longest_prefix};

/// Where a reference stands; HTML is stricter in attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// In text.
    Text,
    /// In the value of an attribute.
    Attribute,
}

/// The characters of a reference (at most two).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The first character.
    pub(super) first: char,
    /// The second one, which few names have.
    pub(super) second: Option<char>,
}

impl From<char> for Decoded {
    fn from(first: char) -> Self {
        Self { first, second: None }
    }
}

/// Decodes the reference that `input` starts with (at its `&`), and says how long it is; `None` if the `&`
/// stands for itself.
pub(super) fn decode(input: &str, context: Context) -> Option<(Decoded, usize)> {
    let bytes = input.as_bytes();
    match bytes.get(1)? {
        b'#' => decode_number(bytes),
        byte if byte.is_ascii_alphanumeric() => decode_name(input, context),
        _ => None,
    }
}

/// Decodes `&#38;` or `&#x26;`, with or without the `;`.
fn decode_number(input: &[u8]) -> Option<(Decoded, usize)> {
    let (start, radix) = match input.get(2)? {
        b'x' | b'X' => (3, 16),
        _ => (2, 10),
    };
    let mut value: u32 = 0;
    let mut end = start;
    while let Some(digit) = input.get(end).and_then(|&byte| char::from(byte).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return None;
    }
    let semicolon = usize::from(input.get(end) == Some(&b';'));
    Some((code_point(value).into(), end + semicolon))
}

/// Returns the character of a numeric reference.
fn code_point(value: u32) -> char {
    /// The characters of 0x80 to 0x9F, which are read as windows-1252.
    #[rustfmt::skip]
    const WINDOWS_1252: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match value {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => WINDOWS_1252
            .get(value as usize - 0x80)
            .copied()
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Decodes `&amp;`, or `&amp` where that is allowed.
fn decode_name(input: &str, context: Context) -> Option<(Decoded, usize)> {
    let bytes = input.as_bytes();
    let run = bytes
        .iter()
        .skip(1)
        .take(LONGEST_NAME + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    if run <= LONGEST_NAME && bytes.get(1 + run) == Some(&b';') {
        let name = input.get(1..=run)?;
        let found = find_legacy(name).map(Decoded::from).or_else(|| find(name));
        if let Some(decoded) = found {
            return Some((decoded, run + 2));
        }
    }
    for length in (2..=run.min(LONGEST_LEGACY_NAME)).rev() {
        if let Some(character) = input.get(1..=length).and_then(find_legacy) {
            let counts = context == Context::Text
                // The whole run is a name, and so is every longer beginning of one.
                || (length == run && bytes.get(1 + run) != Some(&b'='))
                || counts_in_attribute(bytes.get(1..)?, length);
            return counts.then(|| (character.into(), length + 1));
        }
    }
    None
}

/// Returns whether a name of `length` that `text` starts with counts in an attribute, where no `;` follows
/// it.
///
/// It should not before a `=`, a letter or a digit, which make it the parameter of a URL. But the reference
/// reads on as long as some name begins like that, and only looks at what follows then.
fn counts_in_attribute(text: &[u8], length: usize) -> bool {
    let run = text.get(..text.len().min(LONGEST_NAME)).unwrap_or_default();
    let read = longest_prefix(run).max(length);
    let prefix = text.get(..read).unwrap_or_default();
    if is_name(prefix) {
        !text
            .get(read)
            .is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric())
    } else {
        UNCHECKED
            .iter()
            .any(|(start, name)| prefix.len() >= start.len() && name.as_bytes().starts_with(prefix))
    }
}

/// Names that the reference forgets to check for parameters once it has read the given beginning: `&lti=1`
/// becomes `<i=1`. They are stored in another form in its table, as are no others that begin with a legacy
/// name.
#[rustfmt::skip]
const UNCHECKED: [(&str, &str); 8] = [
    ("divideo", "divideontimes"), ("gtl", "gtlPar"), ("gtq", "gtquest"), ("gtreql", "gtreqless"),
    ("gtrl", "gtrless"), ("lti", "ltimes"), ("ltl", "ltlarr"), ("ltq", "ltquest"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str) -> Option<(String, usize)> {
        decode(input, Context::Text).map(|(decoded, length)| {
            (
                [Some(decoded.first), decoded.second].iter().flatten().collect(),
                length,
            )
        })
    }

    #[test]
    fn the_longest_legacy_prefix_counts() {
        assert_eq!(text("&notit;"), Some(("¬".to_owned(), 4)));
        assert_eq!(text("&notin;"), Some(("∉".to_owned(), 7)));
        assert_eq!(text("&rsquo"), None);
    }

    #[test]
    fn parameters_in_attributes_are_no_references() {
        assert_eq!(decode("&copy=1", Context::Attribute), None);
        assert_eq!(decode("&copyright", Context::Attribute), None);
        assert_eq!(decode("&copy,", Context::Attribute), Some(('©'.into(), 5)));
        assert_eq!(decode("&copysr=", Context::Attribute), None);
        assert_eq!(decode("&notify", Context::Attribute), None);
    }

    #[test]
    fn parameters_that_the_reference_does_not_check_are_references() {
        for (input, character, length) in [("&lti=1", '<', 3), ("&ltlo", '<', 3), ("&ltlarr,", '<', 3)] {
            assert_eq!(
                decode(input, Context::Attribute),
                Some((character.into(), length)),
                "{input}"
            );
        }
    }

    #[test]
    fn numbers_beyond_unicode_are_replaced() {
        assert_eq!(text("&#x80;"), Some(("€".to_owned(), 6)));
        assert_eq!(text("&#0"), Some(("\u{fffd}".to_owned(), 3)));
        assert_eq!(text("&#xD800;"), Some(("\u{fffd}".to_owned(), 8)));
        assert_eq!(text("&#99999999999999999999;"), Some(("\u{fffd}".to_owned(), 23)));
        assert_eq!(text("&#;"), None);
        assert_eq!(text("&#x;"), None);
    }
}
