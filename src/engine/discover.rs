//! Calls a workflow function once to find its steps.

use super::{
    definition::StepDefinition,
    drive::WorkflowFunction,
    event::EventData,
    invocation::Invocation,
    recorder::{Problem, UnawaitedStep},
};
use crate::{error::Error, panics::catch};
use serde_json::Value;
use std::task::{Context, Poll, Waker};

/// The result of calling a workflow function for discovery.
pub(crate) struct Discovered {
    /// Its steps.
    pub(crate) steps: Vec<StepDefinition>,
    /// Its source, if the macro has recorded it.
    pub(crate) source: Option<&'static str>,
    /// The mistakes of its steps.
    pub(crate) problems: Vec<Problem>,
    /// The reason why the function did not take all its steps, if it is not one of the problems.
    pub(crate) failure: Option<DiscoveryFailure>,
    /// The steps that it makes, but does not await.
    pub(crate) unawaited: Vec<UnawaitedStep>,
}

/// The reason why a function did not take all its steps.
pub(crate) enum DiscoveryFailure {
    /// The payload does not fit its type.
    Unreadable(serde_json::Error),
    /// The function returned an error.
    Failed(Error),
    /// The function waits for something that is not a step.
    Pending {
        /// The last step before that.
        after: Option<String>,
    },
    /// The function panicked with this message, if it is a text.
    Panicked(Option<String>),
}

/// Calls the workflow function once, with steps that only record themselves.
pub(crate) fn discover(function: &dyn WorkflowFunction, payload: Value) -> Discovered {
    let run = Invocation::discovery();
    let event = EventData {
        payload: payload.into(),
        ..EventData::default()
    };
    let polled = catch(|| {
        let mut future = function.start(&run, &event)?;
        let _entered = run.enter_thread();
        Ok(future.as_mut().poll(&mut Context::from_waker(Waker::noop())))
    });
    let mut recorder = run.take_recorder();
    let failure = match polled {
        Ok(Ok(Poll::Ready(Ok(())))) => None,
        // The error is that of a step whose problem is known.
        Ok(Ok(Poll::Ready(Err(_)))) if recorder.interrupted => None,
        Ok(Ok(Poll::Ready(Err(error)))) => Some(DiscoveryFailure::Failed(error)),
        Ok(Ok(Poll::Pending)) => Some(DiscoveryFailure::Pending {
            after: recorder.steps.last().map(|step| step.id.clone()),
        }),
        Ok(Err(error)) => Some(DiscoveryFailure::Unreadable(error)),
        Err(panicked) => Some(DiscoveryFailure::Panicked(panicked.message)),
    };
    Discovered {
        unawaited: recorder.take_unawaited(),
        source: recorder.sources.first().map(|source| source.workflow),
        steps: recorder.steps,
        problems: recorder.problems,
        failure,
    }
}
