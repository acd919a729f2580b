//! Sets of characters.

use crate::text::{category, char_set::CharSet};

/// Returns the characters of `.`, which matches no line terminator.
pub(super) fn dot() -> CharSet {
    let mut set = CharSet::new([(10, 10), (13, 13), (0x2028, 0x2029)]);
    set.negate();
    set
}

/// Returns the characters of `\d`, `\s`, `\w` and their complements; digits and word characters are those of
/// ASCII.
pub(super) fn escaped(letter: u8) -> CharSet {
    let mut set = match letter.to_ascii_lowercase() {
        b'd' => CharSet::new([(48, 57)]),
        b'w' => CharSet::new([(48, 57), (65, 90), (95, 95), (97, 122)]),
        _ => CharSet::new([
            (9, 13),
            (32, 32),
            (0xa0, 0xa0),
            (0x1680, 0x1680),
            (0x2000, 0x200a),
            (0x2028, 0x2029),
            (0x202f, 0x202f),
            (0x205f, 0x205f),
            (0x3000, 0x3000),
            (0xfeff, 0xfeff),
        ]),
    };
    if letter.is_ascii_uppercase() {
        set.negate();
    }
    set
}

/// Returns the characters with a property, as ECMA-262 names it; `None` for unknown ones.
pub(super) fn property(name: &str) -> Option<CharSet> {
    match name.split_once('=') {
        Some(("General_Category" | "gc", value)) => category::property("gc", value),
        Some(("Script" | "sc", value)) => category::property("sc", value),
        Some(("Script_Extensions" | "scx", value)) => category::property("scx", value),
        Some(_) => None,
        None => category::property("gc", name).or_else(|| category::property("-", name)),
    }
}
