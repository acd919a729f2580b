//! Signs with a secret key.

use super::{
    EmptyKeyError,
    mac::{Keyed, Mac},
    milliseconds,
};
use dialects::text::push_hex;
use std::{fmt, time::SystemTime};

/// The secret key of a Novu environment.
///
/// Contains the keyed state of the HMAC, not the key itself, and prints neither. See the [module docs](super)
/// for examples.
#[derive(Clone)]
pub struct SecretKey {
    pub(super) keyed: Keyed,
}

impl SecretKey {
    /// Creates a key from the text that Novu shows: its bytes are the key.
    ///
    /// # Errors
    ///
    /// If the key is empty, as the value of an environment variable that is set to nothing.
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

    /// Signs `body` and returns the value of the signature header.
    ///
    /// The header contains `time` in whole milliseconds since 1970, rounded towards 1970 as
    /// [`Verifier::verify_at`] does. Every time can be signed, those before 1970 included. Beyond 2^53
    /// milliseconds (the year 287,396) it is rounded to the nearest number that JavaScript has.
    ///
    /// For a request without a body, sign `b"{}"`.
    ///
    /// [`Verifier::verify_at`]: super::Verifier::verify_at
    ///
    /// # Examples
    ///
    /// ```
    /// use novu_framework::signature::SecretKey;
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let time = UNIX_EPOCH + Duration::from_millis(1_700_000_000_000);
    /// let header = SecretKey::new("test-secret")?.sign(time, b"{}");
    /// let mac = "c4c81621354b355e63001b7aac79626660d1fa55796fbc7937551bccafcadb7a";
    /// assert_eq!(header, format!("t=1700000000000,v1={mac}"));
    /// # Ok::<(), novu_framework::signature::EmptyKeyError>(())
    /// ```
    #[must_use]
    pub fn sign(&self, time: SystemTime, body: &[u8]) -> String {
        let mut buffer = ryu_js::Buffer::new();
        // As JavaScript prints it, so that integers beyond 2^53 are signed as they will be read.
        let timestamp = buffer.format(milliseconds(time));
        let mac = self.mac(timestamp, body).into_bytes();
        let mut header = String::with_capacity(6 + timestamp.len() + 2 * mac.len());
        header.push_str("t=");
        header.push_str(timestamp);
        header.push_str(",v1=");
        push_hex(&mut header, &mac);
        header
    }

    /// Returns the MAC of a body at a time in its printed form.
    pub(super) fn mac(&self, timestamp: &str, body: &[u8]) -> Mac {
        self.keyed.mac([timestamp.as_bytes(), b".", body])
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}
