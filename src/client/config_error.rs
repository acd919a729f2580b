use std::fmt;

/// What is wrong with the settings of a [`Client`](super::Client).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no secret key.
    MissingSecretKey,
    /// The secret key cannot stand in a header. It is not shown.
    InvalidSecretKey,
    /// The URL of the API cannot be used.
    InvalidApiUrl {
        /// What it lacks or has too much. The URL is not shown: it may have a password in it.
        reason: &'static str,
    },
    /// No attempt at all is allowed.
    NoAttempts,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingSecretKey => f.write_str("there is no secret key to call Novu's API with"),
            Self::InvalidSecretKey => f.write_str("the secret key has characters that a header cannot have"),
            Self::InvalidApiUrl { reason } => write!(f, "the URL of Novu's API {reason}"),
            Self::NoAttempts => f.write_str("there must be at least one attempt"),
        }
    }
}

impl std::error::Error for ConfigError {}
