//! Records the steps of a workflow function that is discovered.

use super::{
    definition::{Code, CompiledSchema, ProviderDefinition, StepDefinition},
    source::{FunctionSource, StepSource},
};
use crate::{
    error::Error,
    step::{StepKind, schemas},
};
use serde_json::{Map, Value};

/// A step as it is declared in a discovery.
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

/// A provider override as it is declared in a discovery.
pub(crate) struct ProviderSpec {
    pub(crate) id: String,
    /// The Rust path of the closure.
    pub(crate) code: &'static str,
    /// The provider that the type of what it returns is for, if it is for one.
    pub(crate) made_for: Option<&'static str>,
}

/// The steps and sources of a discovery so far.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) steps: Vec<StepDefinition>,
    /// The sources of the workflow function and of those it calls with its context, in this order.
    pub(crate) sources: Vec<&'static FunctionSource>,
    /// The first mistake; the workflow function may have swallowed the error.
    pub(crate) problem: Option<Problem>,
}

/// A mistake in a step.
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
    /// Adds a step and returns its result in a discovery: a mock of its result schema.
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

    /// Returns the source text of a step, if the macro has recorded it.
    fn source(&self, id: &str) -> Option<&'static StepSource> {
        let mut steps = self.sources.iter().flat_map(|sources| sources.steps);
        steps.find(|step| step.id == id)
    }

    fn define(&self, spec: StepSpec) -> Result<StepDefinition, (ProblemKind, String)> {
        if let Some(first) = self.steps.iter().find(|step| step.id == spec.id) {
            let message = format!(
                "two steps have this id: a {} step ({}) and a {} step ({}); give each its own",
                first.kind.as_str(),
                first.code.path,
                spec.kind.as_str(),
                spec.code
            );
            return Err((ProblemKind::DuplicateStep, message));
        }
        if spec.output_schema.is_some() && !spec.kind.has_own_output() {
            let message = format!(
                "the output schema of {} steps is fixed by Novu; remove `.output_schema(..)`",
                spec.kind.as_str()
            );
            return Err((ProblemKind::Schema, message));
        }
        let typed = (spec.control_type_schema)();
        // A type without information about its controls is not a schema that the user gave.
        let silent = [schemas::EMPTY_SCHEMA.value(), schemas::OPEN_SCHEMA.value()].contains(&&typed);
        let given = spec.control_schema.as_ref().or((!silent).then_some(&typed));
        let options = options(&spec, given);
        let source = self.source(&spec.id);
        let compile = |schema: Value, name: &str| {
            CompiledSchema::compile(schema).map_err(|error| {
                (
                    ProblemKind::Schema,
                    format!("its {name} schema is not one that Novu accepts: {error}"),
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

/// Returns Novu's schemas of output and result.
fn built_in(kind: StepKind) -> (CompiledSchema, CompiledSchema) {
    (
        schemas::step_output(kind).into(),
        schemas::step_result(kind).into(),
    )
}

/// Returns the step's options for the discovery document: closures vanish (`bridge.md` §3.2).
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
        let Some(outputs) = schemas::provider(kind, &id) else {
            let known = schemas::provider_ids(kind).collect::<Vec<_>>().join(", ");
            let message = match kind.is_channel() {
                true => format!("{} steps have no provider `{id}`, only {known}", kind.as_str()),
                false => format!("{} steps have no providers", kind.as_str()),
            };
            return Err((ProblemKind::Provider, message));
        };
        if let Some(other) = made_for.filter(|&made_for| made_for != id) {
            let message = format!("provider `{id}` has an override of the type for `{other}`");
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
