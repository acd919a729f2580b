//! The step of a request whose resolver runs.

use super::{
    declared::DeclaredProvider,
    definition::{ProviderDefinition, StepDefinition},
    history::History,
    pause::Pace,
    request::{Mode, Request},
    witness::{Part, Witness},
};
use crate::{
    error::{Error, ErrorCode, Fault},
    panics::Panicked,
    trace::Span,
};
use dialects::json::{self, Json, Object};
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The outcome of a step: the answer to a request for it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct StepOutcome {
    pub(crate) outputs: Json,
    pub(crate) providers: Object,
    pub(crate) skip: bool,
}

impl StepOutcome {
    /// Returns the outcome of a workflow function that ends without its target: a success (`bridge.md` §5.5).
    pub(crate) fn without_target() -> Self {
        Self {
            outputs: Json::empty_object(),
            ..Self::default()
        }
    }
}

/// The step whose resolver runs, from its controls to its outcome (`bridge.md` §5.3).
#[derive(Debug)]
pub(super) struct TargetStep<'a> {
    request: &'a Request,
    step: &'a StepDefinition,
    /// Until they are compiled, valid but with their templates as written.
    controls: Json,
    outputs: Json,
    providers: Object,
    /// The span in which the controls are validated and compiled, until they are.
    compiling: Option<Span>,
}

impl<'a> TargetStep<'a> {
    /// Validates the controls.
    pub(super) fn open(request: &'a Request, step: &'a StepDefinition) -> Result<Self, Fault> {
        if step.kind.is_run_by_platform() && request.mode != Mode::Offline {
            let message = format!(
                "step `{}` of workflow `{}` is an HTTP request, which Novu makes itself; there is nothing to ask for here",
                step.id, request.workflow.id
            );
            return Err(Fault::new(ErrorCode::InvalidAction, message));
        }
        let compiling = Span::compile(&step.id);
        let validate = || compiling.in_scope(|| request.valid_controls(step));
        let controls = request.witness.timed(Part::Compile, validate)?;
        Ok(Self {
            request,
            step,
            controls,
            outputs: Json::Null,
            providers: Object::new(),
            compiling: Some(compiling),
        })
    }

    /// Compiles the controls, and checks that the step still declares its providers. Returns whether to pause
    /// afterwards.
    pub(super) fn compile(
        &mut self,
        history: &History,
        declared: &[DeclaredProvider<'_>],
    ) -> Result<Pace, Fault> {
        let Self { request, step, .. } = *self;
        let controls = self.controls.take();
        let span = self.compiling.take().unwrap_or_else(|| Span::compile(&step.id));
        let compile = || span.in_scope(|| request.compile_controls(step, controls, history));
        let (controls, work) = request.witness.timed(Part::Compile, compile)?;
        drop(span);
        request.witness.controls(&controls);
        request.check_providers(step, declared)?;
        self.controls = controls;
        Ok(request.pace.after(work))
    }

    /// Returns whether to pause between other stages.
    pub(super) fn pace(&self) -> Pace {
        self.request.pace
    }

    /// Returns whether the `skip` closure is asked: previews show the message that it may hold back.
    pub(super) fn may_be_skipped(&self) -> bool {
        self.request.mode != Mode::Preview
    }

    pub(super) fn controls(&self) -> &Json {
        &self.controls
    }

    /// Reads the compiled controls into the resolver's type. They may be used up unless read `again`.
    pub(super) fn read_controls<C: DeserializeOwned + 'static>(&mut self, again: bool) -> Result<C, Error> {
        read(&mut self.controls, again).map_err(|error| controls_unreadable(&error))
    }

    /// Returns the witness of the request.
    pub(super) fn witness(&self) -> &Witness {
        &self.request.witness
    }

    /// Returns the span that the resolver runs in.
    pub(super) fn resolving(&self) -> Span {
        Span::resolve(&self.step.id)
    }

    /// Takes the resolver's output.
    pub(super) fn take(&mut self, output: Result<Json, Error>) -> Result<(), Error> {
        self.outputs = output.map_err(|error| {
            self.request.witness.failed(&error);
            Error::from_fault(error.into_fault(|error| self.failed(error)))
        })?;
        Ok(())
    }

    /// Validates the resolver's output.
    pub(super) fn accept(&mut self) -> Result<(), Error> {
        let validated = self.step.outputs.validator.validate(&mut self.outputs);
        validated.map_err(|violations| {
            let subject = format!("the output of {}", self.name());
            let code = ErrorCode::ExecutionStateOutputInvalid;
            let schema = &self.step.outputs.schema;
            Error::from_fault(Fault::invalid(code, &subject, schema, &violations))
        })
    }

