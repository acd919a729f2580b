//! Characters by their Unicode properties.
//!
//! `properties.txt` has a line for each property: the kind (`gc`, `sc` and `scx` of ECMA-262, `-` for those
//! with yes or no), the names, and the ranges of the characters, packed. The characters of `scx` are those of
//! `sc` where there is no line.

use super::char_set::CharSet;
use std::sync::LazyLock;

const PROPERTIES: &str = include_str!("properties.txt");

/// Returns whether the character is a letter or a number of any script (`[\p{L}\p{N}]`).
pub fn is_letter_or_number(c: char) -> bool {
    static SET: LazyLock<CharSet> = LazyLock::new(|| categories(&["L", "N"]));
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        SET.contains(c)
    }
}

/// Returns whether the character is a letter, a mark or a decimal digit of any script (`[\p{L}\p{M}\p{Nd}]`).
pub(crate) fn is_letter_mark_or_digit(c: char) -> bool {
    static SET: LazyLock<CharSet> = LazyLock::new(|| categories(&["L", "M", "Nd"]));
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        SET.contains(c)
    }
}

/// Returns the characters of general categories.
fn categories(names: &[&str]) -> CharSet {
    let mut all = CharSet::default();
    for set in names.iter().filter_map(|name| property("gc", name)) {
        all.union(&set);
    }
    all
}

/// Returns the characters with the property of a kind; `None` if the name is unknown.
pub(crate) fn property(kind: &str, name: &str) -> Option<CharSet> {
    lines()
        .find(|(other, names, _)| *other == kind && names.split(' ').any(|known| known == name))
        .map(|(_, _, packed)| unpack(packed))
        .or_else(|| (kind == "scx").then(|| property("sc", name)).flatten())
}

/// Returns kind, names and packed ranges of all properties.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    PROPERTIES.lines().filter_map(|line| {
        let (names, packed) = line.split_once('|')?;
        let (kind, names) = names.split_once(' ')?;
        Some((kind, names, packed))
    })
}

/// Reads ranges: for each the distance from the one before, and the number of its characters less one. A
/// number consists of digits of five bits, the highest first; all but the last have the sixth bit.
fn unpack(packed: &str) -> CharSet {
    let (mut numbers, mut number) = (Vec::new(), 0);
    for byte in packed.bytes() {
        let digit = u32::from(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            _ => 63,
        });
        number = number << 5 | digit & 31;
        if digit < 32 {
            numbers.push(number);
            number = 0;
        }
    }
    let mut at = 0;
    CharSet::new(numbers.chunks_exact(2).map(|pair| {
        let (from, to) = (at + pair[0], at + pair[0] + pair[1]);
        at = to + 1;
        (from, to)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::hir::{Class, HirKind};

    #[test]
    fn letters_marks_and_numbers_are_distinguished() {
        for (c, letter_or_number, letter_mark_or_digit) in [
            ('a', true, true),
            ('7', true, true),
            ('-', false, false),
            ('é', true, true),
            ('ж', true, true),
            ('٣', true, true),
            ('½', true, false),
            ('Ⅷ', true, false),
            ('\u{301}', false, true),
            ('ⓐ', false, false),
            ('😀', false, false),
        ] {
            assert_eq!(is_letter_or_number(c), letter_or_number, "{c}");
            assert_eq!(is_letter_mark_or_digit(c), letter_mark_or_digit, "{c}");
        }
    }

    /// Returns the characters that `regex-syntax` has for a property.
    fn tables(kind: &str, name: &str) -> CharSet {
        if name == "Surrogate" {
            return CharSet::default();
        }
        let query = match kind {
            "-" => name.to_owned(),
            kind => format!("{kind}={name}"),
        };
        let parsed = regex_syntax::parse(&format!("\\p{{{query}}}")).unwrap();
        match parsed.into_kind() {
            HirKind::Class(Class::Unicode(class)) => CharSet::new(
                class
                    .iter()
                    .map(|range| (u32::from(range.start()), u32::from(range.end()))),
            ),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap();
                CharSet::new(text.chars().map(|c| (u32::from(c), u32::from(c))))
            }
            other => panic!("{query}: {other:?}"),
        }
    }

    fn pack(set: &CharSet) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (mut at, mut packed) = (0, String::new());
        let mut push = |number: u32| {
            let bits = (32 - number.leading_zeros()).max(1);
            for shift in (0..bits.div_ceil(5)).rev() {
                let more = if shift > 0 { 32 } else { 0 };
                packed.push(char::from(DIGITS[(number >> (5 * shift) & 31 | more) as usize]));
            }
        };
        for &(from, to) in set.ranges() {
            push(u32::from(from) - at);
            push(u32::from(to) - u32::from(from));
            at = u32::from(to) + 1;
        }
        packed
    }

    /// Fails if the tables of `regex-syntax`, of the version in `Cargo.toml`, are others; with
    /// `WRITE_PROPERTIES` in the environment it writes the file anew, for the names that it has.
    #[test]
    fn properties_are_those_of_the_unicode_tables() {
        let mut wanted = String::new();
        for (kind, names, _) in lines() {
            let name = names.split(' ').next().unwrap();
            let packed = pack(&tables(kind, name));
            if kind != "scx" || packed != pack(&tables("sc", name)) {
                wanted += &format!("{kind} {names}|{packed}\n");
            }
        }
        if std::env::var_os("WRITE_PROPERTIES").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/properties.txt");
            std::fs::write(file, &wanted).unwrap();
        }
        assert!(
            wanted == PROPERTIES,
            "properties.txt differs; write it with WRITE_PROPERTIES=1"
        );
        for (_, _, packed) in lines() {
            assert_eq!(pack(&unpack(packed)), packed);
        }
    }

    #[test]
    fn names_are_those_of_ecmascript_in_their_case() {
        for (kind, name, c) in [
            ("gc", "Lu", 'A'),
            ("gc", "Uppercase_Letter", 'A'),
            ("gc", "LC", 'a'),
            ("gc", "digit", '٣'),
            ("gc", "Combining_Mark", '\u{301}'),
            ("sc", "Greek", 'α'),
            ("sc", "Grek", 'α'),
            ("scx", "Greek", '\u{342}'),
            ("scx", "Thai", 'ก'),
            ("-", "Emoji", '😀'),
            ("-", "Any", '\0'),
        ] {
            assert!(property(kind, name).unwrap().contains(c), "{kind} {name}");
        }
        for (kind, name) in [
            ("gc", "lu"),
            ("gc", "Any"),
            ("sc", "greek"),
            ("-", "Lu"),
            ("-", ""),
            ("gc", ""),
            ("x", "Lu"),
        ] {
            assert_eq!(property(kind, name), None, "{kind} {name}");
        }
    }
}
