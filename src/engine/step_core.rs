//! The part of a step's future that does not depend on types: compiled once, and not for each step.

use super::{
    declared::{DeclaredProvider, DeclaredStep},
    invocation::{Entry, Invocation},
    pause::Pause,
    recorder::{ProviderSpec, StepSpec},
    target::{ReadResult, TargetStep},
    witness::Part,
};
use crate::{
    error::Error,
    panics::{Panicked, catch},
    step::Boxed,
    trace::Span,
};
use dialects::json::Json;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// A step while it is awaited, without its resolver.
pub(super) struct StepCore<'a> {
    run: &'a Invocation,
    step: DeclaredStep<'a>,
    /// While this is the step that was asked for.
    target: Option<TargetStep<'a>>,
    /// Before the next stage.
    pause: Pause,
    stage: Stage<'a>,
}

enum Stage<'a> {
    /// Not polled yet.
    Idle,
    /// Finds out which part it plays.
    Entering,
    /// Has the result of an earlier request.
    Hydrated(Json),
    /// Compiles the controls.
    Compiling,
    /// Asks the `skip` closure, if there is one.
    Compiled,
    /// Waits for the `skip` closure.
    Skipping(Boxed<'a, bool>),
    /// Starts the resolver.
    Starting,
    /// Waits for the resolver.
    Resolving,
    /// Has the resolver's output, not yet validated.
    Resolved,
    /// Has a valid output.
    Accepted,
    /// Waits for the provider closures.
    Providing(Boxed<'a, TargetStep<'a>>),
    /// Has its whole outcome.
    Finishing,
    /// The step is done, or the run has its result and nothing after it happens.
    Halted,
}

/// The part of a step that its types are needed for.
pub(super) enum Next {
    /// The resolver is to be started.
    Start,
    /// The resolver is to be polled.
    Poll,
    /// The result was read, and the step is done.
    Done,
}

impl<'a> StepCore<'a> {
    pub(super) fn new(run: &'a Invocation, step: DeclaredStep<'a>) -> Self {
        Self {
            run,
            step,
            target: None,
            pause: Pause::default(),
            stage: Stage::Idle,
        }
    }

