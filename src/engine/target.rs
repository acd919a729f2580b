//! The step that a request asks for.

use super::{
    definition::StepDefinition,
    request::{Action, Request, invalid},
    run::{Outcome, Run},
    state::State,
};
use crate::{
    error::{Error, ErrorCode, Fault},
    step::Provider,
    trace::Span,
};
use dialects::json::{Json, Object};
use http::StatusCode;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::json;

/// The step that is asked for, or whose turn it is, from its controls to its result (`bridge.md` §5.3).
#[derive(Debug)]
pub(crate) struct Target<'a> {
    run: &'a Run,
    request: &'a Request,
    step: &'a StepDefinition,
    controls: Json,
    outputs: Json,
    providers: Object,
}

impl<'a> Target<'a> {
    /// Validates and compiles the controls.
    pub(super) fn open(
        run: &'a Run,
        request: &'a Request,
        step: &'a StepDefinition,
        state: &State,
        declared: &[Provider<'_>],
    ) -> Result<Self, Fault> {
        if step.kind.is_run_by_platform() && request.action != Action::Local {
            let message = format!(
                "step `{}` of workflow `{}` is an HTTP request, which Novu makes itself; there is nothing to ask for here",
                step.id, request.workflow.id
            );
            return Err(Fault::new(ErrorCode::InvalidAction, message));
        }
        let compile = || request.compile_controls(step, state);
        let controls = Span::compile(&step.id).in_scope(compile)?;
        request.check_providers(step, declared)?;
        Ok(Self {
            run,
            request,
            step,
            controls,
            outputs: Json::Null,
            providers: Object::new(),
        })
    }

    /// Previews show what would be sent, so nothing is skipped in them.
    pub(crate) fn may_be_skipped(&self) -> bool {
        self.request.action != Action::Preview
    }

    /// The compiled controls.
    pub(crate) fn controls(&self) -> &Json {
        &self.controls
    }

    /// The compiled controls as the resolver takes them. Their texts are copied only if somebody reads them after it.
    pub(crate) fn read_controls<C: DeserializeOwned>(&mut self, again: bool) -> Result<C, Error> {
        let controls = if again {
            C::deserialize(&self.controls)
        } else {
            C::deserialize(self.controls.take())
        };
        controls.map_err(|error| controls_unreadable(&error))
    }

    /// The span that the resolver runs in.
    pub(crate) fn resolving(&self) -> Span {
        Span::resolve(&self.step.id)
    }

    /// Takes what the resolver returned and validates it.
    pub(crate) fn accept(&mut self, output: Result<Json, Error>) -> Result<(), Error> {
        self.outputs =
            output.map_err(|error| Error::from_fault(error.into_fault(|error| self.failed(error))))?;
        self.step
            .outputs
            .validator
            .validate(&mut self.outputs)
            .map_err(|violations| {
                let what = format!("the output of {}", self.name());
                Error::from_fault(invalid(
                    ErrorCode::ExecutionStateOutputInvalid,
                    &what,
                    &violations,
                ))
            })
    }

    /// What a panic in the resolver is answered with. The panic's message stays here (`differences.md` 2).
    pub(crate) fn panicked(&self) -> Error {
        let message = format!("the resolver of {} panicked", self.name());
        Error::from_fault(Fault::with_stack(ErrorCode::StepExecutionFailed, message))
    }

    /// Runs the provider closures, in the order in which they were declared.
    pub(crate) async fn provide(mut self, declared: Vec<Provider<'a>>) -> Result<Self, Error> {
        for provider in declared {
            let Some(known) = self.step.providers.iter().find(|known| known.id == provider.id) else {
                continue;
            };
            let made = (provider.make)(&self.controls, &self.outputs).await;
            let checked = made.map_err(|error| error.to_string()).and_then(|value| {
                let mut value = Json::from(value);
                // `_passthrough` comes through untouched, whatever the schema says (`bridge.md` §5.3).
                let passthrough = value.get("_passthrough").cloned();
                known
                    .outputs
                    .validator
                    .validate(&mut value)
                    .map_err(|violations| {
                        invalid(ErrorCode::ProviderExecutionFailed, "the override", &violations).message
                    })?;
                if let (Some(passthrough), Json::Object(values)) = (passthrough, &mut value) {
                    values.insert("_passthrough".into(), passthrough);
                }
                Ok(value)
            });
            let value = match checked {
                Ok(value) => value,
                Err(_) if self.request.action == Action::Preview => known.outputs.mock().into(),
                Err(cause) => {
                    let message = format!("provider `{}` of {} failed: {cause}", known.id, self.name());
                    let fault = Fault::with_stack(ErrorCode::ProviderExecutionFailed, message);
                    return Err(Error::from_fault(fault));
                }
            };
            self.providers.insert(provider.id.into(), value);
        }
        Ok(self)
    }

    /// Ends the step as skipped: see [`Run::finish`].
    pub(crate) fn skip<R: DeserializeOwned>(self) -> Result<Option<R>, Error> {
        let outcome = Outcome {
            outputs: Json::empty_object(),
            providers: Object::new(),
            skip: true,
        };
        self.run.finish(self.step, outcome)
    }

    /// Ends the step with its sanitised output: see [`Run::finish`].
    pub(crate) fn finish<R: DeserializeOwned>(mut self) -> Result<Option<R>, Error> {
        self.step.sanitize(&mut self.outputs);
        let outcome = Outcome {
            outputs: self.outputs,
            providers: self.providers,
            skip: false,
        };
        self.run.finish(self.step, outcome)
    }

    fn name(&self) -> String {
        format!(
            "step `{}` of workflow `{}`",
            self.step.id, self.request.workflow.id
        )
    }

    fn failed(&self, error: &Error) -> Fault {
        let message = format!("the resolver of {} failed: {error}", self.name());
        let fault = Fault::with_stack(ErrorCode::StepExecutionFailed, message);
        if error.is_retryable() {
            fault.with_status(StatusCode::SERVICE_UNAVAILABLE)
        } else {
            fault
        }
    }
}

/// The controls match their schema, but not the type that takes them.
pub(crate) fn controls_unreadable(error: &serde_json::Error) -> Error {
    let message = format!("the controls do not fit their type: {error}");
    let fault = Fault::new(ErrorCode::ExecutionStateControlInvalid, message);
    Error::from_fault(fault.with_data(json!([{ "path": "", "message": error.to_string() }])))
}

/// A step's result as the workflow function takes it.
pub(crate) fn read_result<'de, R, D>(result: D) -> Result<R, Error>
where
    R: Deserialize<'de>,
    D: Deserializer<'de, Error = serde_json::Error>,
{
    R::deserialize(result).map_err(|error| {
        let message = format!("the result of a step does not fit its type: {error}");
        let fault = Fault::new(ErrorCode::ExecutionStateResultInvalid, message);
        Error::from_fault(fault.with_data(json!([{ "path": "", "message": error.to_string() }])))
    })
}
