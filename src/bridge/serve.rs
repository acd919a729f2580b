//! The bridge itself, and the order of its work.

use super::{
    Forward,
    action::{Action, HEALTH_CHECK},
    call::Call,
    deadline::{Deadline, passed},
    headers::{self, FRAMEWORK_VERSION, SDK_VERSION},
    observe::{Observation, OnAnswer},
    receive::receive,
    replay::{Memory, Slot},
    reply::Reply,
    route::Route,
    trigger,
};
use crate::{
    engine,
    error::{ErrorCode, Fault},
    registry::{Registry, Sources},
    signature::{self, Accepted, Verifier},
    trace::Span,
};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, request::Parts};
use http_body::Body;
use http_body_util::Full;
use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    time::SystemTime,
};

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
    /// Whether `code` and the discovery document show them.
    pub(crate) sources: Sources,
    /// Whether the health check tells no more than that there is one.
    pub(crate) bare_health_check: bool,
    /// Whether answers have the CORS headers of the reference. If not, the caller adds its own.
    pub(crate) cross_origin: bool,
    /// For a whole request, its body included.
    pub(crate) deadline: Deadline,
    /// Told of every request.
    pub(crate) on_answer: Option<Box<dyn OnAnswer>>,
    /// Tells the time that signatures are checked against.
    pub(crate) clock: fn() -> SystemTime,
    /// Where triggers go; without one the bridge does not have that action.
    pub(crate) forward: Option<Arc<dyn Forward>>,
    /// Answers what was answered before.
    pub(crate) memory: Option<Memory>,
}

/// Answers requests of the bridge protocol for the workflows of a registry. A clone is the same bridge.
#[derive(Clone)]
pub(crate) struct Bridge(Arc<Inner>);

