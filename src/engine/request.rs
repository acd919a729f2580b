//! The request that a run answers.

#[cfg(feature = "studio")]
use super::witness::Part;
use super::{
    declared::DeclaredProvider,
    definition::{StepDefinition, WorkflowDefinition},
    event::EventData,
    history::History,
    pause::Pace,
    witness::Witness,
};
use crate::{
    controls::{self, CompileError, Variables},
    error::{ErrorCode, Fault, declared},
};
use dialects::json::{Json, Object, ValueLimit};
use http::StatusCode;
use serde_json::json;
use std::{fmt, sync::Arc, time::Instant};

/// How a request treats its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One step runs, to be delivered.
    Execute,
    /// One step runs, to be looked at: missing payload and results are mocked.
    Preview,
    /// There is no Novu: resolvers of HTTP requests give the response.
    Offline,
}

/// One request to a workflow.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) workflow: Arc<WorkflowDefinition>,
    pub(crate) mode: Mode,
    /// The target; empty if all steps run.
    pub(crate) step_id: String,
    pub(crate) event: EventData,
    /// The time until which templates may be rendered.
    pub(crate) deadline: Option<Instant>,
    /// Whether the run pauses between its stages.
    pub(crate) pace: Pace,
    /// Notes what happens, for the studio.
    pub(crate) witness: Witness,
    /// Whether the HTML of the output is left as the resolver has written it.
    pub(crate) is_unsanitized: bool,
}

impl Request {
    /// Creates a request for one step. The payload is validated; in a preview, mocks complete it first.
    ///
    /// # Errors
    ///
    /// The body cannot be read, or the payload is missing or wrong (`bridge.md` §5.2, §6).
    #[cfg(any(feature = "studio", feature = "testing"))]
    pub(crate) fn one_step(
        workflow: &Arc<WorkflowDefinition>,
        mode: Mode,
        step_id: &str,
        body: &[u8],
        limit: ValueLimit,
    ) -> Result<Self, Fault> {
        Self::unchecked(workflow, mode, step_id, body, limit)?.checked()
    }

