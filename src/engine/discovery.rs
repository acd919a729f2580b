//! Finding out which steps a workflow function takes.

use super::{
    definition::{Code, CompiledSchema, ProviderDefinition, StepDefinition},
    event::Event,
    run::Run,
    source::{Sources, StepSource},
};
use crate::step::schemas;
use crate::{error::Error, panics::catch, step::StepKind, workflow::AnyWorkflow};
use serde_json::{Map, Value};
use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

/// What a step says of itself when the workflow is discovered.
pub(crate) struct StepSpec {
    pub(crate) id: String,
    pub(crate) kind: StepKind,
    /// The Rust path of the resolver.
    pub(crate) code: &'static str,
    /// The control schema that was set, if any.
    pub(crate) control_schema: Option<Value>,
    /// The control schema that comes with the type.
    pub(crate) control_type_schema: fn() -> Value,
    /// The output schema that was set, if any.
    pub(crate) output_schema: Option<Value>,
    /// The output schema that comes with the type, if the kind leaves it to the user.
    pub(crate) output_type_schema: fn() -> Option<Value>,
    /// The provider overrides, if any were declared.
    pub(crate) providers: Option<Vec<ProviderSpec>>,
    pub(crate) unsanitized: bool,
}

/// What a provider override says of itself when the workflow is discovered.
pub(crate) struct ProviderSpec {
    pub(crate) id: String,
    /// The Rust path of the closure.
    pub(crate) code: &'static str,
    /// The provider that the type of what it returns is for, if it is for one.
    pub(crate) made_for: Option<&'static str>,
}

/// What a discovery has seen.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) steps: Vec<StepDefinition>,
    /// The sources of the workflow function and of those it calls with its context, in this order.
    pub(crate) sources: Vec<&'static Sources>,
    /// The first thing that was wrong; the workflow function may have swallowed the error.
    pub(crate) problem: Option<Problem>,
}

/// What is wrong with a step.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) step: String,
    pub(crate) kind: ProblemKind,
    pub(crate) message: String,
}

/// The sort of a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    DuplicateStep,
    Provider,
    Schema,
}

impl Recorder {
    /// Adds a step and gives the result that it has in a discovery: a mock of its result schema.
    pub(super) fn record(&mut self, spec: StepSpec) -> Result<Value, Error> {
        let id = spec.id.clone();
        let step = self.define(spec).map_err(|(kind, message)| {
            let problem = self.problem.get_or_insert(Problem {
                step: id,
                kind,
                message,
            });
            Error::from(format!("step `{}`: {}", problem.step, problem.message))
        })?;
        let result = step.results.mock().clone();
        self.steps.push(step);
        Ok(result)
    }

    /// What the macro has recorded of a step.
    fn source(&self, id: &str) -> Option<&'static StepSource> {
        let mut steps = self.sources.iter().flat_map(|sources| sources.steps);
        steps.find(|step| step.id == id)
    }

    fn define(&self, spec: StepSpec) -> Result<StepDefinition, (ProblemKind, String)> {
        if let Some(first) = self.steps.iter().find(|step| step.id == spec.id) {
            let message = format!(
                "there are two steps of that id: a {} step ({}) and a {} step ({})",
                first.kind.as_str(),
                first.code.path,
                spec.kind.as_str(),
                spec.code
            );
            return Err((ProblemKind::DuplicateStep, message));
        }
        if spec.output_schema.is_some() && !spec.kind.has_own_output() {
            let message = format!("the output schema of {} steps is Novu's", spec.kind.as_str());
            return Err((ProblemKind::Schema, message));
        }
        let typed = (spec.control_type_schema)();
        // A type that says nothing of its controls is no schema that the user gave.
        let silent = [schemas::EMPTY_SCHEMA.value(), schemas::OPEN_SCHEMA.value()].contains(&&typed);
        let given = spec.control_schema.as_ref().or((!silent).then_some(&typed));
        let options = options(&spec, given);
        let source = self.source(&spec.id);
        let compile = |schema: Value, name: &str| {
            CompiledSchema::compile(schema).map_err(|error| {
                (
                    ProblemKind::Schema,
                    format!("its {name} schema is invalid: {error}"),
                )
            })
        };
        let (outputs, results) = match spec.output_schema.or_else(spec.output_type_schema) {
            Some(schema) => (compile(schema.clone(), "output")?, compile(schema, "output")?),
            None => built_in(spec.kind),
        };
        Ok(StepDefinition {
            controls: compile(spec.control_schema.unwrap_or(typed), "control")?,
            outputs,
            results,
            providers: providers(spec.kind, spec.providers.unwrap_or_default(), source)?,
            sanitized: spec.kind.is_html() && !spec.unsanitized,
            id: spec.id,
            kind: spec.kind,
            code: Code {
                path: spec.code,
                source: source.and_then(|source| source.resolver),
            },
            options,
        })
    }
}

