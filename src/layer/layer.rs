use super::{ConfigError, EndpointFuture, NovuEndpoint, NovuLayerBuilder, NovuService};
use crate::{registry::Registry, trace};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use std::{
    convert::Infallible,
    env,
    task::{Context, Poll},
};
use tower::{Layer, Service};

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
    /// warning. [`from_env`](Self::from_env) is the same, but fails without a key;
    /// [`builder_from_env`](Self::builder_from_env) takes more settings, and [`builder`](Self::builder) reads
    /// no environment.
    pub fn new(registry: Registry) -> Self {
        let builder = Self::builder_from_env(registry);
        if builder.lacks_key() {
            trace::warn(format_args!(
                "all requests except health checks will be rejected: {}",
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
        Self::builder_from_env(registry).build()
    }

    /// Creates a builder with the settings that [`new`](Self::new) reads from the environment, to add others.
    ///
    /// Its [`build`](NovuLayerBuilder::build) fails without a key, like [`from_env`](Self::from_env). A key
    /// that is set by [`secret_key`](NovuLayerBuilder::secret_key) is accepted beside the one of the
    /// environment.
    ///
    /// ```
    /// use novu_framework::{ConfigError, NovuLayer, Registry};
    ///
    /// fn novu(registry: Registry) -> Result<NovuLayer, ConfigError> {
    ///     NovuLayer::builder_from_env(registry).prefix("/notifications").build()
    /// }
    /// ```
    pub fn builder_from_env(registry: Registry) -> NovuLayerBuilder {
        NovuLayerBuilder::from_environment(registry, |name| env::var(name).ok())
    }

    /// Creates a builder. Reads no environment: see [`builder_from_env`](Self::builder_from_env) for one that
    /// does.
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

    /// Returns the same bridge as a service of its own, for every path. The prefix is ignored.
    ///
    /// The layer itself is that service, too: `nest_service("/api/novu", layer)` needs no conversion.
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

/// The bridge alone, at every path, like [`NovuLayer::into_endpoint`]: so that a router can mount the layer
/// where it expects a service.
///
/// ```
/// use axum::Router;
/// use novu_framework::{NovuLayer, Registry};
///
/// fn app(registry: Registry) -> Router {
///     Router::new().nest_service("/api/novu", NovuLayer::new(registry))
/// }
/// ```
impl<B> Service<Request<B>> for NovuLayer
where
    B: Body + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = EndpointFuture;

    /// Always ready.
    #[inline]
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Service::<Request<B>>::poll_ready(&mut self.endpoint, cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.endpoint.call(request)
    }
}
