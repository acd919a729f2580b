//! A step while it is awaited.

use super::{
    declared::DeclaredProvider,
    invocation::{Entry, Invocation},
    pause::Pause,
    recorder::{ProviderSpec, StepSpec},
    step::Step,
    target::{TargetStep, read_result},
    witness::Part,
};
use crate::{
    error::Error,
    panics::catch,
    step::{Boxed, IntoOutput, Kind, Resolver},
    trace::Instrumented,
};
use dialects::json::Json;
use pin_project_lite::pin_project;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    task::{Context, Poll, ready},
};

pin_project! {
    /// The future of a [`Step`]. It allocates only for `skip` and `provider` closures.
    ///
    /// Dropping it cancels the resolver.
    #[must_use = "futures do nothing unless polled"]
    pub struct StepFuture<'a, K: Kind, C, M, R>
    where
        M: Resolver<C, K>,
    {
        run: &'a Invocation,
        // Until the resolver starts.
        step: Option<Step<'a, K, C, M, R>>,
        // While this is the step that was asked for.
        target: Option<TargetStep<'a>>,
        // Before the next stage.
        pause: Pause,
        providers: Vec<DeclaredProvider<'a>>,
        #[pin]
        stage: Stage<'a, M::Future>,
    }
}

pin_project! {
    #[project = StageProjection]
    enum Stage<'a, Fut> {
        // Not polled yet.
        Idle,
        // Finds out which part it plays.
        Entering,
        // Has the result of an earlier request.
        Hydrated { result: Json },
        // Compiles the controls.
        Compiling,
        // Asks the `skip` closure, if there is one.
        Compiled,
        // Waits for the `skip` closure.
        Skipping { decision: Boxed<'a, bool> },
        // Waits for the resolver.
        Resolving { #[pin] output: Instrumented<Fut> },
        // Has the resolver's output, not yet validated.
        Resolved,
        // Has a valid output.
        Accepted,
        // Waits for the provider closures.
        Providing { target: Boxed<'a, TargetStep<'a>> },
        // The step is done, or the run has its result and nothing after it happens.
        Halted,
    }
}

impl<'a, K: Kind, C, M: Resolver<C, K>, R> StepFuture<'a, K, C, M, R> {
    fn new(step: Step<'a, K, C, M, R>) -> Self {
        Self {
            run: step.run,
            step: Some(step),
            target: None,
            pause: Pause::default(),
            providers: Vec::new(),
            stage: Stage::Idle,
        }
    }
}

impl<'a, K, C, M, R> IntoFuture for Step<'a, K, C, M, R>
where
    K: Kind,
    M: Resolver<C, K>,
    R: DeserializeOwned + Send + 'static,
{
    type Output = Result<R, Error>;
    type IntoFuture = StepFuture<'a, K, C, M, R>;

    fn into_future(self) -> Self::IntoFuture {
        StepFuture::new(self)
    }
}

impl<'a, K, C, M, R> Future for StepFuture<'a, K, C, M, R>
where
    K: Kind,
    M: Resolver<C, K>,
    R: DeserializeOwned + Send + 'static,
{
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let run = self.run;
        let polled = self.advance(cx);
        if let Poll::Ready(Err(error)) = &polled
            && !run.is_discovery()
        {
            run.note_failure(error);
        }
        polled
    }
}

