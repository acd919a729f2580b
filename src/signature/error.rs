//! Errors of signatures and keys.

use crate::ErrorCode;
use std::fmt;

/// A rejected signature.
///
/// Displays one clause, without the header, the body or the key; the reason is in [`kind`](Self::kind).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureError {
    kind: SignatureErrorKind,
}

/// The reasons to reject a signature, in the order in which they are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureErrorKind {
    /// The signature header is missing or empty.
    NotFound,
    /// The verifier has no keys.
    KeyNotFound,
    /// The header has no `v1`, or no `t` that is a number.
    Invalid,
    /// The signature is more than five minutes old, or that far in the future.
    Expired,
    /// The signature was not made with one of the keys over this body.
    Mismatch,
}

impl SignatureError {
    #[cold]
    pub(super) fn new(kind: SignatureErrorKind) -> Self {
        Self { kind }
    }

    /// Returns why the signature was rejected.
    #[must_use]
    pub fn kind(&self) -> SignatureErrorKind {
        self.kind
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            SignatureErrorKind::NotFound => {
                "the request has no `novu-signature` header; sign it with the key that this server has in \
                 `NOVU_SECRET_KEY`, or start the server with `NOVU_STRICT_AUTHENTICATION_ENABLED=false` for a try \
                 on your own machine"
            }
            SignatureErrorKind::KeyNotFound => {
                "this server has no secret key to check the signature with; set `NOVU_SECRET_KEY` there, or \
                 `NOVU_STRICT_AUTHENTICATION_ENABLED=false` for a try on your own machine"
            }
            SignatureErrorKind::Invalid => {
                "the `novu-signature` header is not of the form `t=<milliseconds>,v1=<hexadecimal digits>`"
            }
            SignatureErrorKind::Expired => {
                "the time of the signature is more than five minutes from this server's clock; \
                 check both clocks, and that `t` is in milliseconds"
            }
            SignatureErrorKind::Mismatch => {
                "the signature was not made over this body with this server's secret key; \
                 check that both sides have the same key and that no proxy changes the body"
            }
        })
    }
}

impl std::error::Error for SignatureError {}

impl From<SignatureErrorKind> for SignatureError {
    fn from(kind: SignatureErrorKind) -> Self {
        Self::new(kind)
    }
}

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

/// An empty secret key, with which anybody could sign.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmptyKeyError;

impl fmt::Display for EmptyKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret key is empty")
    }
}

impl std::error::Error for EmptyKeyError {}
