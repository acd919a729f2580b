//! `base64_encode` and `base64_decode`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The UTF-8 bytes of the text in base64.
pub(super) fn base64_encode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
    let mut out = String::with_capacity(text.len().div_ceil(3) * 4);
    for chunk in text.as_bytes().chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let sextet = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit <= chunk.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    Ok(out.into())
}

/// The text whose UTF-8 bytes are given in base64; padding may be missing.
pub(super) fn base64_decode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
    let mut digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' '))
        .collect();
    if digits.len().is_multiple_of(4) {
        let padding = digits
            .iter()
            .rev()
            .take(2)
            .take_while(|&&byte| byte == b'=')
            .count();
        digits.truncate(digits.len() - padding);
    }
    if digits.len() % 4 == 1 {
        return Err(malformed());
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for chunk in digits.chunks(4) {
        let mut bits = 0;
        for index in 0..4 {
            bits = bits << 6 | chunk.get(index).map_or(Ok(0), |&byte| sextet(byte))?;
        }
        let [_, decoded @ ..] = u32::to_be_bytes(bits);
        bytes.extend_from_slice(&decoded[..chunk.len() - 1]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned().into())
}

fn sextet(byte: u8) -> Result<u32, Error> {
    Ok(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return Err(malformed()),
    }))
}

fn malformed() -> Error {
    Error::render("malformed base64")
}
