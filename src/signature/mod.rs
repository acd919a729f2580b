//! Signs requests as Novu does, and verifies signatures.
//!
//! Novu signs what it sends with the secret key of the environment, in the header `novu-signature`:
//!
//! ```text
//! novu-signature: t=1700000000000,v1=c4c81621354b355e63001b7aac79626660d1fa55796fbc7937551bccafcadb7a
//! ```
//!
//! `t` is the time of signing in milliseconds since 1970, `v1` the HMAC-SHA256 of `<t>.<body>` in lower-case
//! hexadecimal. A request without a body, such as any `GET`, is signed as if its body were `{}`.
//!
//! The middleware of this crate verifies signatures itself. This module is for servers that receive Novu's
//! requests in another way (a queue, a proxy of their own) and for their tests.
//!
//! # Examples
//!
//! Sign as Novu does, and verify:
//!
//! ```
//! use novu_framework::signature::{SecretKey, SignatureErrorKind, Verifier};
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! let key = SecretKey::new("secret key of the environment")?;
//! let body = br#"{"payload":{"name":"Ada"},"controls":{},"state":[]}"#;
//! let sent = UNIX_EPOCH + Duration::from_millis(1_700_000_000_000);
//! let header = key.sign(sent, body);
//!
//! let verifier = Verifier::new([key]);
//! let now = sent + Duration::from_secs(2);
//! let signed = verifier.verify_at(Some(header.as_bytes()), body, now)?;
//! assert_eq!(&*signed, body);
//!
//! let error = verifier.verify_at(Some(header.as_bytes()), b"{}", now).unwrap_err();
//! assert_eq!(error.kind(), SignatureErrorKind::Mismatch);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! While a key is rotated, both are valid:
//!
//! ```
//! use novu_framework::signature::{SecretKey, Verifier};
//! use std::time::SystemTime;
//!
//! let old = SecretKey::new("old key")?;
//! let verifier = Verifier::new([SecretKey::new("new key")?, old.clone()]);
//!
//! let header = old.sign(SystemTime::now(), b"{}");
//! assert!(verifier.verify(Some(header.as_bytes()), b"{}").is_ok());
//! # Ok::<(), novu_framework::signature::EmptyKeyError>(())
//! ```
//!
//! # Accepted signatures
//!
//! A signature is valid if it was made with any of the keys, at most five minutes ago and at most five
//! minutes in the future (both ends included), over either
//!
//! - the bytes of the body, which is what Novu signs, or
//! - the canonical form of the body, as JavaScript prints it after parsing:
//!   `JSON.stringify(JSON.parse(body))`, and `{}` for a body that is not JSON. This is what the reference SDK
//!   compares with, so signatures made for it are valid here.
//!
//! [`Verifier::verify`] returns the one that was signed, and the bridge runs that one. So nobody without the
//! key can change what is run: a body that was altered in white space, in the spelling of a string or a
//! number, or in repeated members may still be accepted, but only its signed canonical form is run.
//!
//! The header is parsed as leniently as the reference parses it: blanks around parts, parts in any order,
//! unknown parts, `t` in any spelling of a JavaScript number. Of repeated parts the first applies.
//!
//! # Deployment caveats
//!
//! - **Proxies that rewrite bodies** (transcoding, pretty-printing, renaming of members, decompression that
//!   is not undone) break the first way of checking; if they leave the meaning of the JSON and the order of
//!   its members alone, the second may still succeed. Check signatures before such a step.
//! - **Clocks.** The five minutes are for networks, not for clocks: keep the host on NTP. `Expired` on every
//!   request means that this clock, or that of a self-hosted Novu, is wrong, or that the sender sends
//!   seconds.
//! - **Replays.** Within the five minutes an intercepted request can be sent again. Use TLS; the signature
//!   does not replace it. Method, path and query are not signed.
//! - **Depth.** A body with more than 128 arrays and objects in each other is only checked byte for byte.

#[cfg(feature = "studio")]
mod derived;
mod error;
mod header;
mod key;
mod mac;
#[cfg(test)]
mod tests;
mod verifier;

#[cfg(feature = "studio")]
pub(crate) use derived::equal;
pub use error::{EmptyKeyError, SignatureError, SignatureErrorKind};
pub(crate) use header::joined;
pub use key::SecretKey;
pub use verifier::Verifier;
pub(crate) use verifier::{Accepted, canonical_form};

use http::HeaderName;
use std::time::{SystemTime, UNIX_EPOCH};

/// The name of the header that carries the signature.
pub const HEADER: HeaderName = HeaderName::from_static("novu-signature");

/// Returns the time in whole milliseconds since 1970, rounded towards it, as `Date.now()` returns it.
fn milliseconds(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_millis() as f64,
        Err(before) => -(before.duration().as_millis() as f64),
    }
}