    pub(super) fn run(&self) -> &'a Invocation {
        self.run
    }

    /// Reads the controls for the resolver. Overrides read them again.
    pub(super) fn read_controls<C>(
        &mut self,
        read: fn(&mut TargetStep<'_>, bool) -> Result<C, Error>,
    ) -> Result<C, Error> {
        let again = !self.providers().is_empty();
        read(self.target.as_mut().expect("set with the stage"), again)
    }

    /// Returns the step that was asked for.
    fn target(&self) -> &TargetStep<'a> {
        self.target.as_ref().expect("set with the stage")
    }

    /// Continues until the types are needed.
    pub(super) fn advance(
        &mut self,
        cx: &mut Context<'_>,
        read: ReadResult<'_>,
    ) -> Poll<Result<Next, Error>> {
        let run = self.run;
        loop {
            ready!(Pin::new(&mut self.pause).poll(cx));
            match &mut self.stage {
                Stage::Idle if run.is_discovery() => {
                    run.record(self.spec(), read)?;
                    return Poll::Ready(Ok(Next::Done));
                }
                Stage::Idle => {
                    self.pause = run.pace().pause();
                    self.stage = Stage::Entering;
                }
                Stage::Entering => match run.enter(&self.step.id, self.step.kind, self.providers())? {
                    Entry::Earlier(result) => {
                        self.pause = run.pace().pause();
                        self.stage = Stage::Hydrated(result);
                    }
                    Entry::Target(target) => {
                        self.pause = target.pace().pause();
                        self.target = Some(target);
                        self.stage = Stage::Compiling;
                    }
                    Entry::Halted => self.stage = Stage::Halted,
                },
                Stage::Hydrated(result) => {
                    let mut result = result.take();
                    self.stage = Stage::Halted;
                    read(&mut result, false)?;
                    return Poll::Ready(Ok(Next::Done));
                }
                Stage::Compiling => {
                    let mut target = self.take_target();
                    let pace = run.compile(&mut target, self.providers())?;
                    self.target = Some(target);
                    self.pause = pace.pause();
                    self.stage = Stage::Compiled;
                }
                Stage::Compiled => {
                    let skip = self.step.options.skip.take();
                    self.stage = match skip.filter(|_| self.target().may_be_skipped()) {
                        Some(skip) => Stage::Skipping(skip(self.target().controls())),
                        None => Stage::Starting,
                    };
                }
                Stage::Skipping(decision) => {
                    let skip = ready!(decision.as_mut().poll(cx))?;
                    self.target().witness().skip(skip);
                    self.stage = Stage::Starting;
                    if skip {
                        self.stage = Stage::Halted;
                        if run.finish(self.take_target().skip(), read)? {
                            return Poll::Ready(Ok(Next::Done));
                        }
                    }
                }
                Stage::Starting => return Poll::Ready(Ok(Next::Start)),
                Stage::Resolving => return Poll::Ready(Ok(Next::Poll)),
                Stage::Resolved => {
                    let target = self.target.as_mut().expect("set with the stage");
                    target.accept()?;
                    self.pause = target.pace().pause();
                    self.stage = Stage::Accepted;
                }
                Stage::Accepted => {
                    let providers = self.step.options.providers.take().unwrap_or_default();
                    self.stage = match providers.is_empty() {
                        true => Stage::Finishing,
                        false => Stage::Providing(Box::pin(self.take_target().provide(providers))),
                    };
                }
                Stage::Providing(target) => {
                    self.target = Some(ready!(target.as_mut().poll(cx))?);
                    self.stage = Stage::Finishing;
                }
                Stage::Finishing => {
                    self.stage = Stage::Halted;
                    if run.finish(self.take_target().finish(), read)? {
                        return Poll::Ready(Ok(Next::Done));
                    }
                }
                Stage::Halted => return run.halt(),
            }
        }
    }

    /// Calls the resolver, and returns the span of its future. A sync resolver does all its work in here.
    pub(super) fn start(&mut self, resolve: &mut dyn FnMut()) -> Result<Span, Error> {
        let target = self.target();
        let span = target.resolving();
        let resolve = || target.witness().timed(Part::Resolve, || span.in_scope(resolve));
        catch(resolve).map_err(|panicked| target.panicked(&panicked))?;
        self.pause = target.pace().pause();
        self.stage = Stage::Resolving;
        Ok(span)
    }

    /// Polls the resolver's future, and returns whether it has panicked.
    pub(super) fn poll_resolver(&mut self, poll: &mut dyn FnMut()) -> Result<(), Panicked> {
        let polled = catch(|| self.target().witness().timed(Part::Resolve, poll));
        if polled.is_err() {
            self.stage = Stage::Halted;
        }
        polled
    }

    /// Takes the resolver's output or its panic.
    pub(super) fn take(&mut self, output: Result<Result<Json, Error>, Panicked>) -> Result<(), Error> {
        self.stage = Stage::Halted;
        let target = self.target.as_mut().expect("set with the stage");
        target.take(output.unwrap_or_else(|panicked| Err(target.panicked(&panicked))))?;
        self.pause = target.pace().pause();
        self.stage = Stage::Resolved;
        Ok(())
    }

    fn take_target(&mut self) -> TargetStep<'a> {
        self.target.take().expect("set with the stage")
    }

    fn providers(&self) -> &[DeclaredProvider<'a>] {
        self.step.options.providers.as_deref().unwrap_or_default()
    }

    /// Returns the step's options for a discovery.
    fn spec(&mut self) -> StepSpec {
        let options = &mut self.step.options;
        StepSpec {
            id: self.step.id.clone(),
            kind: self.step.kind,
            code: self.step.path,
            control_schema: options.control_schema.take(),
            control_type_schema: self.step.control_type_schema,
            output_schema: options.output_schema.take(),
            output_type_schema: self.step.output_type_schema,
            providers: options.providers.as_ref().map(|providers| {
                let spec = |provider: &DeclaredProvider<'_>| ProviderSpec {
                    id: provider.id.clone(),
                    code: provider.code,
                    made_for: provider.made_for,
                };
                providers.iter().map(spec).collect()
            }),
            unsanitized: options.unsanitized,
            location: self.step.location,
        }
    }
}
