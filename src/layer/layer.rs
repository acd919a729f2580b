use super::{ConfigError, NovuEndpoint, NovuLayerBuilder, NovuService};
use crate::{registry::Registry, trace};
use std::env;
use tower::Layer;

/// Layer that serves the workflows of a [`Registry`] to Novu.
///
/// Cloning it, and wrapping a service with it, is cheap. See the [module docs](super) for examples. In axum,
/// set the router's fallback before the layer: `.layer(novu).fallback(f)` sends the bridge's requests to `f`,
/// as [described there](super#axum).
#[derive(Debug, Clone)]
#[must_use = "layers do nothing unless applied to a service"]
pub struct NovuLayer {
    endpoint: NovuEndpoint,
}

impl NovuLayer {
    /// Creates a layer with Novu's conventions, reading the environment. Never fails.
    ///
    /// The prefix is `/api/novu`. These variables are read once, here:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `NOVU_SECRET_KEY`, or else `NOVU_API_KEY` | the key that requests are signed with |
    /// | `NOVU_STRICT_AUTHENTICATION_ENABLED` | exactly `false` accepts unsigned requests; for local development |
    ///
    /// An empty variable is treated as absent. `NODE_ENV` is not read, unlike by Novu's own SDK, which does
    /// not authenticate if it is absent.
    ///
    /// Without a key, health checks work and all other requests are rejected with 401: signed ones with
    /// `SigningKeyNotFoundError`, whose message names the cure. With the feature `tracing`, this also emits a
    /// warning. [`from_env`](Self::from_env) is the same, but fails without a key; [`builder`](Self::builder)
    /// reads no environment.
    pub fn new(registry: Registry) -> Self {
        let builder = NovuLayerBuilder::from_environment(registry, |name| env::var(name).ok());
        if builder.lacks_key() {
            trace::warn(format_args!(
                "all signed requests will be rejected: {}",
                ConfigError::MissingSecretKey
            ));
        }
        builder.finish()
    }

    /// Creates a layer like [`new`](Self::new), and fails without a key, so that a server does not start
    /// without one.
    ///
    /// # Errors
    ///
    /// If there is no key, and `NOVU_STRICT_AUTHENTICATION_ENABLED` is not `false`.
    pub fn from_env(registry: Registry) -> Result<Self, ConfigError> {
        NovuLayerBuilder::from_environment(registry, |name| env::var(name).ok()).build()
    }

    /// Creates a builder. Reads no environment.
    pub fn builder(registry: Registry) -> NovuLayerBuilder {
        NovuLayerBuilder::new(registry)
    }

    /// Returns the link to the [studio](crate::studio) on a server with this origin, such as
    /// `http://127.0.0.1:4000`, for the program to print. `None` if the studio does not answer: it was not
    /// asked for, or this is a release build.
    ///
    /// The link contains the token that the studio asks for, so it belongs on the developer's terminal and
    /// nowhere else.
    #[cfg(feature = "studio")]
    #[cfg_attr(docsrs, doc(cfg(feature = "studio")))]
    #[must_use]
    pub fn studio_url(&self, origin: &str) -> Option<String> {
        self.endpoint.studio().map(|studio| studio.link(origin))
    }

    /// Returns the same bridge as a service of its own, for every path.
    pub fn into_endpoint(self) -> NovuEndpoint {
        self.endpoint
    }

    pub(super) fn from_endpoint(endpoint: NovuEndpoint) -> Self {
        Self { endpoint }
    }
}

impl<S> Layer<S> for NovuLayer {
    type Service = NovuService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        NovuService::new(inner, self.endpoint.clone())
    }
}
