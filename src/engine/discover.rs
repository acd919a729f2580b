//! Calls a workflow function once to find its steps.

use super::{
    definition::StepDefinition, drive::WorkflowFunction, event::EventData, recorder::Problem, run::Run,
};
use crate::{error::Error, panics::catch};
use serde_json::Value;
use std::task::{Context, Poll, Waker};

/// The result of calling a workflow function for discovery.
pub(crate) enum Discovered {
    /// The function took all its steps.
    Steps {
        /// Its steps.
        steps: Vec<StepDefinition>,
        /// Its source, if the macro has recorded it.
        source: Option<&'static str>,
    },
    /// One of its steps has a mistake.
    Problem(Problem),
    /// The payload does not fit its type.
    Unreadable(serde_json::Error),
    /// The function returned an error.
    Failed(Error),
    /// The function waits for something that is not a step.
    Pending {
        /// The last step before that.
        after: Option<String>,
    },
    /// The function panicked.
    Panicked,
}

/// Calls the workflow function once, with steps that only record themselves.
pub(crate) fn discover(function: &dyn WorkflowFunction, payload: Value) -> Discovered {
    let run = Run::discovery();
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
    match (recorder.problem.take(), polled) {
        (Some(problem), _) => Discovered::Problem(problem),
        (None, Err(_)) => Discovered::Panicked,
        (None, Ok(Err(error))) => Discovered::Unreadable(error),
        (None, Ok(Ok(Poll::Pending))) => Discovered::Pending {
            after: recorder.steps.pop().map(|step| step.id),
        },
        (None, Ok(Ok(Poll::Ready(Err(error))))) => Discovered::Failed(error),
        (None, Ok(Ok(Poll::Ready(Ok(()))))) => Discovered::Steps {
            source: recorder.sources.first().map(|source| source.workflow),
            steps: recorder.steps,
        },
    }
}
