//! One event on its way through a workflow.

use crate::{
    engine::{self, Action, Event, Outcome, Request, Run, State, StepDefinition, WorkflowDefinition},
    fault::{ErrorCode, Fault},
    workflow::AnyWorkflow,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// One event on its way through a workflow, for one subscriber.
pub(crate) struct Notification {
    workflow: Arc<dyn AnyWorkflow>,
    definition: Arc<WorkflowDefinition>,
    /// What is the same for all steps, with the state and controls of the last one.
    event: Event,
}

impl Notification {
    /// A notification that has not taken any step yet.
    ///
    /// # Errors
    ///
    /// The payload does not match its schema.
    pub(crate) fn new(
        workflow: &Arc<dyn AnyWorkflow>,
        definition: &Arc<WorkflowDefinition>,
        mut event: Event,
    ) -> Result<Self, Fault> {
        definition.check_payload(&mut event.payload)?;
        Ok(Self {
            workflow: Arc::clone(workflow),
            definition: Arc::clone(definition),
            event,
        })
    }

    /// What is the same for all steps.
    pub(crate) fn event(&self) -> &Event {
        &self.event
    }

    /// Asks for one step, as Novu does: what came of it, or `None` if the workflow function ended without it.
    /// `state` holds the result of each earlier step; it stays with the notification.
    ///
    /// The event is lent to the run. If the future is dropped it is gone, and no further step can be asked for.
    pub(crate) async fn ask(
        &mut self,
        step: &StepDefinition,
        controls: Value,
        state: State,
    ) -> Result<Option<Outcome>, Fault> {
        let request = Request {
            workflow: Arc::clone(&self.definition),
            action: Action::Local,
            step_id: step.id.clone(),
            event: Event {
                controls,
                state,
                ..std::mem::take(&mut self.event)
            },
        };
        let run = Run::request(request);
        let outcome = engine::ask(&*self.workflow, &run).await;
        self.event = Run::into_event(run);
        outcome
    }

    /// The state that the last request had.
    pub(crate) fn take_state(&mut self) -> State {
        std::mem::take(&mut self.event.state)
    }

    /// Adds the result of a step to that state.
    pub(crate) fn leave(&mut self, step_id: &str, result: Value) {
        self.event.state.leave(step_id, result);
    }
}

/// The subscriber that `to` names: an id, or a whole subscriber.
///
/// # Errors
///
/// It is neither.
pub(crate) fn subscriber(to: Value) -> Result<Value, Fault> {
    match to {
        Value::String(id) => Ok(json!({ "subscriberId": id })),
        Value::Object(_) => Ok(to),
        _ => Err(Fault::new(
            ErrorCode::ExecutionEventPayloadInvalidError,
            "`to` is neither a subscriber id nor a subscriber",
        )),
    }
}
