//! Rules about characters that several dialects share.

pub(crate) mod category;

pub use category::is_letter_or_number;

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
