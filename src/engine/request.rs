//! One request to a workflow, and what its steps read of it.

use super::{
    definition::{StepDefinition, WorkflowDefinition},
    event::{Event, truthy},
    state::State,
};
use crate::{
    controls::{self, Variables},
    error::{ErrorCode, Fault},
    step::Provider,
};
use dialects::{
    json::{Json, Object},
    schema::Violation,
};
use serde_json::json;
use std::{fmt, sync::Arc};

/// What is asked of a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// The outputs of one step, to be delivered.
    Execute,
    /// The outputs of one step, to be looked at: what is missing is mocked.
    Preview,
    /// Outputs where there is no Novu: the resolver of an HTTP request stands in for it.
    Local,
}

/// One request to a workflow.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) workflow: Arc<WorkflowDefinition>,
    pub(crate) action: Action,
    /// The step that is asked for; empty if all are.
    pub(crate) step_id: String,
    pub(crate) event: Event,
}

impl Request {
    /// A request for one step. The payload is validated; a preview fills it up with mocks before.
    ///
    /// # Errors
    ///
    /// The body cannot be read, or the payload is missing or wrong (`bridge.md` §5.2, §6).
    pub(crate) fn one_step(
        workflow: &Arc<WorkflowDefinition>,
        action: Action,
        step_id: &str,
        body: &[u8],
    ) -> Result<Self, Fault> {
        let mut event = match Event::parse(body) {
            // The reference reads a body that is no JSON as an empty event, which only a preview accepts.
            Err(fault)
                if action == Action::Preview && fault.code == ErrorCode::ExecutionEventPayloadInvalid =>
            {
                Event::default()
            }
            parsed => parsed?,
        };
        if action == Action::Preview {
            event.payload = assigned(workflow.payload.mock().into(), event.payload);
        } else if !truthy(&event.payload) {
            let message = format!("the event for workflow `{}` has no payload", workflow.id);
            let fault = Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message.clone());
            return Err(fault.with_data(json!({ "message": message })));
        }
        Self::validated(workflow, action, step_id, event)
    }

    /// A request for all steps, with no controls set.
    ///
    /// # Errors
    ///
    /// The payload is wrong.
    pub(crate) fn all_steps(workflow: &Arc<WorkflowDefinition>, event: Event) -> Result<Self, Fault> {
        let controls = Json::empty_object();
        Self::validated(workflow, Action::Local, "", Event { controls, ..event })
    }

    fn validated(
        workflow: &Arc<WorkflowDefinition>,
        action: Action,
        step_id: &str,
        mut event: Event,
    ) -> Result<Self, Fault> {
        workflow.check_payload(&mut event.payload)?;
        Ok(Self {
            workflow: Arc::clone(workflow),
            action,
            step_id: step_id.to_owned(),
            event,
        })
    }

    /// Whether the resolver of this step runs.
    pub(super) fn is_target(&self, id: &str) -> bool {
        self.step_id == id
    }

    /// The result of an earlier step: from the state in execute, where it has to be there and right;
    /// mocked as far as the state does not tell in preview (`bridge.md` §5.4, §6).
    pub(super) fn hydrate(&self, step: &StepDefinition, state: &State) -> Result<Json, Fault> {
        let found = state.result_of(&step.id).map_err(|fault| match self.action {
            Action::Preview => {
                let message = format!(
                    "step `{}` of workflow `{}` cannot be previewed: {}",
                    step.id, self.workflow.id, fault.message
                );
                Fault::with_stack(ErrorCode::StepExecutionFailed, message)
            }
            Action::Execute | Action::Local => fault,
        })?;
        if self.action == Action::Preview {
            let mocked = step.results.mock().into();
            let mut result = merged(mocked, found.cloned().unwrap_or_default());
            step.sanitize(&mut result);
            return Ok(result);
        }
        let mut result = found.ok_or_else(|| self.state_missing(step))?.clone();
        self.check_result(step, &mut result)?;
        Ok(result)
    }

    /// Validates and sanitises the result of a step.
    pub(super) fn check_result(&self, step: &StepDefinition, result: &mut Json) -> Result<(), Fault> {
        step.results.validator.validate(result).map_err(|violations| {
            let what = format!(
                "the result of step `{}` of workflow `{}`",
                step.id, self.workflow.id
            );
            invalid(ErrorCode::ExecutionStateResultInvalid, &what, &violations)
        })?;
        step.sanitize(result);
        Ok(())
    }

    fn state_missing(&self, step: &StepDefinition) -> Fault {
        let message = format!(
            "the event has no result of step `{}` of workflow `{}`, which comes before the step asked for",
            step.id, self.workflow.id
        );
        Fault::new(ErrorCode::ExecutionStateCorrupt, message)
            .with_data(json!({ "workflowId": self.workflow.id, "stepId": step.id }))
    }

    /// The controls of the target, validated and with their templates rendered.
    pub(super) fn compile_controls(&self, step: &StepDefinition, state: &State) -> Result<Json, Fault> {
        let mut values = self.event.controls.clone();
        let what = || {
            format!(
                "the controls of step `{}` of workflow `{}`",
                step.id, self.workflow.id
            )
        };
        step.controls
            .validator
            .validate(&mut values)
            .map_err(|violations| invalid(ErrorCode::ExecutionStateControlInvalid, &what(), &violations))?;
        let fault = |cause: &dyn fmt::Display, data| {
            let message = format!("{} cannot be compiled: {cause}", what());
            Fault::new(ErrorCode::StepControlCompilationFailed, message).with_data(data)
        };
        let steps = match state.outputs() {
            Ok(steps) => steps,
            Err(cause) => {
                controls::check_syntax(&mut values, &self.workflow.templates)
                    .map_err(|error| fault(&error, error.data.clone()))?;
                return Err(fault(&cause, json!({})));
            }
        };
        let empty = Json::empty_object();
        let variables = Variables {
            payload: &self.event.payload,
            subscriber: self.event.subscriber.as_deref(),
            context: self.event.context.as_ref(),
            env: if self.event.env.is_null() {
                &empty
            } else {
                &self.event.env
            },
            actor: Some(&*self.event.actor).filter(|actor| !actor.is_null()),
            steps,
            workflow: &self.workflow.variables,
        };
        controls::compile(&mut values, &variables, &self.workflow.templates)
            .map_err(|error| fault(&error, error.data.clone()))?;
        Ok(values)
    }

    /// Whether every provider that was discovered is still there.
    pub(super) fn check_providers(
        &self,
        step: &StepDefinition,
        declared: &[Provider<'_>],
    ) -> Result<(), Fault> {
        match step
            .providers
            .iter()
            .find(|known| declared.iter().all(|provider| provider.id != known.id))
        {
            None => Ok(()),
            Some(known) => {
                let message = format!(
                    "provider `{}` of step `{}` of workflow `{}` was discovered, but is not there any more",
                    known.id, step.id, self.workflow.id
                );
                Err(Fault::new(ErrorCode::ProviderNotFound, message))
            }
        }
    }
}

