//! `sha256` and `hmac_sha256`.

use super::{Call, Filtered};
use crate::{liquid::error::Error, text::push_hex};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The work of hashing a byte; blocks of 64 bytes are padded.
const BYTE: usize = 4;

/// Returns the SHA-256 hash of the text in lower-case hexadecimal.
pub(super) fn sha256<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    call.charge((64 + text.len()) * BYTE)?;
    hex(&call, &Sha256::digest(text.as_bytes()))
}

/// Returns the HMAC-SHA-256 of the text under a key, in lower-case hexadecimal.
pub(super) fn hmac_sha256<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let (text, key) = (call.text()?, call.argument_text(0)?);
    call.charge((256 + text.len() + key.len()) * BYTE)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map_err(|_| Error::render("key of unusable length"))?;
    mac.update(text.as_bytes());
    hex(&call, &mac.finalize().into_bytes())
}

fn hex<'v>(call: &Call<'_, 'v>, bytes: &[u8]) -> Filtered<'v> {
    let mut digits = String::new();
    push_hex(&mut digits, bytes);
    call.charge(bytes.len() * 50)?;
    call.concat([&*digits])
}
