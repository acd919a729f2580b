//! `url_encode`, `url_decode`, `cgi_escape`, `uri_escape`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};

/// As `encodeURIComponent`, with `+` for spaces.
pub(super) fn url_encode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value.to_text(), b"-_.!~*'()").replace("%20", "+").into())
}

/// As `url_encode`, with `!'()*` encoded too.
pub(super) fn cgi_escape<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value.to_text(), b"-_.~").replace("%20", "+").into())
}

/// As `encodeURI`, with brackets left alone.
pub(super) fn uri_escape<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value.to_text(), b"-_.!~*'();,/?:@&=+$#[]").into())
}

/// Undoes `url_encode`.
pub(super) fn url_decode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                match (digit(), digit()) {
                    // Two hexadecimal digits fit a byte.
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => return Err(malformed()),
                }
            }
            other => other,
        });
    }
    String::from_utf8(out).map(Value::from).map_err(|_| malformed())
}

fn malformed() -> Error {
    Error::render("malformed percent-encoding")
}

/// Percent-encodes everything but ASCII letters, digits and `kept`.
fn encoded(text: &str, kept: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}
