//! Answers the requests of the studio.

use super::{
    Studio, catalogue,
    gate::{self, Access},
    preview,
    received::{self, BodyCopy, CopiedBody, Received},
    refusal::Refusal,
    route::{Api, Route},
    scenario, source,
};
#[cfg(feature = "agents")]
use super::{transcript, turn};
use crate::{
    bridge::{self, Budget, ReceivedBody},
    registry::Registry,
    signature::SecretKey,
};
use bytes::Bytes;
use dialects::text::push_hex;
use http::{HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    sync::Arc,
    time::Instant,
};

/// The longest body of a request to the studio, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// The most bytes of all bodies that are received or read at a time.
const MAX_BODIES: usize = 64 * MAX_BODY;

/// The sources that the page may load. The frame of an e-mail inherits it, hence the styles and images.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; \
     style-src 'self' 'unsafe-inline' https:; img-src 'self' data: https:; font-src 'self' data: https:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types mail";

type Answer = Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>;

/// The studio of a bridge. A clone is the same one.
#[derive(Clone)]
pub(crate) struct StudioServer(Arc<Inner>);

struct Inner {
    studio: Studio,
    access: Access,
    registry: Registry,
    /// The path of the bridge.
    bridge: String,
    /// New at each start.
    instance: String,
    /// Of the discovery document.
    discovery: String,
    received: Received,
    /// Of all bodies that are received or read at a time.
    budget: Budget,
}

impl StudioServer {
    /// Creates the studio of a bridge at this path, with this first key. `open` if it checks no signatures.
    pub(crate) fn new(
        studio: Studio,
        registry: &Registry,
        bridge: &str,
        key: Option<&SecretKey>,
        open: bool,
    ) -> Self {
        let instance = RandomState::new().hash_one("instance");
        Self(Arc::new(Inner {
            access: Access::new(key, open || studio.open),
            registry: registry.clone(),
            bridge: bridge.to_owned(),
            instance: format!("{:08x}", instance >> 32),
            discovery: digest(&registry.discovery()),
            received: Received::new(studio.received),
            budget: Budget::new(MAX_BODIES),
            studio,
        }))
    }

    /// Returns the link to the page on a server with this origin. The token is in the fragment, which
    /// browsers do not send.
    pub(crate) fn link(&self, origin: &str) -> String {
        let page = format!("{}{}/studio/", origin.trim_end_matches('/'), self.0.bridge);
        match &self.0.access {
            Access::Token(token) => format!("{page}#token={}", String::from_utf8_lossy(token)),
            Access::Open | Access::Closed => page,
        }
    }

    /// Returns whether a path, relative to the bridge, is the studio's.
    pub(crate) fn owns(path: &str) -> bool {
        Route::of(path).is_some()
    }

