//! What has come of the steps of a run that takes all of them.

use super::{
    definition::StepDefinition,
    event::Event,
    result::{digest_event, result_of},
    state::State,
};
use dialects::json::{Json, Object};

/// What has come of the steps so far, where there is no Novu to keep it.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The results, for later steps and their templates.
    pub(super) state: State,
    /// The outputs by step id.
    pub(super) outputs: Object,
}

impl Journal {
    /// Notes what a step has put out, and how many steps have done so.
    pub(super) fn note(&mut self, step: &StepDefinition, outputs: Json) -> usize {
        self.outputs.insert(step.id.as_str().into(), outputs);
        self.outputs.len()
    }
}

/// What a step that has put out `outputs` leaves behind. A digest holds the one event there is, a delay is over at
/// once.
pub(super) fn result_at_once(step: &StepDefinition, event: &Event, outputs: &Json) -> Json {
    let events = || vec![digest_event("local", "1970-01-01T00:00:00.000Z", &event.payload)];
    result_of(step.kind, Some(outputs), events, 0)
}
