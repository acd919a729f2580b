//! A step while it is awaited.

use super::{
    step::Step,
    step_core::{Next, StepCore},
    target::{ReadResult, TargetStep, read_result},
};
use crate::{
    error::Error,
    step::{IntoOutput, Kind, Resolver},
    trace::Instrumented,
};
use pin_project_lite::pin_project;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
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
        core: StepCore<'a>,
        // Until it starts.
        resolver: Option<M>,
        read_controls: fn(&mut TargetStep<'_>, bool) -> Result<C, Error>,
        // While the resolver runs.
        #[pin]
        output: Option<Instrumented<M::Future>>,
        marker: PhantomData<fn() -> (K, R)>,
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
        StepFuture {
            core: StepCore::new(self.run, self.declared),
            resolver: Some(self.resolver),
            read_controls: self.read_controls,
            output: None,
            marker: self.marker,
        }
    }
}

impl<K, C, M, R> Future for StepFuture<'_, K, C, M, R>
where
    K: Kind,
    M: Resolver<C, K>,
    R: DeserializeOwned + Send + 'static,
{
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let run = self.core.run();
        let mut result = None;
        let mut read = |json: &mut _, again| {
            result = Some(read_result(json, again)?);
            Ok(())
        };
        match ready!(self.advance(cx, &mut read)) {
            Ok(()) => Poll::Ready(Ok(result.expect("read before the step is done"))),
            Err(error) => {
                if !run.is_discovery() {
                    run.note_failure(&error);
                }
                Poll::Ready(Err(error))
            }
        }
    }
}

impl<K, C, M, R> StepFuture<'_, K, C, M, R>
where
    K: Kind,
    M: Resolver<C, K>,
{
    /// Reads the result of the step once there is one.
    fn advance(self: Pin<&mut Self>, cx: &mut Context<'_>, read: ReadResult<'_>) -> Poll<Result<(), Error>> {
        let mut this = self.project();
        loop {
            match ready!(this.core.advance(cx, read))? {
                Next::Done => return Poll::Ready(Ok(())),
                Next::Start => {
                    let controls = this.core.read_controls(*this.read_controls)?;
                    let mut given = this.resolver.take().zip(Some(controls));
                    let mut output = None;
                    let span = this.core.start(&mut || {
                        output = given
                            .take()
                            .map(|(resolver, controls)| resolver.resolve(controls));
                    })?;
                    this.output.set(output.map(|output| span.instrument(output)));
                }
                Next::Poll => {
                    let mut polled = Poll::Pending;
                    let done = this.core.poll_resolver(&mut || {
                        if let Some(output) = this.output.as_mut().as_pin_mut() {
                            polled = output.poll(cx);
                        }
                    });
                    let output = match done {
                        Ok(()) => Ok(ready!(polled)),
                        Err(panicked) => Err(panicked),
                    };
                    // The resolver is done with, and so is its span.
                    this.output.set(None);
                    this.core
                        .take(output.map(|output| output.into_output().map(|output| output.0)))?;
                }
            }
        }
    }
}

impl<K: Kind, C, M: Resolver<C, K>, R> fmt::Debug for StepFuture<'_, K, C, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepFuture")
            .field("kind", &K::KIND)
            .finish_non_exhaustive()
    }
}
