use std::fmt;

/// An invalid setting of a [`Client`](super::Client).
///
/// `Debug` prints the same text as `Display`, so that `main` may return the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// No secret key is set, or it is empty.
    MissingSecretKey,
    /// The secret key has characters that are not allowed in a header. It is not shown.
    InvalidSecretKey,
    /// The URL of the API is invalid.
    InvalidApiUrl {
        /// A clause about the URL, which is not shown itself: it may contain a password.
        reason: &'static str,
    },
    /// `max_attempts` is 0.
    NoAttempts,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingSecretKey => f.write_str(
                "there is no secret key to call Novu's API with; set `NOVU_SECRET_KEY` or `.secret_key(..)`",
            ),
            Self::InvalidSecretKey => f.write_str(
                "the secret key has characters that are not allowed in a header; check it for line breaks",
            ),
            Self::InvalidApiUrl { reason } => write!(f, "the URL of Novu's API {reason}"),
            Self::NoAttempts => f.write_str("`max_attempts` is 0; at least one attempt is needed"),
        }
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
