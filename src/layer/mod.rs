//! Middleware that answers Novu, for any [`tower`] server.
//!
//! [`NovuLayer`] takes the requests under one prefix, `/api/novu` unless set otherwise, and passes all others
//! to the inner service, untouched and without an allocation. [`NovuEndpoint`] is the same without an inner
//! service, for routers, AWS Lambda and bare servers.
//!
//! # Example
//!
//! The settings of Novu's conventions, read from the environment:
//!
//! ```
//! use http::{Request, Response, StatusCode};
//! use http_body_util::Full;
//! use novu_framework::{NovuLayer, Registry};
//! use std::convert::Infallible;
//! use tower::{ServiceBuilder, ServiceExt};
//!
//! type Body = Full<bytes::Bytes>;
//!
//! async fn rest_of_my_app(_: Request<Body>) -> Result<Response<Body>, Infallible> {
//!     Ok(Response::new(Body::from("hello")))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Registry::builder().build()?;
//! let service = ServiceBuilder::new().layer(NovuLayer::new(registry)).service_fn(rest_of_my_app);
//!
//! // Health checks are for everybody, ...
//! let request = Request::get("/api/novu").body(Body::default())?;
//! let response = service.clone().oneshot(request).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//!
//! // ... anything else only for those who know the key.
//! let request = Request::get("/api/novu?action=discover").body(Body::default())?;
//! let response = service.oneshot(request).await?;
//! assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
//! # Ok(())
//! # }
//! ```
//!
//! Settings of your own beside those in the environment begin with [`NovuLayer::builder_from_env`].
//! Everything set by hand, nothing read from the environment:
//!
//! ```
//! use http::{HeaderValue, Method, Request, StatusCode};
//! use http_body_util::Full;
//! use novu_framework::{NovuLayer, Registry};
//! use tower::ServiceExt;
//! use tower_http::cors::CorsLayer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Registry::builder().build()?;
//! let layer = NovuLayer::builder(registry)
//!     .prefix("/internal/notifications")
//!     .secret_key("the new key")
//!     .secret_key("the old key, until Novu has stopped using it")
//!     .body_limit(1024 * 1024)
//!     .cors(CorsLayer::new().allow_origin(HeaderValue::from_static("https://dashboard.novu.co")))
//!     .build()?;
//!
//! // The same bridge without a service behind it: every path is its own.
//! let endpoint = layer.into_endpoint();
//! let request = Request::get("/").body(Full::<bytes::Bytes>::default())?;
//! assert_eq!(endpoint.oneshot(request).await?.status(), StatusCode::OK);
//! # Ok(())
//! # }
//! ```
//!
//! # Responses
//!
//! | request | response |
//! |---|---|
//! | `GET {prefix}` | health check: status, versions and counts |
//! | `GET {prefix}?action=discover` | the discovery document |
//! | `GET {prefix}?action=code&workflowId=..[&stepId=..]` | source text |
//! | `POST {prefix}?action=execute` or `preview` `&workflowId=..&stepId=..` | one step of one workflow |
//! | `POST {prefix}?action=trigger&workflowId=..` | the event is forwarded to Novu's API, if [`NovuLayerBuilder::client`](NovuLayerBuilder) is set |
//! | `POST {prefix}/workflows/{id}/execute` | the whole workflow, run here |
//! | `POST {prefix}?action=agent-event&agentId=..&event=..` | acknowledged; the turn of the agent runs afterwards (feature `agents`) |
//! | `OPTIONS` of these | preflight |
//! | any other path under `{prefix}/` | 404 |
//! | everything else | the inner service's |
//!
//! All but the health check and `OPTIONS` need a signature. Failures are answers, never errors of the
//! service. Their [`ErrorCode`] is in the response's extensions, where outer layers can find it. (The
//! protocol has no code for an agent that does not exist; that 404 has no extension.)
//!
//! ```
//! use http::Request;
//! use http_body_util::Full;
//! use novu_framework::{ErrorCode, NovuLayer, Registry};
//! use tower::ServiceExt;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let layer = NovuLayer::builder(Registry::builder().build()?).secret_key("key").build()?;
//! let request = Request::get("/?action=discover").body(Full::<bytes::Bytes>::default())?;
//! let response = layer.into_endpoint().oneshot(request).await?;
//! assert_eq!(response.extensions().get(), Some(&ErrorCode::SignatureNotFound));
//! # Ok(())
//! # }
//! ```
//!
//! # Order of layers
//!
//! From the outside in, as in the example `tower_http`:
//!
//! 1. Request ids, tracing, time-outs, concurrency limits, catching of panics, compression of responses: all
//!    see Novu's requests too.
//! 2. This layer.
//! 3. The app's own CORS, body limit and authentication: the bridge has its own, and Novu does not know your
//!    users' credentials. A `CorsLayer` outside would answer the bridge's preflights.
//! 4. Whatever reads, decompresses or rewrites request bodies. The signature is over the bytes that Novu has
//!    sent: a layer outside that changes them makes them a **401**. Proxies in front must not rewrite them
//!    either.
//!
//! Responses of the inner service pass as they are, frame by frame: streams, trailers, upgrades to
//! WebSockets.
//!
//! Dropping a response future, as a time-out does, drops the workflow function where it awaits.
//!
//! # Deadline
//!
//! Novu waits five seconds for an answer and tries again then, while a step that takes longer would still be
//! at work. With the feature `deadline`, [`NovuLayerBuilder::deadline`] ends requests that take too long: 4.5
//! seconds leave time for the way back. There is no limit unless one is set. It counts from the first poll of
//! the response future, so the time that the request's body takes counts too.
//!
//! The workflow function is dropped where it awaits, and the answer is 504, which Novu tries again. Its code
//! is [`StepExecutionFailedError`] once the body is there and [`BridgeError`] before: Novu shows the message,
//! which names workflow, step and limit, only with a code that it knows. Side effects of a resolver
//! that ran before are not undone, so make them idempotent. Spawned tasks and code that blocks its thread
//! continue. The timer is tokio's.
//!
//! # Logs
//!
//! With the feature `tracing`, which is on by default, every request to the bridge ends with an event, so any
//! `tracing` subscriber prints a line for it:
//!
//! ```text
//! INFO novu_framework: discovered workflow=comment steps="inbox (in_app), mail (email)"
//! INFO novu_framework: answered action=execute workflow=comment step=inbox status=200 duration=212µs
//! ERROR novu_framework: the resolver of step `mail` of workflow `comment` failed: no template action=execute
//!     workflow=comment step=mail status=502 code=StepExecutionFailedError causes="connection refused" duration=1.3ms
//! ```
//!
//! | level | event |
//! |---|---|
//! | `ERROR` | a status from 500; also a failed step whose error the workflow function has ignored, beside a status of 200 |
//! | `WARN` | a status from 400: the message has the reason, such as a wrong signature or an invalid payload |
//! | `INFO` | any other request, a dropped one, and each workflow and agent that [`build`](crate::RegistryBuilder::build) has discovered |
//! | `DEBUG` | health checks and preflights |
//!
//! Requests that are not authenticated cannot fill the log: the first failure of each cause has an event,
//! then one a minute, whose field `suppressed` is the number of those without one. [Metrics](#metrics) and
//! spans have all of them.
//!
//! Turns of agents are over long after their requests. Each has an event of its own, `INFO` or `ERROR`, with
//! `agent`, `event`, `turn` (Novu's id of the delivery), `outcome` and `duration`.
//!
//! `causes` are the sources of the error that your function has returned. Messages and fields contain nothing
//! of payloads, subscribers, controls and headers: names in JSON pointers that the schema does not declare
//! are printed as `*`, templates not at all. The text of an error of yours is printed as it is, so keep
//! personal data out of it. To see no events below warnings, filter the target:
//! `RUST_LOG=info,novu_framework=warn`.
//!
//! # Tracing
//!
//! With the same feature every request to the bridge is a span `novu.bridge`, and its parts are
//! children of it: `novu.hydrate` for each earlier step, `novu.compile` for the controls, `novu.resolve` for
//! the resolver, `novu.sanitize` for HTML. Spans that a resolver opens are children of `novu.resolve`. All
//! are of the level debug and the target `novu_framework`.
//!
//! | field | |
//! |---|---|
//! | `http.request.method`, `http.request.body.size` | `_OTHER` for unknown methods |
//! | `http.response.status_code`, `http.response.body.size` | absent if the request was dropped |
//! | `error.type` | the [`ErrorCode`], else the status, else `dropped` |
//! | `otel.status_code` | `ERROR` for a status from 500 |
//! | `novu.action`, `novu.outcome` | as in [`Summary`] |
//! | `novu.workflow.id`, `novu.step.id`, `novu.agent.id`, `novu.agent.event` | as sent, at most 128 bytes of them |
//!
//! A turn of an agent is a span `novu.turn`, which follows from that of the request. Its children are
//! `novu.handler` and, for each attempt to send something, `novu.send` with `novu.send.kind` (`reply`,
//! `typing`, `edit` ..), `novu.send.events` (how many events are in it, 0 over replies), `novu.attempt`,
//! `http.request.body.size` and `http.response.status_code`.
//!
//! | field of `novu.turn` | |
//! |---|---|
//! | `novu.agent.id`, `novu.agent.event` | the agent and the event, such as `onMessage` |
//! | `novu.conversation.id`, `novu.delivery.id`, `novu.platform` | as sent, at most 128 bytes of each |
//! | `novu.transport` | `events` or `replies` |
//! | `novu.outcome`, `otel.status_code` | the outcome of the turn; `ERROR` if it has failed |
//!
//! There is nothing of payloads, subscribers, controls, outputs or error messages in them, so nothing
//! personal as long as ids are not. `novu.bridge` is a child of the span that the service is called in: a
//! `traceparent` header is honoured if a layer outside of this one does that, such as
//! `axum-tracing-opentelemetry`.
//!
//! # Metrics
//!
//! [`NovuLayerBuilder::on_answer`] takes a closure, or another [`OnAnswer`], that is called after every
//! request to the bridge, dropped ones included. It costs nothing unless it is set, and nothing for requests
//! of the inner service. `examples/metrics.rs` counts requests for Prometheus with it.
//!
//! ```
//! use http::Request;
//! use http_body_util::Full;
//! use novu_framework::{NovuLayer, Registry};
//! use tower::ServiceExt;
//! use novu_framework::layer::{Outcome, Summary};
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! static FAILED: AtomicU64 = AtomicU64::new(0);
//! static REFUSED: AtomicU64 = AtomicU64::new(0);
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Registry::builder().build()?;
//! let layer = NovuLayer::builder(registry)
//!     .secret_key("key")
//!     .on_answer(|summary: &Summary<'_>| {
//!         match summary.outcome {
//!             Outcome::Failed => FAILED.fetch_add(1, Ordering::Relaxed),
//!             Outcome::Refused => REFUSED.fetch_add(1, Ordering::Relaxed),
//!             _ => 0,
//!         };
//!     })
//!     .build()?;
//!
//! let request = Request::get("/?action=discover").body(Full::<bytes::Bytes>::default())?;
//! layer.into_endpoint().oneshot(request).await?;
//! assert_eq!(REFUSED.load(Ordering::Relaxed), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # axum
//!
//! Use `Router::layer` on the outermost router, after all routes and after `Router::fallback`: it wraps the
//! router's fallback too, and the prefix needs no route. A fallback that is set after the layer,
//! `.layer(novu).fallback(not_found)`, takes the place of the wrapped one and gets the requests for the
//! bridge. With `Router::route_layer`, or on a router that is nested in another, requests reach a layer only
//! if a route has matched, so the bridge is a 404. There mount it as a service instead; the router decides
//! its path, and the prefix is ignored:
//!
//! ```
//! use axum::Router;
//! use novu_framework::{NovuLayer, Registry};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let registry = Registry::builder().build()?;
//! let app: Router = Router::new().nest_service("/api/novu", NovuLayer::new(registry));
//! # Ok(())
//! # }
//! ```
//!
//! # gRPC and Lambda
//!
//! Both are programs in the repository's `hosts/`. On a tonic server, set `accept_http1(true)`, since Novu
//! speaks HTTP/1.1. On AWS Lambda, `lambda_http` puts the name of an API's stage before the path,
//! `/prod/api/novu`: set `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH`, use [`NovuEndpoint`], or set the prefix
//! accordingly.
//!
//! # Readiness
//!
//! The service is ready when the inner one is, since nobody knows which request comes next. An inner service
//! that waits for a permit therefore delays Novu's requests too, and a permit that is there when the bridge
//! answers stays with the service for its next request. Use [`NovuEndpoint`] beside such a service to keep
//! the two apart.
//!
//! [`ErrorCode`]: crate::ErrorCode
//! [`StepExecutionFailedError`]: crate::ErrorCode::StepExecutionFailed
//! [`BridgeError`]: crate::ErrorCode::Bridge
#![cfg_attr(
    not(feature = "deadline"),
    doc = "[`NovuLayerBuilder::deadline`]: NovuLayerBuilder"
)]

mod body;
mod build;
mod builder;
mod config_error;
mod endpoint;
mod future;
#[expect(
    clippy::module_inception,
    reason = "one file for each piece of the middleware"
)]
mod layer;
mod options;
mod service;
#[cfg(test)]
mod tests;

pub use crate::bridge::{OnAnswer, Outcome, Summary};
pub use body::ResponseBody;
pub use builder::NovuLayerBuilder;
pub use config_error::ConfigError;
pub use endpoint::{EndpointFuture, NovuEndpoint};
pub use future::ResponseFuture;
pub use layer::NovuLayer;
pub use options::{HealthCheck, Sources};
pub use service::NovuService;
