//! Secrets that are derived from a key.

use super::{SecretKey, mac::Mac};

impl SecretKey {
    /// Derives a secret for another use. `text` must not begin with a digit, as the texts that Novu signs do:
    /// else the secret could be a signature.
    pub(crate) fn derived(&self, text: &str) -> [u8; 32] {
        self.keyed.mac([text.as_bytes(), b"", b""]).into_bytes().into()
    }
}

/// Compares two secrets in constant time.
pub(crate) fn equal(left: [u8; 32], right: [u8; 32]) -> bool {
    Mac::new(left.into()) == Mac::new(right.into())
}
