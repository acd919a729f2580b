//! The state that all steps of one call of a workflow function share.

use super::{
    declared::DeclaredProvider,
    definition::StepDefinition,
    history::{History, digest_event, unattended_result},
    pause::Pace,
    recorder::{Recorder, StepSpec},
    request::Request,
    source::FunctionSource,
    target::{ReadResult, StepOutcome, TargetStep},
    witness::{Part, Witness},
};
use crate::{
    error::{Error, ErrorCode, Fault},
    step::StepKind,
    trace::Span,
};
use dialects::json::{Json, Object};
use std::{
    cell::Cell,
    panic::Location,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

/// One call of a workflow function.
pub(crate) struct Invocation {
    purpose: Purpose,
    progress: Mutex<Progress>,
}

enum Purpose {
    /// Every step records itself and gives a mock result.
    Discovery(Mutex<Recorder>),
    /// One step runs.
    Step(Box<Request>),
    /// All steps run, one after the other.
    Whole(Box<Request>, Mutex<Taken>),
}

/// The steps that a whole run has taken.
#[derive(Default)]
struct Taken {
    /// Results, for later steps and their templates.
    history: History,
    /// Outputs by step id.
    outputs: Object,
}

#[derive(Default)]
struct Progress {
    /// The outcome, until the driver takes it.
    outcome: Option<StepOutcome>,
    /// Stays set when the driver has taken the outcome.
    over: bool,
    /// Wakes the driver when the target runs in a task of its own.
    waker: Option<Waker>,
    /// The first failure of a step. The workflow function may ignore its error.
    failure: Option<Box<Fault>>,
}

/// The part that a step plays in a run.
pub(super) enum Entry<'a> {
    /// The step ran in an earlier request; this is its result.
    Earlier(Json),
    /// The step runs now, once its controls are compiled.
    Target(TargetStep<'a>),
    /// The run is over.
    Halted,
}

impl Invocation {
    /// Creates a run that finds out which steps there are.
    pub(super) fn discovery() -> Arc<Self> {
        Self::new(Purpose::Discovery(Mutex::default()))
    }

    /// Creates a run that answers for one step.
    pub(crate) fn step(request: Request) -> Arc<Self> {
        Self::new(Purpose::Step(Box::new(request)))
    }

    /// Creates a run that takes all steps.
    pub(super) fn whole(request: Request) -> Arc<Self> {
        Self::new(Purpose::Whole(Box::new(request), Mutex::default()))
    }

    fn new(purpose: Purpose) -> Arc<Self> {
        Arc::new(Self {
            purpose,
            progress: Mutex::default(),
        })
    }

    pub(super) fn is_discovery(&self) -> bool {
        matches!(self.purpose, Purpose::Discovery(_))
    }

    /// Records a step in a discovery and reads its mock result.
    pub(super) fn record(&self, spec: StepSpec, read: ReadResult<'_>) -> Result<(), Error> {
        let Purpose::Discovery(recorder) = &self.purpose else {
            unreachable!("only called in a discovery");
        };
        let (id, location) = (spec.id.clone(), spec.location);
        let mock = lock(recorder).record(spec)?;
        // Reading is user code, so it is done without the lock.
        read(&mut Json::from(mock), false)
            .inspect_err(|error| lock(recorder).unreadable(&id, location, error))
    }

    /// Records that a step was made, awaited or not. Does nothing outside of a discovery.
    pub(super) fn note_made(&self, id: &str, location: &'static Location<'static>) {
        if let Purpose::Discovery(recorder) = &self.purpose {
            lock(recorder).note_made(id, location);
        }
    }

    /// Records the source text of a function. Does nothing outside of a discovery.
    pub(super) fn note_source(&self, source: &'static FunctionSource) {
        if let Purpose::Discovery(recorder) = &self.purpose {
            lock(recorder).sources.push(source);
        }
    }

    pub(super) fn take_recorder(&self) -> Recorder {
        match &self.purpose {
            Purpose::Discovery(recorder) => std::mem::take(&mut *lock(recorder)),
            Purpose::Step(_) | Purpose::Whole(..) => Recorder::default(),
        }
    }

    /// Returns the part of a step in this run (`bridge.md` §5.2, step 5).
    ///
    /// # Errors
    ///
    /// The step was not discovered, its result is missing or invalid, or its controls are invalid.
    pub(super) fn enter<'a>(
        &'a self,
        id: &str,
        kind: StepKind,
        providers: &[DeclaredProvider<'a>],
    ) -> Result<Entry<'a>, Error> {
        let (request, taken) = match &self.purpose {
            Purpose::Step(request) => (request, None),
            Purpose::Whole(request, taken) => (request, Some(taken)),
            Purpose::Discovery(_) => unreachable!("not called in a discovery"),
        };
        if lock(&self.progress).over {
            return Ok(Entry::Halted);
        }
        let step = request.workflow.step(id).filter(|step| step.kind == kind).ok_or_else(|| {
            let message = format!(
                "step `{id}` of workflow `{}` was not discovered: the workflow function reaches it only under \
                 some condition; take every step and use `skip`",
                request.workflow.id
            );
            Error::from_fault(Fault::new(ErrorCode::StepNotFound, message))
        })?;
        let taken = taken.map(lock);
        let (history, is_target) = match &taken {
            Some(taken) => (&taken.history, !taken.outputs.contains(id)),
            None => (&request.event.history, request.step_id == id),
        };
        if is_target {
            TargetStep::open(request, step).map(Entry::Target)
        } else {
            let hydrate = || Span::hydrate(id).in_scope(|| request.hydrate(step, history));
            request
                .check_providers(step, providers)
                .and_then(|()| request.witness.timed(Part::Hydrate, hydrate))
                .map(Entry::Earlier)
        }
        .map_err(Error::from_fault)
    }

    /// Compiles the controls of the step that runs. Returns whether to pause afterwards.
    ///
    /// # Errors
    ///
    /// A template cannot be compiled, or a discovered provider is not declared any more.
    pub(super) fn compile(
        &self,
        target: &mut TargetStep<'_>,
        providers: &[DeclaredProvider<'_>],
    ) -> Result<Pace, Error> {
        let compiled = match &self.purpose {
            Purpose::Step(request) => target.compile(&request.event.history, providers),
            Purpose::Whole(_, taken) => target.compile(&lock(taken).history, providers),
            Purpose::Discovery(_) => unreachable!("not called in a discovery"),
        };
        compiled.map_err(Error::from_fault)
    }

    /// Returns whether the run pauses between its stages.
    pub(super) fn pace(&self) -> Pace {
        self.as_request().map(|request| request.pace).unwrap_or_default()
    }

    /// Ends a step. Returns whether the run continues, after its result was read.
    ///
    /// # Errors
    ///
    /// The result is invalid or does not fit its type.
    pub(super) fn finish(
        &self,
        (step, outcome): (&StepDefinition, StepOutcome),
        read: ReadResult<'_>,
    ) -> Result<bool, Error> {
        let Purpose::Whole(request, taken) = &self.purpose else {
            self.end(outcome);
            return Ok(false);
        };
        // A digest holds the one event there is, a delay takes no time.
        let events = || {
            vec![digest_event(
                "local",
                "1970-01-01T00:00:00.000Z",
                &request.event.payload,
            )]
        };
        let mut result = unattended_result(step.kind, Some(&outcome.outputs), events, 0);
        let count = {
            let mut taken = lock(taken);
            taken.outputs.insert(step.id.as_str().into(), outcome.outputs);
            taken.outputs.len()
        };
        if count == request.workflow.steps().len() {
            // Nothing after the last step runs, as for Novu.
            self.end(StepOutcome::default());
            return Ok(false);
        }
        let read = Span::hydrate(&step.id)
            .in_scope(|| request.check_result(step, &mut result))
            .map_err(Error::from_fault)
            .and_then(|()| read(&mut result, true));
        lock(taken).history.add(&step.id, result);
        read.map(|()| true)
    }

    /// Ends the run. The first outcome wins.
    fn end(&self, outcome: StepOutcome) {
        let waker = {
            let mut progress = lock(&self.progress);
            if !progress.over {
                progress.over = true;
                progress.outcome = Some(outcome);
            }
            progress.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Keeps the failure of a step, in case that the workflow function ignores its error.
    #[cold]
    pub(super) fn note_failure(&self, error: &Error) {
        let fault = error.to_fault(|error| {
            let message = format!("the `skip` closure of a step failed: {error}");
            Fault::of_user_code(ErrorCode::StepExecutionFailed, message, error)
        });
        lock(&self.progress).failure.get_or_insert(Box::new(fault));
    }

    /// Takes the failure that the workflow function has ignored, once it has ended without its target.
    pub(crate) fn take_failure(&self) -> Option<Box<Fault>> {
        lock(&self.progress).failure.take()
    }

    /// Takes the outcome, or keeps `waker` to be woken by it.
    pub(super) fn take_outcome(&self, waker: &Waker) -> Option<StepOutcome> {
        let mut progress = lock(&self.progress);
        if progress.outcome.is_none() {
            progress.waker = Some(waker.clone());
        }
        progress.outcome.take()
    }

    /// Returns the request that this run answers; discoveries have none.
    pub(super) fn as_request(&self) -> Option<&Request> {
        match &self.purpose {
            Purpose::Step(request) | Purpose::Whole(request, _) => Some(request),
            Purpose::Discovery(_) => None,
        }
    }

    /// Returns the witness of the request.
    pub(super) fn witness(&self) -> Witness {
        self.as_request()
            .map(|request| request.witness.clone())
            .unwrap_or_default()
    }

    /// Takes the outputs of a whole run.
    pub(super) fn take_outputs(&self) -> Object {
        match &self.purpose {
            Purpose::Whole(_, taken) => std::mem::take(&mut lock(taken).outputs),
            Purpose::Step(_) | Purpose::Discovery(_) => Object::new(),
        }
    }

    /// Returns the event of the request. It is copied only if a task that the workflow function has spawned
    /// still holds the run.
    pub(crate) fn into_event(run: Arc<Self>) -> super::EventData {
        match Arc::try_unwrap(run).map(|run| run.purpose) {
            Ok(Purpose::Step(request) | Purpose::Whole(request, _)) => request.event,
            Ok(Purpose::Discovery(_)) => super::EventData::default(),
            Err(shared) => shared
                .as_request()
                .map(|request| request.event.clone())
                .unwrap_or_default(),
        }
    }

    /// Halts a step once the run is over. Inside the workflow's own future it stays pending and is dropped
    /// with it; in a task that the workflow spawned, which nobody drops, it fails.
    pub(super) fn halt<T>(&self) -> Poll<Result<T, Error>> {
        if CURRENT.get() == self.address() {
            return Poll::Pending;
        }
        Poll::Ready(Err("the run of this workflow is over".into()))
    }

    /// Marks this run as the one that is polled on this thread until the guard is dropped.
    pub(super) fn enter_thread(&self) -> Entered {
        Entered {
            outer: CURRENT.replace(self.address()),
        }
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

thread_local! {
    /// The run whose workflow function is being polled on this thread.
    static CURRENT: Cell<usize> = const { Cell::new(0) };
}

/// See [`Invocation::enter_thread`].
pub(super) struct Entered {
    outer: usize,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.outer);
    }
}

/// Locks. No lock here is held across user code, so a poisoned one still guards whole data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
