//! Verifies signatures.

use super::{
    SecretKey, SignatureError,
    SignatureErrorKind::{Expired, Invalid, KeyNotFound, Mismatch, NotFound},
    header,
    mac::Mac,
    milliseconds,
};
use dialects::json::{self, ReadErrorKind};
use std::{borrow::Cow, sync::Arc, time::SystemTime};

/// How far a timestamp may be from now, in milliseconds (bridge.md §2.3).
const WINDOW: f64 = 300_000.0;

/// A signature that was accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepted {
    /// Made with a key, over the time and the signed text.
    pub(crate) mac: [u8; 32],
    /// When it was checked, in milliseconds since 1970.
    pub(crate) checked: i64,
    /// The last millisecond at which it is valid.
    pub(crate) expiry: i64,
}

/// A signature whose header was checked, but not yet its MAC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'h> {
    mac: [u8; 32],
    timestamp: f64,
    /// The timestamp as the header spells it, if JavaScript prints it the same way.
    canonical: Option<&'h str>,
}

/// Checks signatures against one key or, while keys are rotated, several.
///
/// Cheap to clone. Without keys (the [`Default`]) it rejects everything. See the [module docs](super) for
/// examples and for what is accepted.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    keys: Arc<[SecretKey]>,
}

impl Verifier {
    /// Creates a verifier that accepts what was signed with any of these keys.
    ///
    /// Every key costs a pass over the body if the ones before it do not match, so put the newest first.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = SecretKey>) -> Self {
        keys.into_iter().collect()
    }

    /// Checks the signature header of a request that arrives now and returns the text that was signed.
    ///
    /// `header` is the value of [`HEADER`](super::HEADER); several lines of it are joined with `, `. `body`
    /// is the body as it came, or `{}` for a request without one.
    ///
    /// The signed text is the body itself or, if only that matches, its canonical form. **Parse the returned
    /// text, not the body**: two bodies with one canonical form can differ, as `9007199254740992` and
    /// `9007199254740993` do.
    ///
    /// # Errors
    ///
    /// If the signature is missing, cannot be parsed, is out of time or was not made with a key of this
    /// verifier over this body, in that order.
    pub fn verify<'b>(&self, header: Option<&[u8]>, body: &'b [u8]) -> Result<Cow<'b, [u8]>, SignatureError> {
        self.verify_at(header, body, SystemTime::now())
    }

    /// Checks the signature header of a request that arrived at `now`, which counts in whole milliseconds,
    /// and returns the text that was signed.
    ///
    /// # Errors
    ///
    /// As for [`verify`](Self::verify).
    pub fn verify_at<'b>(
        &self,
        header: Option<&[u8]>,
        body: &'b [u8],
        now: SystemTime,
    ) -> Result<Cow<'b, [u8]>, SignatureError> {
        self.accept_at(header, body, now).map(|(_, signed)| signed)
    }

    /// Checks a signature and returns it with the text that was signed.
    pub(crate) fn accept_at<'b>(
        &self,
        header: Option<&[u8]>,
        body: &'b [u8],
        now: SystemTime,
    ) -> Result<(Accepted, Cow<'b, [u8]>), SignatureError> {
        self.accept(&self.claim(header, now)?, body, now)
    }

    /// Checks a signature header as far as it can be checked without the body: there is a key, and the
    /// header's form and time are right.
    pub(crate) fn claim<'h>(
        &self,
        header: Option<&'h [u8]>,
        now: SystemTime,
    ) -> Result<Claim<'h>, SignatureError> {
        let header = header
            .filter(|header| !header.is_empty())
            .ok_or_else(|| SignatureError::new(NotFound))?;
        if self.keys.is_empty() {
            return Err(SignatureError::new(KeyNotFound));
        }
        let parts = header::parse(header).ok_or_else(|| SignatureError::new(Invalid))?;
        check_window(parts.timestamp, milliseconds(now))?;
        let mac = decode(parts.mac).ok_or_else(|| SignatureError::new(Mismatch))?;
        Ok(Claim {
            mac,
            timestamp: parts.timestamp,
            canonical: parts.canonical,
        })
    }

    /// Checks a claim against the body, and its time again: a body that trickles in for an hour does not keep
    /// its signature fresh.
    pub(crate) fn accept<'b>(
        &self,
        claim: &Claim<'_>,
        body: &'b [u8],
        now: SystemTime,
    ) -> Result<(Accepted, Cow<'b, [u8]>), SignatureError> {
        if let Some(accepted) = self.accept_text(claim, body, now)? {
            return Ok((accepted, Cow::Borrowed(body)));
        }
        let canonical = canonical_form(body)?;
        let accepted = self.accept_text(claim, &canonical, now)?;
        let accepted = accepted.ok_or_else(|| SignatureError::new(Mismatch))?;
        Ok((accepted, Cow::Owned(canonical)))
    }

    /// Checks a claim against one text, and its time again. Returns `None` if no key made the MAC over this
    /// text.
    pub(crate) fn accept_text(
        &self,
        claim: &Claim<'_>,
        text: &[u8],
        now: SystemTime,
    ) -> Result<Option<Accepted>, SignatureError> {
        let now = milliseconds(now);
        let Claim { mac, timestamp, .. } = *claim;
        check_window(timestamp, now)?;
        let mut buffer = ryu_js::Buffer::new();
        // The number as JavaScript prints it is signed, however the header spells it.
        let printed = claim.canonical.unwrap_or_else(|| buffer.format(timestamp));
        let accepted = Accepted {
            mac,
            checked: now as i64,
            expiry: (timestamp + WINDOW) as i64,
        };
        Ok(self.matches(printed, text, &mac).then_some(accepted))
    }

    /// Returns whether any key makes this MAC. The one place where MACs are compared; their type allows only
    /// a comparison in constant time.
    fn matches(&self, timestamp: &str, text: &[u8], mac: &[u8; 32]) -> bool {
        let given = Mac::new((*mac).into());
        self.keys.iter().any(|key| key.mac(timestamp, text) == given)
    }
}

