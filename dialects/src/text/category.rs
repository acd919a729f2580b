//! Characters by their Unicode general category.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};
use std::sync::LazyLock;

/// Returns whether the character is a letter or a number of any script (`[\p{L}\p{N}]`).
pub fn is_letter_or_number(c: char) -> bool {
    static CLASS: LazyLock<ClassUnicode> = LazyLock::new(|| known(r"[\p{L}\p{N}]"));
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        contains(&CLASS, c)
    }
}

/// Returns whether the character is a letter, a mark or a decimal digit of any script (`[\p{L}\p{M}\p{Nd}]`).
pub(crate) fn is_letter_mark_or_digit(c: char) -> bool {
    static CLASS: LazyLock<ClassUnicode> = LazyLock::new(|| known(r"[\p{L}\p{M}\p{Nd}]"));
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        contains(&CLASS, c)
    }
}

/// Returns whether the character is in the class.
pub(crate) fn contains(class: &ClassUnicode, c: char) -> bool {
    let after = class.ranges().partition_point(|range| range.start() <= c);
    after
        .checked_sub(1)
        .is_some_and(|at| c <= class.ranges()[at].end())
}

/// Returns the characters that an expression of one class matches; `None` if it is something else.
pub(crate) fn class(expression: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(expression).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(ClassUnicode::new(
                text.chars().map(|c| ClassUnicodeRange::new(c, c)),
            ))
        }
        _ => None,
    }
}

/// Returns the characters of a class that is well-formed: the tests use it.
fn known(expression: &str) -> ClassUnicode {
    class(expression).unwrap_or_else(ClassUnicode::empty)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
