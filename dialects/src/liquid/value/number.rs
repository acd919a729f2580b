//! Numbers as JavaScript converts to them.

use super::Value;
use crate::{
    liquid::{buffer::Buffer, error::Error, meter::Meter},
    text::is_js_space,
};

impl<'v> Value<'v> {
    /// Converts like `Number(value)`: unreadable text is `NaN`.
    pub(crate) fn to_js_number(&self, meter: &Meter) -> Result<f64, Error> {
        Ok(match self {
            Self::Null | Self::Nil | Self::Empty | Self::Blank | Self::Bool(false) => 0.0,
            Self::Bool(true) => 1.0,
            Self::Number(number) => *number,
            Self::Text(_) | Self::Array(_) => {
                let text = self.to_js_string(meter)?;
                meter.charge(text.len())?;
                parse_number(&text)
            }
            Self::Undefined | Self::Object(_) => f64::NAN,
        })
    }

    /// Converts to the number that filters calculate with: `NaN` becomes 0 (liquid.md §6.6).
    pub(crate) fn to_number(&self, meter: &Meter) -> Result<f64, Error> {
        let number = self.to_js_number(meter)?;
        Ok(if number.is_nan() { 0.0 } else { number })
    }

    /// Adds like JavaScript's `+`: strings, arrays and objects are joined.
    pub(crate) fn add(&self, other: &Self, meter: &Meter) -> Result<Self, Error> {
        let joins = |value: &Self| {
            matches!(
                value,
                Value::Text(_) | Value::Empty | Value::Blank | Value::Array(_) | Value::Object(_)
            )
        };
        if !joins(self) && !joins(other) {
            return Ok(Value::Number(
                self.to_js_number(meter)? + other.to_js_number(meter)?,
            ));
        }
        let mut out = Buffer::new(meter)?;
        self.push_js_string(&mut out)?;
        other.push_js_string(&mut out)?;
        Ok(out.into())
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

/// Converts an argument of JavaScript's `slice` to an index into an array of `length` elements: negative ones
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
