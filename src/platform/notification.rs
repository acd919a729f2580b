//! Requests for the steps of one event, as Novu sends them.

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
    /// The event, with the state and controls of the last request.
    event: EventData,
}

impl Notification {
    /// Creates a notification before its first step.
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

    pub(super) fn event(&self) -> &EventData {
        &self.event
    }

    /// Executes one step, as Novu does. Returns `None` if the workflow function ended before it.
    ///
    /// `history` holds the results of the earlier steps. The event is moved into the run and back; if the
    /// future is dropped, it is lost, and later requests get an empty one.
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
            deadline: None,
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
