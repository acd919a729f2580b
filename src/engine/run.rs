//! What all steps of one call of a workflow function share.

use super::{
    definition::StepDefinition,
    discovery::{Recorder, StepSpec},
    journal::{Journal, result_at_once},
    request::Request,
    source::Sources,
    target::{Target, read_result},
};
use crate::{
    error::{Error, ErrorCode, Fault},
    step::{Provider, StepKind},
    trace::Span,
};
use dialects::json::{Json, Object};
use serde::de::DeserializeOwned;
use std::{
    cell::Cell,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

/// One call of a workflow function.
pub(crate) struct Run {
    purpose: Purpose,
    progress: Mutex<Progress>,
}

enum Purpose {
    /// Every step records itself and gives a default result.
    Discovery(Mutex<Recorder>),
    /// Every step plays its part in a request for one.
    Request(Box<Request>),
    /// Every step does its work; the request asks for all.
    Whole(Box<Request>, Mutex<Journal>),
}

/// How far the run is.
#[derive(Default)]
struct Progress {
    /// The target's result, until the driver takes it.
    outcome: Option<Outcome>,
    /// The target has its result; stays set when the driver has taken it.
    over: bool,
    /// Wakes the driver when the target runs in a task of its own.
    waker: Option<Waker>,
}

/// What a run comes to.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) outputs: Json,
    pub(crate) providers: Object,
    pub(crate) skip: bool,
}

/// What a step of a request is to do.
pub(crate) enum Entry<'a> {
    /// It has run before: this is its result.
    Earlier(Json),
    /// It is what the request is about.
    Target(Target<'a>),
    /// The run is over.
    Halted,
}

impl Run {
    /// A run that finds out which steps there are.
    pub(crate) fn discovery() -> Self {
        Self::new(Purpose::Discovery(Mutex::default()))
    }

    /// A run that answers a request.
    pub(crate) fn request(request: Request) -> Arc<Self> {
        Arc::new(Self::new(Purpose::Request(Box::new(request))))
    }

    /// A run that takes all steps.
    pub(crate) fn whole(request: Request) -> Arc<Self> {
        let purpose = Purpose::Whole(Box::new(request), Mutex::default());
        Arc::new(Self::new(purpose))
    }

    fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            progress: Mutex::default(),
        }
    }

    /// Whether this run only discovers steps.
    pub(crate) fn is_discovery(&self) -> bool {
        matches!(self.purpose, Purpose::Discovery(_))
    }

    /// Records a step of a discovery and gives its default result.
    pub(crate) fn discover(&self, spec: StepSpec) -> Result<Json, Error> {
        match &self.purpose {
            Purpose::Discovery(recorder) => lock(recorder).record(spec).map(Json::from),
            Purpose::Request(_) | Purpose::Whole(..) => unreachable!("only called in a discovery"),
        }
    }

    /// Takes the sources that the macro has recorded; only a discovery wants them.
    pub(crate) fn note_sources(&self, sources: &'static Sources) {
        if let Purpose::Discovery(recorder) = &self.purpose {
            lock(recorder).sources.push(sources);
        }
    }

    /// What the discovery has found so far.
    pub(crate) fn take_recorder(&self) -> Recorder {
        match &self.purpose {
            Purpose::Discovery(recorder) => std::mem::take(&mut *lock(recorder)),
            Purpose::Request(_) | Purpose::Whole(..) => Recorder::default(),
        }
    }

    /// What a step is to do in this request (`bridge.md` §5.2, step 5).
    ///
    /// # Errors
    ///
    /// The step was not discovered, its result is missing or wrong, or its controls are.
    pub(crate) fn enter<'a>(
        &'a self,
        id: &str,
        kind: StepKind,
        providers: &[Provider<'a>],
    ) -> Result<Entry<'a>, Error> {
        let (request, journal) = match &self.purpose {
            Purpose::Request(request) => (request, None),
            Purpose::Whole(request, journal) => (request, Some(journal)),
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
        let journal = journal.map(lock);
        let (state, is_target) = match &journal {
            Some(journal) => (&journal.state, !journal.outputs.contains(id)),
            None => (&request.event.state, request.is_target(id)),
        };
        if is_target {
            Target::open(self, request, step, state, providers).map(Entry::Target)
        } else {
            request
                .check_providers(step, providers)
                .and_then(|()| Span::hydrate(id).in_scope(|| request.hydrate(step, state)))
                .map(Entry::Earlier)
        }
        .map_err(Error::from_fault)
    }

    /// Sets what has come of a target. If the run goes on, this is the step's result; otherwise it is over.
    ///
    /// # Errors
    ///
    /// The result is wrong, or does not fit its type.
    pub(super) fn finish<R: DeserializeOwned>(
        &self,
        step: &StepDefinition,
        outcome: Outcome,
    ) -> Result<Option<R>, Error> {
        let outcome = match &self.purpose {
            Purpose::Whole(request, journal) => {
                let mut result = result_at_once(step, &request.event, &outcome.outputs);
                let done = lock(journal).note(step, outcome.outputs);
                if done < request.workflow.steps().len() {
                    let read = Span::hydrate(&step.id)
                        .in_scope(|| request.check_result(step, &mut result))
                        .map_err(Error::from_fault)
                        .and_then(|()| read_result(&result));
                    lock(journal).state.leave(&step.id, result);
                    return read.map(Some);
                }
                // What comes after the last step does not run, as it would not for Novu.
                Outcome::default()
            }
            Purpose::Request(_) | Purpose::Discovery(_) => outcome,
        };
        self.end(outcome);
        Ok(None)
    }

    /// Ends the run. The first outcome counts.
    fn end(&self, outcome: Outcome) {
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

    /// The target's result, or else leaves `waker` to be told of it.
    pub(super) fn take_outcome(&self, waker: &Waker) -> Option<Outcome> {
        let mut progress = lock(&self.progress);
        if progress.outcome.is_none() {
            progress.waker = Some(waker.clone());
        }
        progress.outcome.take()
    }

    /// The request that this run answers.
    pub(crate) fn as_request(&self) -> Option<&Request> {
        match &self.purpose {
            Purpose::Request(request) | Purpose::Whole(request, _) => Some(request),
            Purpose::Discovery(_) => None,
        }
    }

    /// The outputs of all steps that a whole run has taken.
    pub(crate) fn take_outputs(&self) -> Object {
        match &self.purpose {
            Purpose::Whole(_, journal) => std::mem::take(&mut lock(journal).outputs),
            Purpose::Request(_) | Purpose::Discovery(_) => Object::new(),
        }
    }

    /// The event of the request, once the run is over. It is copied only if a task that the workflow function has
    /// spawned still holds on to the run.
    #[cfg(feature = "testing")]
    pub(crate) fn into_event(run: Arc<Self>) -> super::Event {
        match Arc::try_unwrap(run).map(|run| run.purpose) {
            Ok(Purpose::Request(request) | Purpose::Whole(request, _)) => request.event,
            Ok(Purpose::Discovery(_)) => super::Event::default(),
            Err(shared) => shared
                .as_request()
                .map(|request| request.event.clone())
                .unwrap_or_default(),
        }
    }

    /// What a step does once the run is over: inside the workflow's own future it waits to be dropped with it;
    /// in a task that the workflow spawned, which nobody drops, it fails.
    pub(crate) fn halt<T>(&self) -> Poll<Result<T, Error>> {
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

/// See [`Run::enter_thread`].
pub(super) struct Entered {
    outer: usize,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.outer);
    }
}

/// No lock here is held across user code, so a poisoned one still guards whole data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("discovery", &self.is_discovery())
            .finish_non_exhaustive()
    }
}