struct Inner {
    registry: Registry,
    settings: Settings,
    /// The answer to a health check, which never changes.
    health: Bytes,
    /// The discovery document as far as it is shown.
    discovery: Bytes,
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
        let health = match settings.bare_health_check {
            true => Bytes::from_static(br#"{"status":"ok"}"#),
            false => health(&registry).into(),
        };
        let discovery = registry.discovery(settings.sources);
        let mut headers = headers::protocol();
        if settings.cross_origin {
            headers.extend(headers::cross_origin());
        }
        Self(Arc::new(Inner {
            registry,
            settings,
            health,
            discovery,
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
        let span = Span::request(&Method::OPTIONS);
        let call = Call::preflight();
        self.finish(preflight(), self.observe(&call, span))
    }

    /// Answers one request.
    pub(crate) fn handle<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        // A child of whatever span the caller is in now.
        let span = Span::request(request.method());
        let work = self.clone().answer(request, mount, span.clone());
        Box::pin(span.instrument(work))
    }

    async fn answer<B: Body>(self, request: Request<B>, mount: Mount, span: Span) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let call = Call::read(&parts, mount, &self.0.settings.prefix);
        let observation = self.observe(&call, span);
        let done = {
            let work = pin!(self.reply(&parts, &call, body, &observation));
            self.0.settings.deadline.keep(work).await
        };
        // Whatever was still at work is dropped by now.
        let reply = done.unwrap_or_else(|limit| {
            let fault = passed(limit, &call, observation.has_received());
            refuse(call.route, &fault)
        });
        let reply = match parts.method {
            Method::HEAD => reply.without_body(),
            _ => reply,
        };
        self.finish(reply, observation)
    }

    fn observe<'a>(&'a self, call: &'a Call<'a>, span: Span) -> Observation<'a> {
        Observation::begin(&self.0.registry, self.0.settings.on_answer.as_deref(), call, span)
    }

    fn finish(&self, reply: Reply, observation: Observation<'_>) -> Response<Full<Bytes>> {
        observation.end(&reply);
        reply.into_response(self.0.headers.clone())
    }

    async fn reply<B: Body>(
        &self,
        parts: &Parts,
        call: &Call<'_>,
        body: B,
        observation: &Observation<'_>,
    ) -> Reply {
        if parts.method == Method::OPTIONS {
            return preflight();
        }
        let done = match call.route {
            Route::Bridge => self.act(parts, call, body, observation).await,
            Route::Workflow(_) => self.run_workflow(parts, call, body, observation).await,
            Route::Unknown => Err(unknown_path()),
        };
        done.unwrap_or_else(|fault| refuse(call.route, &fault))
    }

    /// Serves the protocol's one URL. The signature counts before the action and the method do, and health checks
    /// are exempt by name, whatever the method (bridge.md §1.3).
    async fn act<B: Body>(
        &self,
        parts: &Parts,
        call: &Call<'_>,
        body: B,
        observation: &Observation<'_>,
    ) -> Result<Reply, Fault> {
        let registry = &self.0.registry;
        let (body, slot) = match &*call.name {
            HEALTH_CHECK => Default::default(),
            _ => self.authenticated_body(parts, call, body, observation).await?,
        };
        let (workflow, step) = (&*call.workflow_id, &*call.step_id);
        let action = Action::find(&parts.method, &call.name)?;
        if let Some(answer) = slot.recall() {
            return Ok(answer);
        }
        let reply = match action {
            Action::HealthCheck => Reply::json(self.0.health.clone()),
            Action::Discover => Reply::json(self.0.discovery.clone()),
            Action::Code => {
                let code = registry.code(workflow, step)?;
                Reply::code(&self.0.settings.sources.text(code))
            }
            Action::Execute => Reply::json(
                registry
                    .run(engine::Action::Execute, workflow, step, body)
                    .await?,
            ),
            Action::Preview => Reply::json(
                registry
                    .run(engine::Action::Preview, workflow, step, body)
                    .await?,
            ),
            Action::Trigger => trigger::forward(self.0.settings.forward.as_deref(), workflow, &body).await?,
            Action::AgentEvent => Reply::unknown_agent(),
        };
        slot.keep(&reply);
        Ok(reply)
    }

    /// Serves `{prefix}/workflows/{id}/execute`.
    async fn run_workflow<B: Body>(
        &self,
        parts: &Parts,
        call: &Call<'_>,
        body: B,
        observation: &Observation<'_>,
    ) -> Result<Reply, Fault> {
        if parts.method != Method::POST {
            return Err(Fault::new(
                ErrorCode::MethodNotAllowed,
                "a workflow is run by `POST`",
            ));
        }
        let (body, slot) = self.authenticated_body(parts, call, body, observation).await?;
        if let Some(answer) = slot.recall() {
            return Ok(answer);
        }
        // Boxed, so that requests for one step need no room for it.
        let run = Box::pin(self.0.registry.run_local(&call.workflow_id, &body)).await;
        let reply = Reply::json(run?);
        slot.keep(&reply);
        Ok(reply)
    }

    /// The request's body, once it is certain who has sent it, and its place in the memory of answers. Only `POST` has
    /// them, other methods sign `{}` and what they send is not read (bridge.md §2.4).
    async fn authenticated_body<B: Body>(
        &self,
        parts: &Parts,
        call: &Call<'_>,
        body: B,
        observation: &Observation<'_>,
    ) -> Result<(Bytes, Slot<'_>), Fault> {
        let header = signature::joined(&parts.headers);
        if parts.method != Method::POST {
            self.authenticate(header.as_deref(), b"{}")?;
            return Ok(Default::default());
        }
        if header.is_none() {
            // No body makes up for the header, so strangers do not get theirs buffered.
            self.authenticate(None, b"")?;
        }
        let body = receive(&parts.headers, body, self.0.settings.body_limit).await?;
        observation.received(body.len());
        let accepted = self.authenticate(header.as_deref(), &body)?;
        Ok((body, Slot::of(self.0.settings.memory.as_ref(), accepted, call)))
    }

    /// Checks a signature, if there has to be one. The time is that of the check, not of the arrival: a body that
    /// trickles in for an hour does not keep its signature fresh.
    fn authenticate(&self, header: Option<&[u8]>, body: &[u8]) -> Result<Option<Accepted>, Fault> {
        let Settings {
            authentication,
            clock,
            ..
        } = &self.0.settings;
        match authentication {
            Authentication::Insecure => Ok(None),
            Authentication::Signed(verifier) => verifier
                .accept_at(header, body, clock())
                .map(|(accepted, _)| Some(accepted))
                .map_err(|error| Fault::new(error.kind().into(), error.to_string())),
        }
    }
}

/// What a health check tells everybody.
fn health(registry: &Registry) -> String {
    let (workflows, steps) = registry.counts();
    format!(
        r#"{{"status":"ok","sdkVersion":"{SDK_VERSION}","frameworkVersion":"{FRAMEWORK_VERSION}","discovered":{{"workflows":{workflows},"steps":{steps}}}}}"#
    )
}

/// The answer to `OPTIONS`.
fn preflight() -> Reply {
    Reply::json("{}")
}

/// A failure as the route tells it.
#[cold]
fn refuse(route: Route<'_>, fault: &Fault) -> Reply {
    match route {
        Route::Workflow(_) => Reply::detail(fault),
        Route::Bridge | Route::Unknown => Reply::fault(fault),
    }
}

/// The fault of a path under the prefix that leads nowhere. No code of the protocol means just this. Of those that
/// are not tried again, `InvalidActionError` says what is wrong: the bridge cannot do what the URL asks for.
/// `WorkflowNotFoundError` would send people looking for a workflow.
#[cold]
fn unknown_path() -> Fault {
    let message = "there is nothing at this path; the bridge itself is at its prefix";
    Fault::new(ErrorCode::InvalidAction, message).with_status(StatusCode::NOT_FOUND)
}
