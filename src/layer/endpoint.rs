use crate::bridge::{Bridge, BridgeFuture, Mount};
#[cfg(feature = "studio")]
use crate::studio::StudioServer;
use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use http_body::Body;
use http_body_util::Full;
use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Layer, Service};
use tower_http::cors::CorsLayer;

/// The bridge as a service of its own, for `nest_service` and `route_service` of a router, AWS Lambda, or a
/// bare server. It answers every request and never fails.
///
/// Made by [`NovuLayer::into_endpoint`](super::NovuLayer::into_endpoint).
///
/// # Paths
///
/// The prefix does not count here: the host has chosen which paths lead to the endpoint, and routers strip
/// what they have matched. A path that ends with `/workflows/{id}/execute` runs that workflow, every other
/// path is the bridge itself, as in Novu's own SDK.
///
/// # Example
///
/// ```
/// use axum::Router;
/// use novu_framework::{NovuLayer, Registry};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let registry = Registry::builder().build()?;
/// let app: Router = Router::new().nest_service("/api/novu", NovuLayer::new(registry).into_endpoint());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "services do nothing unless called"]
pub struct NovuEndpoint {
    bridge: Bridge,
    /// Replaces the bridge's own CORS headers.
    cors: Option<Arc<CorsLayer>>,
    #[cfg(feature = "studio")]
    studio: Option<StudioServer>,
}

impl NovuEndpoint {
    pub(super) fn new(bridge: Bridge, cors: Option<CorsLayer>) -> Self {
        Self {
            bridge,
            cors: cors.map(Arc::new),
            #[cfg(feature = "studio")]
            studio: None,
        }
    }

    /// Adds the studio.
    #[cfg(feature = "studio")]
    pub(super) fn with_studio(mut self, studio: Option<StudioServer>) -> Self {
        self.studio = studio;
        self
    }

    #[cfg(feature = "studio")]
    pub(super) fn studio(&self) -> Option<&StudioServer> {
        self.studio.as_ref()
    }

    /// Returns whether the prefix is at the start of the request's path.
    #[inline]
    pub(super) fn owns(&self, uri: &Uri) -> bool {
        self.bridge.owns(uri.path())
    }

    /// Answers one request.
    #[cfg(not(feature = "studio"))]
    pub(super) fn respond<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        self.answer(request, mount)
    }

    /// Answers one request: the studio its own, before any header of the bridge is added, the bridge all
    /// others.
    #[cfg(feature = "studio")]
    pub(super) fn respond<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        let Some(studio) = &self.studio else {
            return self.answer(request, mount);
        };
        let path = self.bridge.below(request.uri().path(), mount).to_owned();
        if StudioServer::owns(&path) {
            return studio.answer(request, &path);
        }
        if !studio.keeps(&request) {
            return self.answer(request, mount);
        }
        let (request, watched) = studio.watch(request);
        let answer = self.answer(request, mount);
        Box::pin(async move { watched.end(answer.await).await })
    }

    /// Answers one request of the bridge.
    fn answer<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        let Some(cors) = &self.cors else {
            return self.bridge.handle(request, mount);
        };
        let preflight = (request.method() == Method::OPTIONS).then(|| self.bridge.preflight());
        let core = Core {
            bridge: self.bridge.clone(),
            mount,
        };
        // Without asking whether it is ready: `Core` always is, and `Cors` asks nobody else.
        let answer = cors.layer(core).call(request);
        Box::pin(async move {
            let Ok(answer) = answer.await;
            match preflight {
                None => answer,
                // `Cors` has answered by itself, without the bridge's headers and body.
                Some(mut preflight) => {
                    preflight.headers_mut().extend(answer.into_parts().0.headers);
                    preflight
                }
            }
        })
    }
}

impl<B> Service<Request<B>> for NovuEndpoint
where
    B: Body + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = EndpointFuture;

    /// Always ready.
    #[inline]
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        EndpointFuture(self.respond(request, Mount::Anywhere))
    }
}

/// Response future of [`NovuEndpoint`]. Dropping it cancels the request.
#[must_use = "futures do nothing unless polled"]
pub struct EndpointFuture(BridgeFuture);

impl fmt::Debug for EndpointFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointFuture").finish_non_exhaustive()
    }
}

impl Future for EndpointFuture {
    type Output = Result<Response<Full<Bytes>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx).map(Ok)
    }
}

/// The bridge as the service that a [`CorsLayer`] wraps.
struct Core {
    bridge: Bridge,
    mount: Mount,
}

impl<B> Service<Request<B>> for Core
where
    B: Body + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = EndpointFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        EndpointFuture(self.bridge.handle(request, self.mount))
    }
}
