//! `base64_encode` and `base64_decode`.

use super::{Call, Filtered};
use crate::liquid::{buffer::Buffer, error::Error};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
    prelude::BASE64_STANDARD,
};

/// As JavaScript's `atob` once white space and padding are gone: the unused bits of the last digit do not
/// matter.
const FORGIVING: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, NO_PAD.with_decode_allow_trailing_bits(true));

/// Encodes the UTF-8 bytes of the text in base64.
pub(super) fn base64_encode<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    let length = (text.len() / 3 + 1) * 4;
    Buffer::make(call.meter(), length, || BASE64_STANDARD.encode(&*text)).map(Into::into)
}

/// Decodes text whose UTF-8 bytes are in base64; padding may be missing.
pub(super) fn base64_decode<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    call.charge(text.len() * 2)?;
    let _memory = call.meter().hold(text.len() * 2)?;
    let mut digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' '))
        .collect();
    if digits.len().is_multiple_of(4) {
        let padding = digits.iter().rev().take(2).take_while(|&&byte| byte == b'=');
        digits.truncate(digits.len() - padding.count());
    }
    let bytes = FORGIVING
        .decode(digits)
        .map_err(|_| Error::render("text is not base64"))?;
    // A wrong byte becomes a replacement character of three.
    Buffer::make(call.meter(), bytes.len() * 3, || {
        String::from_utf8_lossy(&bytes).into_owned()
    })
    .map(Into::into)
}
