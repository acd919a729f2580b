//! What has come of the steps of a run that takes all of them.

use super::{
    definition::StepDefinition,
    event::Event,
    result::{digest_event, result_of},
    run::Outcome,
    state::State,
};
use crate::json::Object;

/// What has come of the steps so far, where there is no Novu to keep it.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The results, for later steps and their templates.
    pub(super) state: State,
    /// The outputs by step id.
    pub(super) outputs: Object,
}

impl Journal {
    /// Notes what a step has put out. A digest holds the one event there is, a delay is over at once.
    pub(super) fn note(&mut self, step: &StepDefinition, event: &Event, outcome: Outcome) {
        let events = || vec![digest_event("local", "1970-01-01T00:00:00.000Z", &event.payload)];
        let result = result_of(step.kind, Some(&outcome.outputs), events, 0);
        self.state.leave(&step.id, result);
        self.outputs.insert(step.id.as_str().into(), outcome.outputs);
    }
}