/// A fault that lists what a schema refuses.
pub(super) fn invalid(code: ErrorCode, what: &str, violations: &[Violation]) -> Fault {
    let first = violations.first();
    let cause = first.map(|violation| {
        let path = if violation.path.is_empty() {
            "/"
        } else {
            &violation.path
        };
        format!(": {path} {}", violation.message)
    });
    let data = violations
        .iter()
        .map(|violation| json!({ "path": violation.path, "message": violation.message }))
        .collect::<Vec<_>>();
    Fault::new(code, format!("{what} is invalid{}", cause.unwrap_or_default())).with_data(data)
}

/// `Object.assign(base, over)`: the members of `over`, one level deep.
fn assigned(base: Json, over: Json) -> Json {
    let mut base = spread(base);
    base.extend(spread(over));
    Json::Object(base)
}

/// `over` laid over `base`, object by object; anything else in `over` replaces what is there (`bridge.md` §6).
fn merged(base: Json, over: Json) -> Json {
    let mut base = spread(base);
    for (key, value) in spread(over) {
        let value = match value {
            Json::Object(_) => merged(base.get(&key).cloned().unwrap_or_default(), value),
            _ => value,
        };
        base.insert(key, value);
    }
    Json::Object(base)
}

/// `{...value}`: the members of an object, or the elements of a string or an array by index.
fn spread(value: Json) -> Object {
    match value {
        Json::Object(members) => members,
        Json::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| (index.to_string().into(), item))
            .collect(),
        Json::String(text) => text
            .chars()
            .enumerate()
            .map(|(index, char)| (index.to_string().into(), Json::from(char.to_string())))
            .collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) => Object::new(),
    }
}
