use std::{error::Error, fmt};

/// An invalid setting of a [`NovuLayer`](super::NovuLayer).
///
/// `Debug` prints the same text as `Display`, so that `main` may return the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The prefix is not a path like `/api/novu`.
    InvalidPrefix {
        /// The prefix as it was given.
        prefix: String,
        /// The reason, as a clause whose subject is the prefix.
        reason: &'static str,
    },
    /// A secret key is empty.
    InvalidSecretKey {
        /// Its position in the order of the calls, from 0.
        index: usize,
    },
    /// No secret key is set, and
    /// [`insecure_without_signature`](super::NovuLayerBuilder::insecure_without_signature) was not called.
    MissingSecretKey,
    /// The registry has agents, but there is no client to send their replies with. Debug builds with a studio
    /// need none, to talk to the agents there. (Feature `agents`.)
    #[cfg(feature = "agents")]
    AgentsWithoutClient,
    /// An allowed origin is not one. (Feature `agents`.)
    #[cfg(feature = "agents")]
    InvalidOrigin {
        /// The origin as it was given.
        origin: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidPrefix { prefix, reason } => write!(f, "the prefix {prefix:?} {reason}"),
            Self::InvalidSecretKey { index } => write!(f, "secret key {index} is empty; set the key of the Novu environment"),
            Self::MissingSecretKey => f.write_str(
                "no secret key is set; set `NOVU_SECRET_KEY` or call `secret_key`, or accept unsigned requests with \
                 `insecure_without_signature` or `NOVU_STRICT_AUTHENTICATION_ENABLED=false`",
            ),
            #[cfg(feature = "agents")]
            Self::AgentsWithoutClient => f.write_str(
                "the registry has agents, but there is no client to send their replies with; call `client`, or set \
                 `NOVU_SECRET_KEY` and use `NovuLayer::from_env`",
            ),
            #[cfg(feature = "agents")]
            Self::InvalidOrigin { origin } => write!(
                f,
                "{origin:?} is not an origin to allow; write it like `https://eu.api.novu.co`"
            ),
        }
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ConfigError {}
