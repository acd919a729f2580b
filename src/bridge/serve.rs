//! The bridge and the order of its work.

#[cfg(feature = "agents")]
use super::agents;
use super::{
    Authentication, Settings,
    auth::{Authenticated, ReceivedBody, authenticated, discard},
    deadline::passed,
    headers,
    observe::Observation,
    replay::Slot,
    reply::Reply,
    request::{Action, Call, Mount, Route},
    strangers::Strangers,
    trigger,
};
use crate::{
    engine::{self, Invocation, Mode, Pace, StepOutcome},
    error::Fault,
    registry::{Registered, Registry, SourceText},
    trace::Span,
};
use bytes::Bytes;
use dialects::json::ValueLimit;
use http::{HeaderMap, Method, Request, Response, header, request::Parts};
use http_body::Body;
use http_body_util::Full;
use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    time::Instant,
};

/// The bridge's work on one request. Dropping it cancels the request: the workflow function is dropped where
/// it awaits, and no work continues in the background.
pub(crate) type BridgeFuture = Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>;

/// Answers requests of the bridge protocol for the workflows of a registry. A clone is the same bridge.
#[derive(Clone)]
pub(crate) struct Bridge(Arc<Inner>);

struct Inner {
    registry: Registry,
    settings: Settings,
    strangers: Strangers,
    health: Bytes,
    discovery: Bytes,
    /// The headers of every response but health checks.
    headers: HeaderMap,
    /// The same without `cache-control`: the rest is somebody's data, or depends on a signature
    /// (`differences.md` 42).
    health_headers: HeaderMap,
}

impl Bridge {
    pub(crate) fn new(registry: Registry, settings: Settings) -> Self {
        let health = if settings.minimal_health_check {
            Reply::minimal_health()
        } else {
            Reply::health(registry.len(), registry.step_count())
        };
        let discovery = match settings.sources {
            SourceText::Shown => registry.discovery(),
            SourceText::Hidden => registry.discovery_without_sources(),
        };
        let mut headers = headers::protocol();
        if settings.cross_origin {
            headers.extend(headers::cross_origin());
        }
        let mut health_headers = headers.clone();
        health_headers.remove(header::CACHE_CONTROL);
        Self(Arc::new(Inner {
            registry,
            settings,
            strangers: Strangers::default(),
            health,
            discovery,
            headers,
            health_headers,
        }))
    }

    /// Returns whether `path` is below the prefix. Cheap: it runs for every request of the server.
    #[inline]
    pub(crate) fn owns(&self, path: &str) -> bool {
        Route::under(&self.0.settings.prefix, path).is_some()
    }

