//! The bridge itself, and the order of its work.

use super::{
    Forward,
    action::{Action, HEALTH_CHECK},
    headers::{self, FRAMEWORK_VERSION, SDK_VERSION},
    query::{Query, decode_percent},
    receive::receive,
    reply::Reply,
    route::Route,
    trigger,
};
use crate::{
    engine,
    fault::{ErrorCode, Fault},
    registry::Registry,
    signature::{self, Verifier},
};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, request::Parts};
use http_body::Body;
use http_body_util::Full;
use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

/// The bridge's own work on one request. Dropping it cancels the request: the workflow function is dropped where it
/// awaits, nothing goes on behind it.
pub(crate) type BridgeFuture = Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>;

/// Whose requests are answered.
pub(crate) enum Authentication {
    /// Only those signed with a key of the verifier's. Without a key nobody's, but for the health check.
    Signed(Verifier),
    /// Everybody's.
    Insecure,
}

/// Which paths are the bridge's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mount {
    /// Those under the prefix.
    Prefix,
    /// All: the host has chosen.
    Anywhere,
}

/// What can be set.
pub(crate) struct Settings {
    /// Begins with a slash and does not end with one.
    pub(crate) prefix: String,
    pub(crate) authentication: Authentication,
    /// In bytes.
    pub(crate) body_limit: usize,
    /// Whether answers have the CORS headers of the reference. If not, the caller adds its own.
    pub(crate) cross_origin: bool,
    /// Tells the time that signatures are checked against.
    pub(crate) clock: fn() -> SystemTime,
    /// Where triggers go; without one the bridge does not have that action.
    pub(crate) forward: Option<Arc<dyn Forward>>,
}

/// Answers requests of the bridge protocol for the workflows of a registry. A clone is the same bridge.
#[derive(Clone)]
pub(crate) struct Bridge(Arc<Inner>);

struct Inner {
    registry: Registry,
    settings: Settings,
    /// The answer to a health check, which never changes.
    health: Bytes,
    /// The headers of every answer.
    headers: HeaderMap,
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.0.settings;
        f.debug_struct("Bridge")
            .field("prefix", &settings.prefix)
            .field(
                "signed",
                &matches!(settings.authentication, Authentication::Signed(_)),
            )
            .field("body_limit", &settings.body_limit)
            .finish_non_exhaustive()
    }
}

impl Bridge {
    /// A bridge to the workflows of `registry`.
    pub(crate) fn new(registry: Registry, settings: Settings) -> Self {
        let (workflows, steps) = registry.counts();
        let health = format!(
            r#"{{"status":"ok","sdkVersion":"{SDK_VERSION}","frameworkVersion":"{FRAMEWORK_VERSION}","discovered":{{"workflows":{workflows},"steps":{steps}}}}}"#
        );
        let mut headers = headers::protocol();
        if settings.cross_origin {
            headers.extend(headers::cross_origin());
        }
        Self(Arc::new(Inner {
            registry,
            settings,
            health: health.into(),
            headers,
        }))
    }

    /// Whether `path` is under the prefix. Cheap: every request of the server is asked.
    #[inline]
    pub(crate) fn owns(&self, path: &str) -> bool {
        Route::under(&self.0.settings.prefix, path).is_some()
    }

    /// The answer to `OPTIONS`. It never needs a signature, or no browser could ask (differences.md 5).
    pub(crate) fn preflight(&self) -> Response<Full<Bytes>> {
        Reply::json("{}").into_response(self.0.headers.clone())
    }

