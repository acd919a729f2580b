//! Records the steps of a workflow function that is discovered.

use super::{
    definition::{Code, CompiledSchema, ProviderDefinition, StepDefinition},
    source::{FunctionSource, StepSource},
};
use crate::{
    error::{Error, did_you_mean},
    step::{StepKind, schemas},
};
use serde_json::{Map, Value};
use std::panic::Location;

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
    /// Where the step's method is called.
    pub(crate) location: &'static Location<'static>,
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
    /// The ids of all steps that were made, awaited or not, with their places.
    made: Vec<UnawaitedStep>,
    /// All mistakes; the workflow function may have swallowed their errors.
    pub(crate) problems: Vec<Problem>,
    /// Whether a step has returned an error, because it has no mock result.
    pub(crate) interrupted: bool,
    /// How many steps had the id of another one.
    duplicates: usize,
}

/// A step that the function makes, but does not await.
#[derive(Debug, Clone)]
pub(crate) struct UnawaitedStep {
    pub(crate) id: String,
    /// Where the step's method is called.
    pub(crate) location: &'static Location<'static>,
}

/// A mistake in a step.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) step: String,
    pub(crate) kind: ProblemKind,
    pub(crate) message: String,
    pub(crate) location: &'static Location<'static>,
}

/// The sort of a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    DuplicateStep,
    Provider,
    Schema,
    /// The mock of the step's result does not fit the type that reads it.
    Mock,
}

/// Steps with the id of another one get a mock result, too, so that mistakes after them are found. But not
/// without end: a loop may wait for an error.
const MAX_DUPLICATES: usize = 32;

impl Recorder {
    /// Adds a step and returns its result in a discovery: a mock of its result schema.
    pub(super) fn record(&mut self, spec: StepSpec) -> Result<Value, Error> {
        let (id, location) = (spec.id.clone(), spec.location);
        let first = self.steps.iter().find(|step| step.id == id).map(duplicate(&spec));
        let mut problems = Vec::new();
        let step = self.define(spec, &mut problems);
        let is_duplicate = first.is_some();
        if let Some(message) = first {
            // Other mistakes of the step are those of a copy. One line is enough for a loop.
            let known = |problem: &Problem| problem.location == location && problem.step == id;
            problems.clear();
            if !self.problems.iter().any(known) {
                problems.push((ProblemKind::DuplicateStep, message));
            }
            self.duplicates += 1;
        }
        self.problems
            .extend(problems.into_iter().map(|(kind, message)| Problem {
                step: id.clone(),
                kind,
                message,
                location,
            }));
        let Some(step) = step.filter(|_| self.duplicates <= MAX_DUPLICATES) else {
            self.interrupted = true;
            return Err(format!("step `{id}` has a mistake").into());
        };
        let result = step.results.mock().clone();
        if !is_duplicate {
            self.steps.push(step);
        }
        Ok(result)
    }

    /// Adds the mistake that the mock result of a step does not fit the type that reads it.
    pub(super) fn unreadable(&mut self, step: &str, location: &'static Location<'static>, error: &Error) {
        self.interrupted = true;
        self.problems.push(Problem {
            step: step.to_owned(),
            kind: ProblemKind::Mock,
            message: format!(
                "discovery reads a mock of the step's result, made from its schema, and the type refuses it: {error}; \
                 let the type accept all that its schema allows, or narrow the schema"
            ),
            location,
        });
    }

    /// Notes that a step was made.
    pub(super) fn note_made(&mut self, id: &str, location: &'static Location<'static>) {
        // In a loop once: the place is the same.
        if self.made.iter().all(|made| made.id != id) {
            self.made.push(UnawaitedStep {
                id: id.to_owned(),
                location,
            });
        }
    }

    /// Takes the steps that were made, but not awaited.
    pub(super) fn take_unawaited(&mut self) -> Vec<UnawaitedStep> {
        let mut made = std::mem::take(&mut self.made);
        made.retain(|made| self.steps.iter().all(|step| step.id != made.id));
        made
    }