    /// Returns the error for a panic in the resolver, without the panic's message (`differences.md` 2).
    pub(super) fn panicked(&self, panicked: &Panicked) -> Error {
        self.request.witness.panicked(panicked);
        let message = format!("the resolver of {} panicked", self.name());
        Error::from_fault(Fault::with_stack(ErrorCode::StepExecutionFailed, message))
    }

    /// Runs the provider closures in the order of their declaration.
    pub(super) async fn provide(mut self, declared: Vec<DeclaredProvider<'a>>) -> Result<Self, Error> {
        for provider in declared {
            let Some(known) = self.step.providers.iter().find(|known| known.id == provider.id) else {
                continue;
            };
            let made = (provider.make)(&self.controls, &self.outputs).await;
            let failed = |cause: &str| format!("provider `{}` of {} failed: {cause}", known.id, self.name());
            let code = ErrorCode::ProviderExecutionFailed;
            let checked = match made {
                Ok(values) => checked_override(known, values).map_err(|cause| {
                    Fault::with_stack(code, failed(&cause.message)).logged_as(failed(cause.log_message()))
                }),
                Err(error) => Err(Fault::of_user_code(code, failed(&error.to_string()), &error)),
            };
            let values = match checked {
                Ok(values) => values,
                Err(_) if self.request.mode == Mode::Preview => known.outputs.mock().into(),
                Err(fault) => return Err(Error::from_fault(fault)),
            };
            self.providers.insert(provider.id.into(), values);
        }
        Ok(self)
    }

    /// Ends the step without an output.
    pub(super) fn skip(self) -> (&'a StepDefinition, StepOutcome) {
        let outcome = StepOutcome {
            outputs: Json::empty_object(),
            providers: Object::new(),
            skip: true,
        };
        (self.step, outcome)
    }

    /// Ends the step with its sanitised output.
    pub(super) fn finish(mut self) -> (&'a StepDefinition, StepOutcome) {
        let witness = &self.request.witness;
        witness.outputs(&self.outputs);
        if !self.request.is_unsanitized {
            witness.timed(Part::Sanitize, || self.step.sanitize(&mut self.outputs));
        }
        let outcome = StepOutcome {
            outputs: self.outputs,
            providers: self.providers,
            skip: false,
        };
        (self.step, outcome)
    }

    fn name(&self) -> String {
        format!(
            "step `{}` of workflow `{}`",
            self.step.id, self.request.workflow.id
        )
    }

    fn failed(&self, error: &Error) -> Fault {
        let message = format!("the resolver of {} failed: {error}", self.name());
        let fault = Fault::of_user_code(ErrorCode::StepExecutionFailed, message, error);
        if error.is_retryable() {
            fault.with_status(StatusCode::SERVICE_UNAVAILABLE)
        } else {
            fault
        }
    }
}

/// Validates the values of a provider override.
fn checked_override(known: &ProviderDefinition, values: Value) -> Result<Json, Fault> {
    let mut values = Json::from(values);
    // `_passthrough` is kept untouched, whatever the schema says (`bridge.md` §5.3).
    let passthrough = values.get("_passthrough").cloned();
    known
        .outputs
        .validator
        .validate(&mut values)
        .map_err(|violations| {
            let code = ErrorCode::ProviderExecutionFailed;
            Fault::invalid(code, "the override", &known.outputs.schema, &violations)
        })?;
    if let (Some(passthrough), Json::Object(members)) = (passthrough, &mut values) {
        members.insert("_passthrough".into(), passthrough);
    }
    Ok(values)
}

/// Returns the error for controls that match their schema, but not the type that takes them.
pub(super) fn controls_unreadable(error: &serde_json::Error) -> Error {
    let code = ErrorCode::ExecutionStateControlInvalid;
    Error::from_fault(Fault::unreadable(code, "the value of the controls", error))
}

/// Reads a step's result into the type that the workflow function takes. It may be used up unless it is read
/// `again`.
pub(super) fn read_result<R: DeserializeOwned + 'static>(result: &mut Json, again: bool) -> Result<R, Error> {
    read(result, again).map_err(|error| result_unreadable(&error))
}

fn read<T: DeserializeOwned + 'static>(data: &mut Json, again: bool) -> Result<T, serde_json::Error> {
    if again {
        json::deserialize(data)
    } else {
        json::deserialize_taking(data)
    }
}

/// Returns the error for a result that does not fit its type.
fn result_unreadable(error: &serde_json::Error) -> Error {
    let code = ErrorCode::ExecutionStateResultInvalid;
    Error::from_fault(Fault::unreadable(code, "the result of a step", error))
}

/// Reads the result of a step into its type and keeps it for the workflow function, as [`read_result`] does.
pub(super) type ReadResult<'r> = &'r mut dyn FnMut(&mut Json, bool) -> Result<(), Error>;
