//! Quotes of all kinds, among them HTML entities.

use super::characters::{is_double_like, is_single_like};

/// The kinds of quotes that close a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Closing {
    /// `"`
    Double,
    /// `'`
    Single,
    /// Any double quote.
    DoubleLike,
    /// Any single quote.
    SingleLike,
    /// The HTML entity of this character, or any double quote.
    Entity(char),
}

/// The start of a string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    pub(super) closing: Closing,
    /// The number of bytes before the string's content.
    pub(super) length: usize,
    /// The quote was escaped, so other characters of the string may be, too.
    pub(super) escaped: bool,
}

/// Reads an HTML entity at the start of `text`. Returns its character and its length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    if !text.starts_with('&') {
        return None;
    }
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let code = match name {
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix(['x', 'X']) {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // Read as `parseInt` does: blanks and a plus before the digits, anything after them.
            let digits = digits.trim_start();
            let digits = digits.strip_prefix('+').unwrap_or(digits);
            let length = digits
                .bytes()
                .take_while(|&byte| char::from(byte).is_digit(radix))
                .count();
            u32::from_str_radix(&digits[..length], radix).ok()?
        }
    };
    // JavaScript strings can hold lone surrogates, Rust's cannot.
    let content = match code {
        0xd800..=0xdfff => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code)?,
    };
    Some((content, end + 1))
}

pub(super) fn opening(text: &str) -> Option<Opening> {
    let unescaped = text.strip_prefix('\\').unwrap_or(text);
    let backslash = text.len() - unescaped.len();
    let first = unescaped.chars().next()?;
    let (closing, quote) = match first {
        '"' => (Closing::Double, 1),
        '\'' => (Closing::Single, 1),
        _ if is_double_like(first) => (Closing::DoubleLike, first.len_utf8()),
        _ if is_single_like(first) => (Closing::SingleLike, first.len_utf8()),
        _ if backslash > 0 => return None,
        _ => match entity(unescaped)? {
            (content @ ('"' | '\''), length) => (Closing::Entity(content), length),
            _ => return None,
        },
    };
    Some(Opening {
        closing,
        length: backslash + quote,
        escaped: backslash > 0,
    })
}

impl Closing {
    /// Returns the length of the closing quote at the start of `text`, which begins with `next`.
    pub(super) fn length(self, next: char, text: &str) -> Option<usize> {
        let closes = match self {
            Self::Double => next == '"',
            Self::Single => next == '\'',
            Self::DoubleLike => is_double_like(next),
            Self::SingleLike => is_single_like(next),
            Self::Entity(quote) => match entity(text) {
                Some((content, length)) if content == quote => return Some(length),
                _ => is_double_like(next),
            },
        };
        closes.then_some(next.len_utf8())
    }

    /// Returns whether `byte` may begin something special in the string; all other text is copied.
    pub(super) const fn concerns(self, byte: u8) -> bool {
        match self {
            Self::Double => false,
            Self::Single => byte == b'\'',
            Self::DoubleLike => byte >= 0x80,
            Self::SingleLike => byte >= 0x80 || matches!(byte, b'\'' | b'`'),
            Self::Entity(_) => byte == b'&' || byte >= 0x80,
        }
    }
}