    /// Answers a request with this path, relative to the bridge.
    pub(crate) fn answer<B>(&self, request: Request<B>, path: &str) -> Answer
    where
        B: Body + Send + 'static,
    {
        let (server, path) = (self.clone(), path.to_owned());
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let answered = server.respond(&parts, body, &path).await;
            let mut response = answered.unwrap_or_else(|refusal| {
                let mut response = json_response(refusal.body());
                *response.status_mut() = refusal.status;
                response
            });
            for (name, value) in [
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "no-referrer"),
                // Or the names of an e-mail's links are looked up when it is shown.
                (header::X_DNS_PREFETCH_CONTROL, "off"),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ] {
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from_static(value));
            }
            for name in ["cross-origin-resource-policy", "cross-origin-opener-policy"] {
                response
                    .headers_mut()
                    .insert(name, HeaderValue::from_static("same-origin"));
            }
            if parts.method == Method::HEAD {
                *response.body_mut() = Full::default();
            }
            response
        })
    }

    async fn respond<B: Body>(
        &self,
        parts: &Parts,
        body: B,
        path: &str,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        let route = Route::of(path).unwrap_or(Route::Api(Api::Unknown));
        let Inner { studio, access, .. } = &*self.0;
        gate::check(studio, access, parts, route)?;
        match route {
            Route::WithoutSlash => {
                let mut response = Response::new(Full::default());
                *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
                response
                    .headers_mut()
                    .insert(header::LOCATION, HeaderValue::from_static("studio/"));
                Ok(response)
            }
            Route::File(name) => self.file(parts, name),
            Route::Api(api) => {
                let body = match parts.method {
                    Method::POST => receive(parts, api, body, &self.0.budget).await?,
                    _ => ReceivedBody::default(),
                };
                self.api(parts, api, &body.bytes).await
            }
        }
    }

    fn file(&self, parts: &Parts, name: &str) -> Result<Response<Full<Bytes>>, Refusal> {
        let found = self.0.studio.assets.and_then(|find| find(name));
        let Some(asset) = found.filter(|_| matches!(parts.method, Method::GET | Method::HEAD)) else {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "route",
                "the studio has no such file",
                "The page is at the path that ends with `/studio/`.",
            ));
        };
        let etag = asset.etag();
        let is_known = parts
            .headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| known.as_bytes() == etag.as_bytes());
        let bytes = if is_known { &[][..] } else { asset.bytes };
        let mut response = Response::new(Full::new(Bytes::from_static(bytes)));
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        Ok(response)
    }

    async fn api(&self, parts: &Parts, api: Api, body: &[u8]) -> Result<Response<Full<Bytes>>, Refusal> {
        let Inner { registry, bridge, .. } = &*self.0;
        let value = match api {
            Api::Build => self.build(),
            Api::Workflows => catalogue::workflows(registry, bridge),
            Api::Preview => return Ok(json_response(preview::preview(registry, bridge, body).await?)),
            Api::Run => return Ok(json_response(scenario::run(registry, bridge, body).await?)),
            #[cfg(feature = "agents")]
            Api::Test if transcript::is_one(body) => transcript::test(registry, body).await?,
            Api::Test => source::test(registry, &origin(parts), bridge, body).await?,
            Api::Received => {
                let query = parts.uri.query().unwrap_or_default();
                let after = form_urlencoded::parse(query.as_bytes())
                    .find(|(name, _)| name == "after")
                    .and_then(|(_, after)| after.parse().ok());
                self.0.received.after(after.unwrap_or(0))
            }
            Api::Agents => catalogue::agents(registry),
            #[cfg(feature = "agents")]
            Api::Turn => turn::turn(registry, bridge, body).await?,
            #[cfg(not(feature = "agents"))]
            Api::Turn => {
                return Err(Refusal::new(
                    StatusCode::NOT_FOUND,
                    "route",
                    "this build has no agents",
                    "Enable the feature `agents` of `novu-framework`.",
                ));
            }
            Api::Discovery => return Ok(json_response(registry.discovery())),
            Api::Unknown => unreachable!("refused by the gate"),
        };
        Ok(json_response(value.to_string()))
    }

    fn build(&self) -> Value {
        let Inner {
            studio,
            access,
            instance,
            discovery,
            received,
            ..
        } = &*self.0;
        json!({
            "instance": instance,
            "discovery": discovery,
            "version": env!("CARGO_PKG_VERSION"),
            "sdk": crate::bridge::SDK_VERSION,
            "auth": if matches!(access, Access::Open) { "open" } else { "token" },
            "debug": cfg!(debug_assertions),
            "title": studio.title,
            "received": received.newest(),
        })
    }

    /// Returns whether a request of the bridge is kept to be shown.
    pub(crate) fn keeps<B>(&self, request: &Request<B>) -> bool {
        self.0.received.is_on() && received::is_shown(request.method(), request.uri())
    }

    /// Copies the body of a request while it is read, and notes the response by [`Watched::end`].
    pub(crate) fn watch<B: Body>(&self, request: Request<B>) -> (Request<CopiedBody<B>>, Watched) {
        let (parts, body) = request.into_parts();
        let (body, copy) = CopiedBody::new(body, self.0.received.copy());
        let watched = Watched {
            server: self.clone(),
            parts: parts.clone(),
            copy,
            began: Instant::now(),
        };
        (Request::from_parts(parts, body), watched)
    }
}

/// A request of the bridge that is shown in the studio once it is answered.
pub(crate) struct Watched {
    server: StudioServer,
    parts: Parts,
    copy: BodyCopy,
    began: Instant,
}

impl Watched {
    /// Notes the response and passes it on.
    pub(crate) async fn end(self, response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        let took = self.began.elapsed();
        let (parts, body) = response.into_parts();
        let Ok(bytes) = body.collect().await.map(http_body_util::Collected::to_bytes);
        self.server
            .0
            .received
            .add(&self.parts, &self.copy, (parts.status, &bytes), took);
        Response::from_parts(parts, Full::new(bytes))
    }
}

/// Reads a body into one piece, as the bridge reads those of Novu.
async fn receive<B: Body>(
    parts: &Parts,
    api: Api,
    body: B,
    budget: &Budget,
) -> Result<ReceivedBody, Refusal> {
    let received = bridge::receive(&parts.headers, body, MAX_BODY, budget).await;
    received.map_err(|fault| match fault.status {
        StatusCode::PAYLOAD_TOO_LARGE => match api {
            // The state of a conversation grows with each event.
            #[cfg(feature = "agents")]
            Api::Turn => Refusal::of_limit(
                "the body is longer than 1 MiB: the event and `state`, which holds the whole conversation",
                format!("Send smaller files and texts. {}", turn::NEW_CONVERSATION),
            ),
            _ => Refusal::of_limit("the body is longer than 1 MiB", "Make its parts smaller."),
        },
        status => Refusal::new(status, "request", fault.message, "Send it again."),
    })
}

fn json_response(body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Returns the origin at which the request has found the server.
fn origin(parts: &Parts) -> String {
    format!("http://{}", gate::host(parts))
}

/// Returns the first eight hex digits of the SHA-256 of some bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(8);
    push_hex(&mut digits, &Sha256::digest(bytes)[..4]);
    digits
}

impl fmt::Debug for StudioServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StudioServer")
            .field("studio", &self.0.studio)
            .finish_non_exhaustive()
    }
}
