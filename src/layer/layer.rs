use super::{NovuEndpoint, NovuLayerBuilder, NovuService};
use crate::registry::Registry;
use std::env;
use tower::Layer;

/// Layer that serves the workflows of a [`Registry`] to Novu.
///
/// Cloning it, and wrapping a service with it, is cheap. See the [module docs](super) for examples.
#[derive(Debug, Clone)]
#[must_use = "layers do nothing unless applied to a service"]
pub struct NovuLayer {
    endpoint: NovuEndpoint,
}

impl NovuLayer {
    /// Serves `registry` as Novu's conventions say, reading the environment.
    ///
    /// The prefix is `/api/novu`. These variables are read, once, here:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `NOVU_SECRET_KEY`, or else `NOVU_API_KEY` | the key that requests are signed with |
    /// | `NOVU_API_URL` | where `trigger` requests are forwarded to, `https://api.novu.co` if absent; with the feature `client` |
    /// | `NOVU_STRICT_AUTHENTICATION_ENABLED` | `false`, just so, serves everybody, signed or not; for local development |
    ///
    /// Empty variables count as absent. Without a key this does not fail, but nobody can sign: health checks work,
    /// everything else is refused with 401 and `SigningKeyNotFoundError`. `NODE_ENV` is not read, unlike by Novu's
    /// own SDK, which drops authentication when it is absent.
    ///
    /// [`builder`](Self::builder) reads no environment and refuses to build without a key.
    pub fn new(registry: Registry) -> Self {
        NovuLayerBuilder::from_environment(registry, |name| env::var(name).ok()).finish()
    }

    /// Serves `registry` as the builder's caller says. Reads no environment.
    pub fn builder(registry: Registry) -> NovuLayerBuilder {
        NovuLayerBuilder::new(registry)
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