/// The schemas of output and result that Novu fixes.
fn built_in(kind: StepKind) -> (CompiledSchema, CompiledSchema) {
    let empty = &*schemas::EMPTY_SCHEMA;
    let output = schemas::step_output(kind.as_str()).unwrap_or(empty);
    let result = schemas::step_result(kind.as_str()).unwrap_or(empty);
    (output.into(), result.into())
}

/// The step's options as they stand in the discovery document: closures vanish (`bridge.md` §3.2).
fn options(spec: &StepSpec, control_schema: Option<&Value>) -> Value {
    let mut options = Map::new();
    if let Some(schema) = control_schema {
        options.insert("controlSchema".into(), schema.clone());
    }
    if let Some(schema) = &spec.output_schema {
        options.insert("outputSchema".into(), schema.clone());
    }
    if spec.providers.is_some() {
        options.insert("providers".into(), Value::Object(Map::new()));
    }
    if spec.unsanitized {
        options.insert("disableOutputSanitization".into(), true.into());
    }
    options.into()
}

fn providers(
    kind: StepKind,
    declared: Vec<ProviderSpec>,
    source: Option<&StepSource>,
) -> Result<Vec<ProviderDefinition>, (ProblemKind, String)> {
    let mut providers: Vec<ProviderDefinition> = Vec::with_capacity(declared.len());
    for ProviderSpec {
        id,
        code: path,
        made_for,
    } in declared
    {
        let Some(outputs) = schemas::provider(kind.as_str(), &id) else {
            let known = schemas::provider_ids(kind.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            let message = match kind.is_channel() {
                true => format!("{} steps have no provider `{id}`, only {known}", kind.as_str()),
                false => format!("{} steps have no providers", kind.as_str()),
            };
            return Err((ProblemKind::Provider, message));
        };
        if let Some(other) = made_for.filter(|&made_for| made_for != id) {
            let message = format!("provider `{id}` is given an override that is made for `{other}`");
            return Err((ProblemKind::Provider, message));
        }
        if providers.iter().any(|provider| provider.id == id) {
            return Err((
                ProblemKind::Provider,
                format!("there are two overrides for provider `{id}`"),
            ));
        }
        providers.push(ProviderDefinition {
            code: Code {
                path,
                source: source.and_then(|source| source.provider(&id)),
            },
            id,
            outputs: outputs.into(),
        });
    }
    Ok(providers)
}

/// What came of calling a workflow function for discovery.
pub(crate) enum Discovered {
    /// It went through.
    Steps {
        /// Its steps.
        steps: Vec<StepDefinition>,
        /// Its source, if the macro has recorded it.
        source: Option<&'static str>,
    },
    /// One of its steps is wrong.
    Problem(Problem),
    /// The payload does not fit its type.
    Unreadable(serde_json::Error),
    /// The function returned an error.
    Failed(Error),
    /// The function waits for something that is not a step.
    Pending {
        /// The last step before that.
        after: Option<String>,
    },
    /// The function panicked.
    Panicked,
}

/// Calls the workflow function once, with steps that only record themselves.
pub(crate) fn discover(workflow: &dyn AnyWorkflow, payload: Value) -> Discovered {
    let run = Arc::new(Run::discovery());
    let event = Event {
        payload: payload.into(),
        ..Event::default()
    };
    let polled = catch(|| {
        let mut future = workflow.start(&run, &event)?;
        let _entered = run.enter_thread();
        Ok(future.as_mut().poll(&mut Context::from_waker(Waker::noop())))
    });
    let mut recorder = run.take_recorder();
    match (recorder.problem.take(), polled) {
        (Some(problem), _) => Discovered::Problem(problem),
        (None, Err(_)) => Discovered::Panicked,
        (None, Ok(Err(error))) => Discovered::Unreadable(error),
        (None, Ok(Ok(Poll::Pending))) => Discovered::Pending {
            after: recorder.steps.pop().map(|step| step.id),
        },
        (None, Ok(Ok(Poll::Ready(Err(error))))) => Discovered::Failed(error),
        (None, Ok(Ok(Poll::Ready(Ok(()))))) => Discovered::Steps {
            source: recorder.sources.first().map(|sources| sources.workflow),
            steps: recorder.steps,
        },
    }
}
