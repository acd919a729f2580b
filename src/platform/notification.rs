//! One event on its way through a workflow.

use crate::{
    engine::{
        EventData, History, Mode, Request, Run, StepDefinition, StepOutcome, WorkflowDefinition, drive,
    },
    error::Fault,
    workflow::AnyWorkflow,
};
use dialects::json::Json;
use std::sync::Arc;

/// One event on its way through a workflow, for one subscriber.
pub(super) struct Notification {
    workflow: Arc<dyn AnyWorkflow>,
    definition: Arc<WorkflowDefinition>,
    /// What is the same for all steps, with the state and controls of the last one.
    event: EventData,
}

impl Notification {
    /// A notification that has not taken any step yet.
    ///
    /// # Errors
    ///
    /// The payload does not match its schema.
    pub(super) fn new(
        workflow: &Arc<dyn AnyWorkflow>,
        definition: &Arc<WorkflowDefinition>,
        mut event: EventData,
    ) -> Result<Self, Fault> {
        definition.check_payload(&mut event.payload)?;
        Ok(Self {
            workflow: Arc::clone(workflow),
            definition: Arc::clone(definition),
            event,
        })
    }

    /// What is the same for all steps.
    pub(super) fn event(&self) -> &EventData {
        &self.event
    }

    /// Asks for one step, as Novu does: what came of it, or `None` if the workflow function ended without it.
    /// `history` holds the result of each earlier step; it stays with the notification.
    ///
    /// The event is lent to the run. If the future is dropped it is gone, and no further step can be asked for.
    pub(super) async fn ask(
        &mut self,
        step: &StepDefinition,
        controls: Json,
        history: History,
    ) -> Result<Option<StepOutcome>, Fault> {
        let request = Request {
            workflow: Arc::clone(&self.definition),
            mode: Mode::Offline,
            step_id: step.id.clone(),
            event: EventData {
                controls,
                history,
                ..std::mem::take(&mut self.event)
            },
        };
        let run = Run::step(request);
        let outcome = drive(&*self.workflow, &run).await;
        self.event = Run::into_event(run);
        outcome
    }
}
