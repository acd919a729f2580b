use std::{error::Error, fmt};

/// What is wrong with the settings of a [`NovuLayer`](super::NovuLayer).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The prefix is not a path like `/api/novu`.
    InvalidPrefix {
        /// The prefix as it was given.
        prefix: String,
        /// What it lacks or has too much.
        reason: &'static str,
    },
    /// A secret key cannot be used. The key is not shown.
    InvalidSecretKey {
        /// Which one, counted from 0 in the order given.
        index: usize,
    },
    /// There is neither a secret key nor the explicit wish to do without.
    MissingSecretKey,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidPrefix { prefix, reason } => write!(f, "the prefix {prefix:?} {reason}"),
            Self::InvalidSecretKey { index } => write!(f, "secret key {index} is empty"),
            Self::MissingSecretKey => f.write_str(
                "there is no secret key; give one, or serve everybody with `insecure_without_signature`",
            ),
        }
    }
}

impl Error for ConfigError {}
