//! Numbers as JavaScript converts to them.

use super::Value;
use crate::text::is_js_space;

impl Value<'_> {
    /// `Number(value)`: what cannot be read is `NaN`.
    pub fn to_js_number(&self) -> f64 {
        match self {
            Self::Null | Self::Nil | Self::Empty | Self::Blank | Self::Bool(false) => 0.0,
            Self::Bool(true) => 1.0,
            Self::Number(number) => *number,
            Self::Text(text) => parse_number(text.as_str()),
            Self::Array(_) | Self::List(_) => parse_number(&self.to_js_string()),
            Self::Undefined | Self::Object(_) | Self::Group(_) | Self::Loop(_) => f64::NAN,
        }
    }

    /// The number filters calculate with: `NaN` counts as 0 (liquid.md §6.6).
    pub fn to_number(&self) -> f64 {
        let number = self.to_js_number();
        if number.is_nan() { 0.0 } else { number }
    }
}

/// Reads a string as `Number(text)` does.
pub(crate) fn parse_number(text: &str) -> f64 {
    let text = text.trim_matches(is_js_space);
    let bytes = text.as_bytes();
    match bytes {
        [] => 0.0,
        [b'0', b'x' | b'X', digits @ ..] => parse_radix(digits, 16),
        [b'0', b'o' | b'O', digits @ ..] => parse_radix(digits, 8),
        [b'0', b'b' | b'B', digits @ ..] => parse_radix(digits, 2),
        _ => match text.trim_start_matches(['+', '-']) {
            "Infinity" if text.len() <= 9 => {
                if bytes[0] == b'-' {
                    f64::NEG_INFINITY
                } else {
                    f64::INFINITY
                }
            }
            // Rust reads the same decimal notation, and some words besides.
            _ if bytes
                .iter()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) =>
            {
                text.parse().unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        },
    }
}

/// Reads digits of a prefixed literal.
fn parse_radix(digits: &[u8], radix: u32) -> f64 {
    if digits.is_empty() {
        return f64::NAN;
    }
    digits
        .iter()
        .try_fold(0.0, |sum, &digit| {
            char::from(digit)
                .to_digit(radix)
                .map(|digit| sum * f64::from(radix) + f64::from(digit))
        })
        .unwrap_or(f64::NAN)
}

/// JavaScript's `+`: strings and arrays are put together, everything else is added.
pub(crate) fn add<'v>(a: &Value<'v>, b: &Value<'v>) -> Value<'v> {
    let joins = |value: &Value<'_>| {
        matches!(
            value,
            Value::Text(_)
                | Value::Empty
                | Value::Blank
                | Value::Array(_)
                | Value::List(_)
                | Value::Object(_)
                | Value::Group(_)
                | Value::Loop(_)
        )
    };
    if joins(a) || joins(b) {
        Value::from(format!("{}{}", a.to_js_string(), b.to_js_string()))
    } else {
        Value::Number(a.to_js_number() + b.to_js_number())
    }
}

/// The index that `slice` arguments of JavaScript stand for in an array of `length` elements: negative ones
/// count from the end, fractions are cut, everything is kept inside the array.
pub(crate) fn slice_index(position: f64, length: usize) -> usize {
    let position = if position.is_nan() { 0.0 } else { position.trunc() };
    if position < 0.0 {
        (length as f64 + position).max(0.0) as usize
    } else {
        // Casts saturate.
        (position as usize).min(length)
    }
}
