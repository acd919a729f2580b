//! A key, ready to sign.

use super::{
    EmptyKeyError,
    mac::{Keyed, Mac},
};
use std::fmt;

/// The secret key of a Novu environment.
///
/// Holds the keyed state of the HMAC, not the key itself, and never prints either. See the
/// [module docs](super) for examples.
#[derive(Clone)]
pub struct SecretKey {
    keyed: Keyed,
}

impl SecretKey {
    /// Takes a key as Novu shows it: the bytes of the text are the key.
    ///
    /// # Errors
    ///
    /// When the key is empty, which is what an environment variable that was set to nothing gives.
    ///
    /// # Examples
    ///
    /// ```
    /// use novu_framework::signature::SecretKey;
    ///
    /// let key = SecretKey::new("secret")?;
    /// assert_eq!(format!("{key:?}"), "SecretKey([redacted])");
    /// assert!(SecretKey::new("").is_err());
    /// # Ok::<(), novu_framework::signature::EmptyKeyError>(())
    /// ```
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, EmptyKeyError> {
        let key = key.as_ref();
        if key.is_empty() {
            return Err(EmptyKeyError);
        }
        Ok(Self {
            keyed: Keyed::new(key),
        })
    }

    /// The value of the signature header for `body`, signed at `timestamp_ms` milliseconds since 1970.
    ///
    /// For a request without a body, sign `b"{}"`.
    ///
    /// # Examples
    ///
    /// ```
    /// use novu_framework::signature::SecretKey;
    ///
    /// let header = SecretKey::new("test-secret")?.sign(1_700_000_000_000, b"{}");
    /// let mac = "c4c81621354b355e63001b7aac79626660d1fa55796fbc7937551bccafcadb7a";
    /// assert_eq!(header, format!("t=1700000000000,v1={mac}"));
    /// # Ok::<(), novu_framework::signature::EmptyKeyError>(())
    /// ```
    #[must_use]
    pub fn sign(&self, timestamp_ms: u64, body: &[u8]) -> String {
        let mut buffer = ryu_js::Buffer::new();
        // As JavaScript would print it, so that integers beyond 2^53 are signed as they will be read.
        let timestamp = buffer.format(timestamp_ms as f64);
        let mac = self.mac(timestamp, body).into_bytes();
        let mut header = String::with_capacity(6 + timestamp.len() + 2 * mac.len());
        header.push_str("t=");
        header.push_str(timestamp);
        header.push_str(",v1=");
        for byte in mac {
            for digit in [byte >> 4, byte & 15] {
                header.push(char::from_digit(digit.into(), 16).unwrap_or_default());
            }
        }
        header
    }

    /// The MAC of a body at a time in its printed form.
    pub(super) fn mac(&self, timestamp: &str, body: &[u8]) -> Mac {
        self.keyed.mac([timestamp.as_bytes(), b".", body])
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}
