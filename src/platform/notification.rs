//! Requests for the steps of one event, as Novu sends them.

use crate::{
    engine::{
        EventData, History, Invocation, Mode, Pace, Request, StepDefinition, StepOutcome, Witness,
        WorkflowDefinition, drive,
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

    /// Sets what the next request has besides the event: the step's controls, and the results of the earlier
    /// steps.
    pub(super) fn prepare(&mut self, controls: Json, history: History) {
        self.event.controls = controls;
        self.event.history = history;
    }

    /// Executes one step, as Novu does. Returns `None` if the workflow function ended before it.
    ///
    /// The event is moved into the run and back; if the future is dropped, it is lost, and later requests get
    /// an empty one.
    pub(super) async fn ask(
        &mut self,
        step: &StepDefinition,
        witness: Witness,
    ) -> Result<Option<StepOutcome>, Fault> {
        let request = Request {
            workflow: Arc::clone(&self.definition),
            mode: Mode::Offline,
            step_id: step.id.clone(),
            deadline: None,
            pace: Pace::default(),
            witness,
            is_unsanitized: false,
            event: std::mem::take(&mut self.event),
        };
        let run = Invocation::step(request);
        let outcome = drive(&*self.workflow, &run).await;
        self.event = Invocation::into_event(run);
        outcome
    }
}
