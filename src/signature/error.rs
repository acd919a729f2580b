//! Why a signature is refused, and why a key is.

use crate::ErrorCode;
use std::fmt;

/// A signature that was refused.
///
/// What went wrong is in [`kind`](Self::kind). Prints as one clause without the header, the body or the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureError {
    kind: SignatureErrorKind,
}

/// The reasons to refuse a signature, in the order in which they are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureErrorKind {
    /// There is no signature header, or it is empty.
    NotFound,
    /// The verifier has no keys.
    KeyNotFound,
    /// The header has no number `t` or no `v1`.
    Invalid,
    /// The signature is more than five minutes old, or that far in the future.
    Expired,
    /// The signature was not made with one of the keys over this body.
    Mismatch,
}

impl SignatureError {
    /// An error of this kind.
    #[cold]
    pub(super) fn new(kind: SignatureErrorKind) -> Self {
        Self { kind }
    }

    /// Why the signature was refused.
    #[must_use]
    pub fn kind(&self) -> SignatureErrorKind {
        self.kind
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            SignatureErrorKind::NotFound => "the request has no `novu-signature` header",
            SignatureErrorKind::KeyNotFound => "there is no secret key to check the signature with",
            SignatureErrorKind::Invalid => "the `novu-signature` header has no usable `t` and `v1`",
            SignatureErrorKind::Expired => {
                "the signature's timestamp is more than five minutes away from this server's clock"
            }
            SignatureErrorKind::Mismatch => {
                "the signature was not made with this server's secret key and body"
            }
        })
    }
}

impl std::error::Error for SignatureError {}

impl From<SignatureErrorKind> for ErrorCode {
    fn from(kind: SignatureErrorKind) -> Self {
        match kind {
            SignatureErrorKind::NotFound => Self::SignatureNotFound,
            SignatureErrorKind::KeyNotFound => Self::SigningKeyNotFound,
            SignatureErrorKind::Invalid => Self::SignatureInvalid,
            SignatureErrorKind::Expired => Self::SignatureExpired,
            SignatureErrorKind::Mismatch => Self::SignatureMismatch,
        }
    }
}

/// A secret key without a single byte, with which anybody could sign.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmptyKeyError;

impl fmt::Display for EmptyKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret key is empty")
    }
}

impl std::error::Error for EmptyKeyError {}