impl<K, C, M, R> StepFuture<'_, K, C, M, R>
where
    K: Kind,
    M: Resolver<C, K>,
    R: DeserializeOwned + Send + 'static,
{
    fn advance(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<R, Error>> {
        let mut this = self.project();
        loop {
            ready!(Pin::new(&mut *this.pause).poll(cx));
            let mut target = match this.stage.as_mut().project() {
                StageProjection::Idle => {
                    if this.run.is_discovery() {
                        let step = this.step.as_mut().expect("polled after completion");
                        return Poll::Ready(this.run.record(spec(step)));
                    }
                    *this.pause = this.run.pace().pause();
                    this.stage.set(Stage::Entering);
                    continue;
                }
                StageProjection::Entering => {
                    let step = this.step.as_mut().expect("set until the resolver starts");
                    match this.run.enter(
                        &step.id,
                        K::KIND,
                        step.options.providers.as_deref().unwrap_or_default(),
                    )? {
                        Entry::Earlier(result) => {
                            *this.pause = this.run.pace().pause();
                            this.stage.set(Stage::Hydrated { result });
                            continue;
                        }
                        Entry::Halted => {
                            this.stage.set(Stage::Halted);
                            continue;
                        }
                        Entry::Target(target) => {
                            *this.pause = target.pace().pause();
                            *this.target = Some(target);
                            this.stage.set(Stage::Compiling);
                            continue;
                        }
                    }
                }
                StageProjection::Hydrated { result } => {
                    let result = result.take();
                    this.stage.set(Stage::Halted);
                    return Poll::Ready(read_result(result));
                }
                StageProjection::Compiling => {
                    let step = this.step.as_ref().expect("set until the resolver starts");
                    let target = this.target.as_mut().expect("set with the state");
                    let providers = step.options.providers.as_deref().unwrap_or_default();
                    *this.pause = this.run.compile(target, providers)?.pause();
                    this.stage.set(Stage::Compiled);
                    continue;
                }
                StageProjection::Compiled => {
                    let step = this.step.as_mut().expect("set until the resolver starts");
                    let target = this.target.take().expect("set with the state");
                    match step.options.skip.take().filter(|_| target.may_be_skipped()) {
                        Some(skip) => {
                            let decision = skip(target.controls());
                            *this.target = Some(target);
                            this.stage.set(Stage::Skipping { decision });
                            continue;
                        }
                        None => target,
                    }
                }
                StageProjection::Skipping { decision } => {
                    let skip = ready!(decision.as_mut().poll(cx))?;
                    let target = this.target.take().expect("set with the state");
                    target.witness().skip(skip);
                    if skip {
                        this.stage.set(Stage::Halted);
                        if let Some(result) = this.run.finish(target.skip())? {
                            return Poll::Ready(Ok(result));
                        }
                        continue;
                    }
                    target
                }
                StageProjection::Resolving { output } => {
                    let witness = this
                        .target
                        .as_ref()
                        .map(TargetStep::witness)
                        .cloned()
                        .unwrap_or_default();
                    let output = match catch(|| witness.timed(Part::Resolve, || output.poll(cx))) {
                        Ok(polled) => Ok(ready!(polled)),
                        Err(panicked) => Err(panicked),
                    };
                    // The resolver is done with, and so is its span.
                    this.stage.set(Stage::Halted);
                    let target = this.target.as_mut().expect("set with the state");
                    target.take(match output {
                        Ok(output) => output.into_output().map(|output| output.0),
                        Err(panicked) => Err(target.panicked(&panicked)),
                    })?;
                    *this.pause = target.pace().pause();
                    this.stage.set(Stage::Resolved);
                    continue;
                }
                StageProjection::Resolved => {
                    let target = this.target.as_mut().expect("set with the state");
                    target.accept()?;
                    *this.pause = target.pace().pause();
                    this.stage.set(Stage::Accepted);
                    continue;
                }
                StageProjection::Accepted => {
                    this.stage.set(Stage::Halted);
                    let target = this.target.take().expect("set with the state");
                    let providers = std::mem::take(this.providers);
                    if !providers.is_empty() {
                        this.stage.set(Stage::Providing {
                            target: Box::pin(target.provide(providers)),
                        });
                        continue;
                    }
                    if let Some(result) = this.run.finish(target.finish())? {
                        return Poll::Ready(Ok(result));
                    }
                    continue;
                }
                StageProjection::Providing { target } => {
                    let target = ready!(target.as_mut().poll(cx))?;
                    this.stage.set(Stage::Halted);
                    if let Some(result) = this.run.finish(target.finish())? {
                        return Poll::Ready(Ok(result));
                    }
                    continue;
                }
                StageProjection::Halted => return this.run.halt(),
            };
            let step = this.step.take().expect("taken once, here");
            let providers = step.options.providers.unwrap_or_default();
            let controls = (step.controls.read)(&mut target, !providers.is_empty())?;
            let span = target.resolving();
            // A sync resolver does all its work in here.
            let resolve = || span.in_scope(|| step.resolver.resolve(controls));
            let resolve = || target.witness().timed(Part::Resolve, resolve);
            let output = catch(resolve).map_err(|panicked| target.panicked(&panicked))?;
            let output = span.instrument(output);
            *this.pause = target.pace().pause();
            *this.providers = providers;
            *this.target = Some(target);
            this.stage.set(Stage::Resolving { output });
        }
    }
}

/// Returns the step's options for a discovery.
fn spec<K: Kind, C, M, R>(step: &mut Step<'_, K, C, M, R>) -> StepSpec {
    let options = &mut step.options;
    StepSpec {
        id: step.id.clone(),
        kind: K::KIND,
        code: step.path,
        control_schema: options.control_schema.take(),
        control_type_schema: step.controls.schema,
        output_schema: options.output_schema.take(),
        output_type_schema: K::own_schema,
        providers: options.providers.as_ref().map(|providers| {
            let spec = |provider: &DeclaredProvider<'_>| ProviderSpec {
                id: provider.id.clone(),
                code: provider.code,
                made_for: provider.made_for,
            };
            providers.iter().map(spec).collect()
        }),
        unsanitized: options.unsanitized,
        location: step.location,
    }
}

impl<K: Kind, C, M: Resolver<C, K>, R> fmt::Debug for StepFuture<'_, K, C, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepFuture")
            .field("kind", &K::KIND)
            .finish_non_exhaustive()
    }
}