    /// Creates a request for one step whose payload is not validated yet; in a preview, mocks complete it.
    ///
    /// # Errors
    ///
    /// The body cannot be read, or the payload is missing.
    pub(crate) fn unchecked(
        workflow: &Arc<WorkflowDefinition>,
        mode: Mode,
        step_id: &str,
        body: &[u8],
        limit: ValueLimit,
    ) -> Result<Self, Fault> {
        let mut event = match EventData::parse(body, limit) {
            // The reference reads a body that is not JSON as an empty event, which only previews accept.
            Err(fault) if mode == Mode::Preview && fault.code == ErrorCode::ExecutionEventPayloadInvalid => {
                EventData::default()
            }
            parsed => parsed?,
        };
        if mode == Mode::Preview {
            event.payload = assigned(workflow.payload.mock().into(), event.payload);
            // Novu sends an empty object if nobody was chosen.
            let is_known = |subscriber: &Json| subscriber.is_truthy() && *subscriber != Json::empty_object();
            event.subscriber = event.subscriber.filter(|subscriber| is_known(subscriber));
            event
                .subscriber
                .get_or_insert_with(|| Arc::new(mock_subscriber()));
        } else if !event.payload.is_truthy() {
            let message = format!("the event for workflow `{}` has no payload", workflow.id);
            let fault = Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message.clone());
            return Err(fault.with_data(json!({ "message": message })));
        }
        Ok(Self::new(workflow, mode, step_id, event))
    }

    /// Creates a request for all steps, without controls. Its payload is not validated yet.
    pub(crate) fn all_steps(workflow: &Arc<WorkflowDefinition>, event: EventData) -> Self {
        let controls = Json::empty_object();
        Self::new(workflow, Mode::Offline, "", EventData { controls, ..event })
    }

    fn new(workflow: &Arc<WorkflowDefinition>, mode: Mode, step_id: &str, event: EventData) -> Self {
        Self {
            workflow: Arc::clone(workflow),
            mode,
            step_id: step_id.to_owned(),
            event,
            deadline: None,
            pace: Pace::default(),
            witness: Witness::default(),
            is_unsanitized: false,
        }
    }

    /// Validates the payload and fills in its defaults.
    ///
    /// # Errors
    ///
    /// The payload does not match its schema.
    pub(crate) fn checked(mut self) -> Result<Self, Fault> {
        self.workflow.check_payload(&mut self.event.payload)?;
        Ok(self)
    }

    /// Sets the deadline.
    pub(crate) fn until(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Leaves the HTML of the output as the resolver has written it.
    #[cfg(feature = "testing")]
    pub(crate) fn unsanitized(mut self) -> Self {
        self.is_unsanitized = true;
        self
    }

    /// Sets whether the run pauses between its stages.
    pub(crate) fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Sets who takes notes.
    #[cfg(feature = "studio")]
    pub(crate) fn watched_by(mut self, witness: Witness) -> Self {
        self.witness = witness;
        self
    }

    /// Compiles the controls of a step whose code does not run, for the witness.
    ///
    /// # Errors
    ///
    /// The controls are invalid, or a template cannot be compiled.
    #[cfg(feature = "studio")]
    pub(crate) fn compile_for_show(&self, step: &StepDefinition) -> Result<(), Fault> {
        let compile = || {
            let controls = self.valid_controls(step)?;
            self.compile_controls(step, controls, &self.event.history)
        };
        let (controls, _) = self.witness.timed(Part::Compile, compile)?;
        self.witness.controls(&controls);
        Ok(())
    }

    /// Returns the result of an earlier step. In previews, a mock completes it; otherwise a missing or
    /// invalid result is a fault (`bridge.md` §5.4, §6).
    pub(super) fn hydrate(&self, step: &StepDefinition, history: &History) -> Result<Json, Fault> {
        let found = history.result_of(&step.id).map_err(|fault| match self.mode {
            Mode::Preview => {
                let message = format!(
                    "step `{}` of workflow `{}` cannot be previewed: {}",
                    step.id, self.workflow.id, fault.message
                );
                Fault::with_stack(ErrorCode::StepExecutionFailed, message)
            }
            Mode::Execute | Mode::Offline => fault,
        })?;
        if self.mode == Mode::Preview {
            let mocked = step.results.mock().into();
            let mut result = merged(mocked, found.cloned().unwrap_or_default());
            self.witness.mocked(["state", &step.id], found, &result);
            step.sanitize(&mut result);
            self.witness.hydrated(&step.id, &result);
            return Ok(result);
        }
        let mut result = found.ok_or_else(|| self.state_missing(step))?.clone();
        self.check_result(step, &mut result)?;
        self.witness.hydrated(&step.id, &result);
        Ok(result)
    }

    /// Validates and sanitises the result of a step.
    pub(super) fn check_result(&self, step: &StepDefinition, result: &mut Json) -> Result<(), Fault> {
        step.results.validator.validate(result).map_err(|violations| {
            let what = format!(
                "the result of step `{}` of workflow `{}`",
                step.id, self.workflow.id
            );
            let code = ErrorCode::ExecutionStateResultInvalid;
            Fault::invalid(code, &what, &step.results.schema, &violations)
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

    /// Returns the controls of a step, validated, with their templates as written.
    pub(super) fn valid_controls(&self, step: &StepDefinition) -> Result<Json, Fault> {
        let mut values = self.event.controls.clone();
        step.controls
            .validator
            .validate(&mut values)
            .map_err(|violations| {
                let code = ErrorCode::ExecutionStateControlInvalid;
                Fault::invalid(code, &self.controls_of(step), &step.controls.schema, &violations)
            })?;
        Ok(values)
    }

    fn controls_of(&self, step: &StepDefinition) -> String {
        format!(
            "the controls of step `{}` of workflow `{}`",
            step.id, self.workflow.id
        )
    }

    /// Renders the templates of valid controls. Returns them with the work that it took, in units of at most
    /// two nanoseconds.
    pub(super) fn compile_controls(
        &self,
        step: &StepDefinition,
        mut values: Json,
        history: &History,
    ) -> Result<(Json, u64), Fault> {
        let what = || self.controls_of(step);
        let fault = |cause: &dyn fmt::Display, data| {
            let message = format!("{} cannot be compiled: {cause}", what());
            Fault::new(ErrorCode::StepControlCompilationFailed, message).with_data(data)
        };
        // Templates are part of the request, and what fails when they are rendered may be a value.
        let logged = |error: &CompileError, verb: &str| {
            let control = declared(&error.pointer, &step.controls.schema);
            format!("{} {verb}: control {control} has a {}", what(), error.class())
        };
        let uncompiled =
            |error: CompileError| fault(&error, error.data()).logged_as(logged(&error, "cannot be compiled"));
        let steps = match history.outputs() {
            Ok(steps) => steps,
            Err(cause) => {
                controls::check_syntax(&mut values, &self.workflow.templates).map_err(uncompiled)?;
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
            actor: self.event.actor.as_deref(),
            steps,
            workflow: &self.workflow.variables,
        };
        let compiled = controls::compile(&mut values, &variables, &self.workflow.templates, self.deadline);
        let work = compiled.map_err(|error| {
            self.witness.misplaced(&error);
            if error.is_late() {
                let message = format!("{} were not compiled within the deadline: {error}", what());
                return Fault::with_stack(ErrorCode::StepExecutionFailed, message)
                    .with_status(StatusCode::GATEWAY_TIMEOUT)
                    .logged_as(format!("{} were not compiled within the deadline", what()));
            }
            uncompiled(error)
        })?;
        Ok((values, work))
    }

    /// Checks that the step still declares every provider that was discovered.
    pub(super) fn check_providers(
        &self,
        step: &StepDefinition,
        declared: &[DeclaredProvider<'_>],
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

/// Returns the subscriber of previews for nobody in particular (`differences.md` 44). As in all mocks, names
/// are placeholders, and addresses are reserved for examples.
fn mock_subscriber() -> Json {
    const PLACEHOLDER: &str = "[placeholder]";
    Json::object([
        ("subscriberId", PLACEHOLDER.into()),
        ("firstName", PLACEHOLDER.into()),
        ("lastName", PLACEHOLDER.into()),
        ("email", "user@example.com".into()),
        ("phone", "+12025550100".into()),
        ("avatar", "https://example.com/avatar.png".into()),
        ("locale", "en_US".into()),
        ("timezone", "Etc/UTC".into()),
        ("data", Json::empty_object()),
    ])
}

/// Returns `Object.assign(base, over)` for objects: the members of `over`, one level deep. Anything else has
/// no members (`differences.md` 46).
fn assigned(base: Json, over: Json) -> Json {
    let mut base = spread(base);
    base.extend(spread(over));
    Json::Object(base)
}

/// Returns `over` laid over `base`, object by object; anything else in `over` replaces what is there
/// (`bridge.md` §6), but not at the top (`differences.md` 46).
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

/// Returns the members of an object. Anything else has none: the reference makes a member of each character
/// of a string.
fn spread(value: Json) -> Object {
    match value {
        Json::Object(members) => members,
        _ => Object::new(),
    }
}
