//! Parses the signature header.

use super::HEADER;
use http::HeaderMap;
use memchr::memchr;
use std::borrow::Cow;

/// Longer headers are rejected. Novu's has 82 bytes.
const MAX_LENGTH: usize = 4096;

/// The parts of a signature header that are checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts<'a> {
    /// `t` as JavaScript reads it; finite.
    pub(super) timestamp: f64,
    /// `t` as it is spelled, if JavaScript prints it so, as it does unless the sender is odd.
    pub(super) canonical: Option<&'a str>,
    /// `v1`, unchecked.
    pub(super) mac: &'a [u8],
}

/// Returns the signature header of a request. Several lines are one value, joined as every HTTP stack joins
/// them (bridge.md §2.2).
pub(crate) fn joined(headers: &HeaderMap) -> Option<Cow<'_, [u8]>> {
    let mut lines = headers.get_all(HEADER).iter().map(http::HeaderValue::as_bytes);
    let mut value = Cow::Borrowed(lines.next()?);
    for line in lines {
        let value = value.to_mut();
        value.extend_from_slice(b", ");
        value.extend_from_slice(line);
    }
    Some(value)
}

/// Parses a header. Returns `None` if it has no usable `t` and `v1` (bridge.md §2.2).
pub(super) fn parse(header: &[u8]) -> Option<Parts<'_>> {
    if header.len() > MAX_LENGTH {
        return None;
    }
    let (mut timestamp, mut mac) = (None, None);
    let mut rest = Some(header);
    while let Some(parts) = rest {
        let (part, next) = match memchr(b',', parts) {
            Some(comma) => (&parts[..comma], Some(&parts[comma + 1..])),
            None => (parts, None),
        };
        rest = next;
        let part = trim(part);
        let Some(equals) = memchr(b'=', part) else {
            continue;
        };
        let (key, value) = (&part[..equals], &part[equals + 1..]);
        if value.is_empty() {
            continue;
        }
        // The first of equal keys applies, even if it is invalid.
        match key {
            b"t" => timestamp = timestamp.or(Some(value)),
            b"v1" => mac = mac.or(Some(value)),
            _ => {}
        }
    }
    let timestamp = timestamp?;
    let (canonical, timestamp) = match milliseconds(timestamp) {
        Some((text, number)) => (Some(text), number),
        None => (None, number(timestamp).filter(|number| number.is_finite())?),
    };
    Some(Parts {
        timestamp,
        canonical,
        mac: mac?,
    })
}

/// Parses a number of up to 15 digits, which JavaScript prints as it is spelled.
fn milliseconds(text: &[u8]) -> Option<(&str, f64)> {
    if text.len() > 15 || text.starts_with(b"0") || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let text = str::from_utf8(text).ok()?;
    Some((text, text.parse::<u64>().ok()? as f64))
}

/// Parses a number like ECMAScript's `Number(text)`. Returns `None` for `NaN`.
///
/// Exact up to 2^53. Beyond, the digits of other bases round at every step, but such a time is out of every
/// window.
fn number(text: &[u8]) -> Option<f64> {
    let text = trim(text);
    match text {
        [] => Some(0.0),
        [b'0', b'x' | b'X', digits @ ..] => integer(digits, 16),
        [b'0', b'o' | b'O', digits @ ..] => integer(digits, 8),
        [b'0', b'b' | b'B', digits @ ..] => integer(digits, 2),
        // Without letters other than the exponent, Rust parses the same numbers.
        _ if text.iter().all(|byte| b"0123456789+-.eE".contains(byte)) => {
            str::from_utf8(text).ok()?.parse().ok()
        }
        _ => None,
    }
}

/// Parses an integer without a sign.
fn integer(digits: &[u8], radix: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0.0, |value, &digit| {
        let digit = char::from(digit).to_digit(radix)?;
        Some(value * f64::from(radix) + f64::from(digit))
    })
}

/// Removes white space from both ends like `String.prototype.trim`. Header bytes are Latin-1 to JavaScript,
/// so 0xA0 is a no-break space.
fn trim(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, 0x09..=0x0d | b' ' | 0xa0);
    let start = text.iter().position(|byte| !blank(byte)).unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|byte| !blank(byte))
        .map_or(start, |last| last + 1);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(text: &str) -> Option<f64> {
        number(text.as_bytes())
    }

    #[test]
    fn timestamps_parse_like_javascript_numbers() {
        // Recorded from `Number(text)` of Node 20.
        for (text, want) in [
            ("", 0.0),
            (" 12\t", 12.0),
            ("+12", 12.0),
            ("-12", -12.0),
            ("-0", 0.0),
            ("0012", 12.0),
            ("12.", 12.0),
            (".5", 0.5),
            ("+.5e1", 5.0),
            ("1.7e12", 1.7e12),
            ("1E+2", 100.0),
            ("1e-2", 0.01),
            ("0x10", 16.0),
            ("0XfF", 255.0),
            ("0o17", 15.0),
            ("0b101", 5.0),
            ("00", 0.0),
            ("5e-324", 5e-324),
            ("1e-400", 0.0),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(read(text), Some(want), "{text:?}");
        }
        for text in [
            "abc", "1_000", "12ms", "0x", "0xg", "+0x10", "-0x10", "0b2", "0o8", ".", "+", "-", "+-1", "e5",
            "1e", "1e+", "1.2.3", "1 2", "--1", "inf", "nan", "NaN", "infinity", "0x1.8", "1n", "1,5",
            "\u{661}", "٣",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(number(b"\xa012\xa0"), Some(12.0));
        assert_eq!(number(b"\x8512"), None);
        assert_eq!(number(b"\xff"), None);
    }

    #[test]
    fn repeated_header_lines_are_joined_into_one_value() {
        let mut headers = HeaderMap::new();
        assert_eq!(joined(&headers), None);
        headers.append(HEADER, HeaderValue::from_static("t=1"));
        assert!(matches!(joined(&headers), Some(Cow::Borrowed(b"t=1"))));
        headers.append(HEADER, HeaderValue::from_static("v1=2"));
        assert_eq!(joined(&headers).as_deref(), Some(b"t=1, v1=2".as_slice()));
    }

    #[test]
    fn header_over_4096_bytes_is_rejected() {
        let long = format!("{}t=1,v1=2", "a=b,".repeat(1000));
        assert!(parse(long.as_bytes()).is_some());
        let longer = format!("{}t=1,v1=2", "a=b,".repeat(1100));
        assert_eq!(parse(longer.as_bytes()), None);
    }
}
