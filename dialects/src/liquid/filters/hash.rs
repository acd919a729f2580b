//! `sha256` and `hmac_sha256`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The SHA-256 hash of the text in lower-case hexadecimal.
pub(super) fn sha256<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(hex(&Sha256::digest(value.to_text().as_bytes())))
}

/// The HMAC-SHA-256 of the text under a key, in lower-case hexadecimal.
pub(super) fn hmac_sha256<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let mut mac = Hmac::<Sha256>::new_from_slice(arguments.text(0).as_bytes())
        .map_err(|_| Error::render("key of unusable length"))?;
    mac.update(value.to_text().as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}

fn hex<'v>(bytes: &[u8]) -> Value<'v> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.into()
}