    /// Returns the part of a path after the prefix; all of it if the host has chosen the paths.
    #[cfg(feature = "studio")]
    pub(crate) fn below<'a>(&self, path: &'a str, mount: Mount) -> &'a str {
        match mount {
            Mount::Prefix => path.strip_prefix(&*self.0.settings.prefix).unwrap_or_default(),
            Mount::Anywhere => path,
        }
    }

    /// Answers `OPTIONS`. It never needs a signature, or no browser could send one (`differences.md` 5).
    pub(crate) fn preflight(&self) -> Response<Full<Bytes>> {
        let span = Span::request(&Method::OPTIONS);
        let call = Call::preflight();
        self.finish(Reply::preflight(), None, self.observe(&call, span), call.action)
    }

    /// Answers one request.
    pub(crate) fn handle<B>(&self, request: Request<B>, mount: Mount) -> BridgeFuture
    where
        B: Body + Send + 'static,
    {
        // A child of the span that the caller is in now.
        let span = Span::request(request.method());
        let work = self.clone().answer(request, mount, span.clone());
        Box::pin(span.instrument(work))
    }

    async fn answer<B: Body>(self, request: Request<B>, mount: Mount, span: Span) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let call = Call::read(&parts, mount, &self.0.settings.prefix);
        let observation = self.observe(&call, span);
        let done = {
            let work = pin!(self.act(&parts, &call, body, &observation));
            self.0.settings.deadline.keep(work).await
        };
        // Unfinished work has been dropped by now.
        let done = done.unwrap_or_else(|limit| Err(passed(limit, &call, observation.has_received())));
        let (reply, fault) = match done {
            Ok(reply) => (reply, None),
            Err(fault) => match call.action {
                Action::WholeRun => (Reply::detail(&fault), Some(fault)),
                _ => (Reply::fault(&fault), Some(fault)),
            },
        };
        let reply = match parts.method {
            Method::HEAD => reply.without_body(),
            _ => reply,
        };
        self.finish(reply, fault.as_ref(), observation, call.action)
    }

    fn observe<'a>(&'a self, call: &'a Call<'a>, span: Span) -> Observation<'a> {
        let Inner {
            registry,
            settings,
            strangers,
            ..
        } = &*self.0;
        let hook = settings.on_answer.as_deref();
        Observation::begin(registry, hook, (strangers, settings.clock), call, span)
    }

    fn finish(
        &self,
        reply: Reply,
        fault: Option<&Fault>,
        observation: Observation<'_>,
        action: Action,
    ) -> Response<Full<Bytes>> {
        observation.end(&reply, fault);
        let headers = match action {
            Action::HealthCheck => &self.0.health_headers,
            _ => &self.0.headers,
        };
        reply.into_response(headers.clone())
    }

    /// Does what the request asks for. The signature is checked before the action is: strangers learn nothing
    /// about actions. Health checks are exempt by name, whatever the method (`bridge.md` §1.3).
    async fn act<B: Body>(
        &self,
        parts: &Parts,
        call: &Call<'_>,
        body: B,
        observation: &Observation<'_>,
    ) -> Result<Reply, Fault> {
        let Inner {
            registry, settings, ..
        } = &*self.0;
        // Receiving the body is part of the request's time.
        let deadline = settings.deadline.end();
        let Authenticated { body, signature } = match call.action {
            // Nothing of the body is needed, but its sender has to get the response.
            Action::HealthCheck | Action::UnknownPath if parts.method == Method::POST => {
                discard(&parts.headers, body).await;
                Authenticated::default()
            }
            Action::HealthCheck | Action::Preflight | Action::UnknownPath => Authenticated::default(),
            // It has a path of its own, so its method can be checked first.
            Action::WholeRun if parts.method != Method::POST => Authenticated::default(),
            _ => {
                let authenticated = authenticated(settings, parts, body, observation).await?;
                observation.authenticated();
                authenticated
            }
        };
        call.action.check(&parts.method)?;
        let slot = Slot::of(settings.memory.as_ref(), signature, call, &body.bytes);
        if let Some(reply) = slot.recall() {
            return Ok(reply);
        }
        let (workflow, step) = (&*call.workflow_id, &*call.step_id);
        let limit = settings.value_limit;
        let reply = match call.action {
            Action::HealthCheck => Reply::json(self.0.health.clone()),
            Action::Discover => Reply::json(self.0.discovery.clone()),
            Action::Code => Reply::code(&settings.sources.of(registry.code(workflow, step)?)),
            Action::Execute | Action::Preview => {
                let mode = match call.action {
                    Action::Preview => Mode::Preview,
                    _ => Mode::Execute,
                };
                let registered = registry.find(workflow)?;
                run_step(registered, mode, step, body, limit, deadline, observation).await?
            }
            // Boxed, so that requests for one step need no room for it.
            Action::WholeRun => {
                let registered = registry.find(workflow)?;
                Box::pin(whole_run(registered, body, limit, deadline, observation)).await?
            }
            Action::Trigger => {
                trigger::forward(settings.forward.as_deref(), workflow, &body.bytes, limit).await?
            }
            #[cfg(feature = "agents")]
            Action::AgentEvent => agents::take(registry, settings, call, body).await?,
            #[cfg(not(feature = "agents"))]
            Action::AgentEvent => Reply::unknown_agent(),
            Action::Preflight => Reply::preflight(),
            Action::UnknownName | Action::UnknownPath => unreachable!("no method has it"),
        };
        slot.keep(&reply);
        Ok(reply)
    }
}

async fn run_step(
    registered: &Registered,
    mode: Mode,
    step: &str,
    body: ReceivedBody,
    limit: ValueLimit,
    deadline: Option<Instant>,
    observation: &Observation<'_>,
) -> Result<Reply, Fault> {
    let began = Instant::now();
    let Registered { workflow, definition } = registered;
    let pace = Pace::of(body.bytes.len());
    let request = engine::Request::unchecked(definition, mode, step, &body.bytes, limit)?;
    // All of it has been copied, and the function may wait for long.
    let _share = body.into_share();
    pace.pause().await;
    let run = Invocation::step(request.checked()?.until(deadline).at(pace));
    pace.pause().await;
    let outcome = engine::drive(&**workflow, &run).await?;
    let outcome = outcome.unwrap_or_else(|| {
        observation.ignored(run.take_failure());
        StepOutcome::without_target()
    });
    drop(run);
    pace.pause().await;
    Ok(Reply::step(&outcome, began.elapsed()))
}

async fn whole_run(
    registered: &Registered,
    body: ReceivedBody,
    limit: ValueLimit,
    deadline: Option<Instant>,
    observation: &Observation<'_>,
) -> Result<Reply, Fault> {
    let Registered { workflow, definition } = registered;
    let pace = Pace::of(body.bytes.len());
    let mut run = engine::whole_run(&**workflow, definition, &body.bytes, limit, deadline).await?;
    observation.ignored(run.ignored.take());
    pace.pause().await;
    Ok(Reply::whole_run(&definition.id, &run))
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