    /// Answers one request.
    pub(crate) fn handle<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        let bridge = self.clone();
        Box::pin(async move { bridge.answer(request, mount).await })
    }

    async fn answer<B: Body>(&self, request: Request<B>, mount: Mount) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        if parts.method == Method::OPTIONS {
            return self.preflight();
        }
        let route = match mount {
            Mount::Prefix => {
                Route::under(&self.0.settings.prefix, parts.uri.path()).unwrap_or(Route::Unknown)
            }
            Mount::Anywhere => Route::anywhere(parts.uri.path()),
        };
        let reply = match route {
            Route::Bridge => self
                .act(&parts, body)
                .await
                .unwrap_or_else(|fault| Reply::fault(&fault)),
            Route::Workflow(id) => {
                let run = self.run_workflow(&parts, &decode_percent(id), body).await;
                run.unwrap_or_else(|fault| Reply::detail(&fault))
            }
            Route::Unknown => Reply::fault(&unknown_path()),
        };
        let reply = match parts.method {
            Method::HEAD => reply.without_body(),
            _ => reply,
        };
        reply.into_response(self.0.headers.clone())
    }

    /// Serves the protocol's one URL. The signature counts before the action and the method do, and health checks
    /// are exempt by name, whatever the method (bridge.md §1.3).
    async fn act<B: Body>(&self, parts: &Parts, body: B) -> Result<Reply, Fault> {
        let registry = &self.0.registry;
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let name = match &*query.action {
            "" => HEALTH_CHECK,
            name => name,
        };
        let body = match name {
            HEALTH_CHECK => Bytes::new(),
            _ => self.authenticated_body(parts, body).await?,
        };
        let (workflow, step) = (&*query.workflow_id, &*query.step_id);
        Ok(match Action::find(&parts.method, name)? {
            Action::HealthCheck => Reply::json(self.0.health.clone()),
            Action::Discover => Reply::json(registry.discovery().clone()),
            Action::Code => Reply::code(&registry.code(workflow, step)?),
            Action::Execute => Reply::json(
                registry
                    .run(engine::Action::Execute, workflow, step, &body)
                    .await?,
            ),
            Action::Preview => Reply::json(
                registry
                    .run(engine::Action::Preview, workflow, step, &body)
                    .await?,
            ),
            Action::Trigger => trigger::forward(self.0.settings.forward.as_deref(), workflow, &body).await?,
            Action::AgentEvent => Reply::unknown_agent(),
        })
    }

    /// Serves `{prefix}/workflows/{id}/execute`.
    async fn run_workflow<B: Body>(&self, parts: &Parts, id: &str, body: B) -> Result<Reply, Fault> {
        if parts.method != Method::POST {
            return Err(Fault::new(
                ErrorCode::MethodNotAllowedError,
                "a workflow is run by `POST`",
            ));
        }
        let body = self.authenticated_body(parts, body).await?;
        self.0.registry.run_local(id, &body).await.map(Reply::json)
    }

    /// The request's body, once it is certain who has sent it. Only `POST` has one, other methods sign `{}` and
    /// what they send is not read (bridge.md §2.4).
    async fn authenticated_body<B: Body>(&self, parts: &Parts, body: B) -> Result<Bytes, Fault> {
        let header = signature::joined(&parts.headers);
        if parts.method != Method::POST {
            self.authenticate(header.as_deref(), b"{}")?;
            return Ok(Bytes::new());
        }
        if header.is_none() {
            // No body makes up for the header, so strangers do not get theirs buffered.
            self.authenticate(None, b"")?;
        }
        let body = receive(&parts.headers, body, self.0.settings.body_limit).await?;
        self.authenticate(header.as_deref(), &body)?;
        Ok(body)
    }

    /// Checks a signature. The time is that of the check, not of the arrival: a body that trickles in for an hour
    /// does not keep its signature fresh.
    fn authenticate(&self, header: Option<&[u8]>, body: &[u8]) -> Result<(), Fault> {
        let Settings {
            authentication,
            clock,
            ..
        } = &self.0.settings;
        match authentication {
            Authentication::Insecure => Ok(()),
            Authentication::Signed(verifier) => verifier
                .verify_at(header, body, clock())
                .map_err(|error| Fault::new(error.kind().into(), error.to_string())),
        }
    }
}

/// The fault of a path under the prefix that leads nowhere. No code of the protocol means just this. Of those that
/// are not tried again, `InvalidActionError` says what is wrong: the bridge cannot do what the URL asks for.
/// `WorkflowNotFoundError` would send people looking for a workflow.
#[cold]
fn unknown_path() -> Fault {
    let message = "there is nothing at this path; the bridge itself is at its prefix";
    Fault::new(ErrorCode::InvalidActionError, message).with_status(404)
}