impl FromIterator<SecretKey> for Verifier {
    fn from_iter<T: IntoIterator<Item = SecretKey>>(keys: T) -> Self {
        Self {
            keys: keys.into_iter().collect(),
        }
    }
}

fn check_window(timestamp: f64, now: f64) -> Result<(), SignatureError> {
    // Saturates, and rejects what is not a number.
    if (-WINDOW..=WINDOW).contains(&(timestamp - now)) {
        Ok(())
    } else {
        Err(SignatureError::new(Expired))
    }
}

/// Returns `JSON.stringify(JSON.parse(body))`, and `{}` for what is not JSON (differences.md 3).
///
/// # Errors
///
/// The form is the body itself, or the body nests too deep or has too many values to be read: it has a
/// canonical form, but an unknown one.
#[cold]
pub(crate) fn canonical_form(body: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let canonical = match json::canonical(body) {
        Ok(canonical) => Some(canonical.into()),
        Err(error) if error.kind() == ReadErrorKind::Syntax => Some(b"{}".to_vec()),
        Err(_) => None,
    };
    canonical
        .filter(|canonical| canonical != body)
        .ok_or_else(|| SignatureError::new(Mismatch))
}

/// Decodes a MAC in lower-case hexadecimal.
fn decode(text: &[u8]) -> Option<[u8; 32]> {
    let text: &[u8; 64] = text.try_into().ok()?;
    let digit = |digit| match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => u8::MAX,
    };
    let (mut mac, mut seen) = ([0; 32], 0);
    for (byte, pair) in mac.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (digit(pair[0]), digit(pair[1]));
        seen |= high | low;
        *byte = high << 4 | low;
    }
    (seen < 16).then_some(mac)
}