    /// Returns the source text of a step, if the macro has recorded it.
    fn source(&self, id: &str) -> Option<&'static StepSource> {
        let mut steps = self.sources.iter().flat_map(|sources| sources.steps);
        steps.find(|step| step.id == id)
    }

    /// Makes the definition of a step, and collects its mistakes. `None` if it has no result.
    fn define(
        &self,
        mut spec: StepSpec,
        problems: &mut Vec<(ProblemKind, String)>,
    ) -> Option<StepDefinition> {
        if spec.output_schema.is_some() && !spec.kind.has_own_output() {
            spec.output_schema = None;
            let message = format!(
                "the output schema of {} steps is fixed by Novu; remove `.output_schema(..)`",
                spec.kind.as_str()
            );
            problems.push((ProblemKind::Schema, message));
        }
        let typed = (spec.control_type_schema)();
        // A type without information about its controls is not a schema that the user gave.
        let silent = [schemas::EMPTY_SCHEMA.value(), schemas::OPEN_SCHEMA.value()].contains(&&typed);
        let given = spec.control_schema.as_ref().or((!silent).then_some(&typed));
        let options = options(&spec, given);
        let source = self.source(&spec.id);
        let mut compile = |schema: Value, name: &str| {
            let compiled = CompiledSchema::compile(schema);
            compiled
                .map_err(|error| {
                    let message = format!("its {name} schema is not one that Novu accepts: {error}");
                    problems.push((ProblemKind::Schema, message));
                })
                .ok()
        };
        let controls = compile(spec.control_schema.unwrap_or(typed), "control");
        let (outputs, results) = match spec.output_schema.or_else(spec.output_type_schema) {
            Some(schema) => {
                let outputs = compile(schema.clone(), "output")?;
                (outputs, compile(schema, "output")?)
            }
            None => built_in(spec.kind),
        };
        Some(StepDefinition {
            // With a mistake, nobody sees the definition.
            controls: controls.unwrap_or_else(|| (&*schemas::EMPTY_SCHEMA).into()),
            outputs,
            results,
            providers: providers(spec.kind, spec.providers.unwrap_or_default(), source, problems),
            sanitized: spec.kind.is_html() && !spec.unsanitized,
            id: spec.id,
            kind: spec.kind,
            code: Code {
                path: spec.code,
                source: source.and_then(|source| source.resolver),
            },
            options,
            location: spec.location,
        })
    }
}

/// Returns the message for a step that has the id of another one.
fn duplicate(spec: &StepSpec) -> impl Fn(&StepDefinition) -> String {
    let (kind, location) = (spec.kind, spec.location);
    move |first| {
        if first.location == location {
            return "the function takes this step more than once, such as in a loop, and Novu runs each step once; loop \
                    inside its resolver, or give each round an id of its own"
                .to_owned();
        }
        format!(
            "two steps have this id: the {} step at {} and the {} step at {location}; give each its own",
            first.kind.as_str(),
            first.location,
            kind.as_str(),
        )
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
    problems: &mut Vec<(ProblemKind, String)>,
) -> Vec<ProviderDefinition> {
    let mut problem = |message: String| problems.push((ProblemKind::Provider, message));
    let mut providers: Vec<ProviderDefinition> = Vec::with_capacity(declared.len());
    for ProviderSpec {
        id,
        code: path,
        made_for,
    } in declared
    {
        let Some(outputs) = schemas::provider(kind, &id) else {
            problem(unknown_provider(kind, &id));
            continue;
        };
        if let Some(other) = made_for.filter(|&made_for| made_for != id) {
            problem(format!(
                "provider `{id}` has an override of the type for `{other}`; use `.provider_as(..)`, which sets the id"
            ));
        }
        if providers.iter().any(|provider| provider.id == id) {
            problem(format!("there are two overrides for provider `{id}`; remove one"));
            continue;
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
    providers
}

fn unknown_provider(kind: StepKind, id: &str) -> String {
    if !kind.is_channel() {
        let kind = kind.as_str();
        return format!("{kind} steps have no providers; remove the override for `{id}`");
    }
    let known = || schemas::provider_ids(kind);
    format!(
        "{} steps have no provider `{id}`, only {}{}",
        kind.as_str(),
        known().collect::<Vec<_>>().join(", "),
        did_you_mean(id, known())
    )
}
