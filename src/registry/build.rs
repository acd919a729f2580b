//! Builds a registry: discovers, checks and compiles every workflow.

use super::{BuildError, BuildErrorKind, Inner, Registered, Registry, SourceText, document::Document};
use crate::{
    controls::TemplateCache,
    engine::{Code, CompiledSchema, Discovered, WorkflowDefinition, discover},
    workflow::{AnyWorkflow, Workflow, WorkflowOptions},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::{collections::HashMap, fmt, sync::Arc};

/// Collects workflows for a [`Registry`].
#[derive(Default)]
#[must_use]
pub struct RegistryBuilder {
    workflows: Vec<Arc<dyn AnyWorkflow>>,
}

impl RegistryBuilder {
    /// Adds a workflow. Novu sees them in the order in which they are added.
    pub fn workflow<P>(mut self, workflow: &Workflow<P>) -> Self
    where
        P: DeserializeOwned + Send + Sync + 'static,
    {
        self.workflows.push(Arc::new(workflow.clone()));
        self
    }

    /// Runs every workflow function once to find its steps, compiles all schemas and prints the discovery
    /// document.
    ///
    /// # Errors
    ///
    /// Returns the first mistake in any workflow: an id that is used twice, an unknown provider, a schema
    /// that does not compile, a function that fails, panics or waits for something that is not a step.
    pub fn build(self) -> Result<Registry, BuildError> {
        let templates = Arc::new(TemplateCache::new());
        let mut workflows: Vec<Registered> = Vec::with_capacity(self.workflows.len());
        let mut by_id: HashMap<String, usize> = HashMap::with_capacity(self.workflows.len());
        let mut discovery = Document::new(SourceText::Shown);
        for workflow in self.workflows {
            let options = workflow.options();
            if let Some(&first) = by_id.get(&options.id) {
                let message = format!(
                    "two workflows have this id: {} and {}; give each its own",
                    workflows[first].workflow.options().code,
                    options.code
                );
                return Err(BuildError::new(
                    BuildErrorKind::DuplicateWorkflow,
                    &options.id,
                    message,
                ));
            }
            let definition = define(&*workflow, Arc::clone(&templates))?;
            discovery.add(options, &definition);
            by_id.insert(options.id.clone(), workflows.len());
            workflows.push(Registered {
                definition: Arc::new(definition),
                workflow,
            });
        }
        let steps = workflows
            .iter()
            .map(|registered| registered.definition.steps().len())
            .sum();
        let inner = Inner {
            workflows,
            by_id,
            steps,
            discovery: Bytes::from(discovery.finish()),
        };
        Ok(Registry {
            inner: Arc::new(inner),
        })
    }
}

/// Discovers one workflow.
fn define(
    workflow: &dyn AnyWorkflow,
    templates: Arc<TemplateCache>,
) -> Result<WorkflowDefinition, BuildError> {
    let options = workflow.options();
    let fail = |kind, message: String| BuildError::new(kind, &options.id, message);
    if let Some(mistake) = rejected_metadata(options) {
        return Err(fail(BuildErrorKind::Metadata, mistake));
    }
    let compile = |schema: &Value, name: &str| {
        CompiledSchema::compile(schema.clone()).map_err(|error| {
            fail(
                BuildErrorKind::Schema,
                format!("its {name} schema is invalid: {error}"),
            )
        })
    };
    let payload = compile(&options.payload_schema, "payload")?;
    for (schema, name) in [(&options.control_schema, "control"), (&options.env_schema, "env")] {
        if let Some(schema) = schema {
            compile(schema, name)?;
        }
    }
    let (example, origin) = match &options.example {
        None => (payload.mock().clone(), "mock payload"),
        Some(Ok(example)) => (checked(options, &payload, example.clone())?, "example"),
        Some(Err(error)) => {
            let message = format!("its example cannot be written as JSON: {error}");
            return Err(fail(BuildErrorKind::Example, message));
        }
    };
    let (steps, source) = match discover(workflow, example) {
        Discovered::Steps { steps, source } => (steps, source),
        Discovered::Problem(problem) => {
            return Err(fail(problem.kind.into(), problem.message).at_step(problem.step));
        }
        Discovered::Unreadable(error) => {
            let advice = if options.example.is_none() {
                "; set one that does by `.example(..)`"
            } else {
                ""
            };
            let message = format!("its {origin} does not fit the payload's type: {error}{advice}");
            return Err(fail(BuildErrorKind::Example, message));
        }
        Discovered::Failed(error) => {
            return Err(fail(
                BuildErrorKind::Failed,
                format!(
                    "its function failed in discovery, which runs it with a mock payload: {error}; set a payload that it \
                     accepts by `.example(..)`"
                ),
            ));
        }
        Discovered::Pending { after } => {
            let place = after.map_or_else(
                || "before its first step".to_owned(),
                |step| format!("after step `{step}`"),
            );
            let message = format!(
                "its function waits for something that is not a step, {place}; discovery runs it without a \
                 server, so do such work inside a step's resolver"
            );
            return Err(fail(BuildErrorKind::Pending, message));
        }
        Discovered::Panicked => {
            return Err(fail(
                BuildErrorKind::Panicked,
                "its function panicked in discovery, which runs it with a mock payload; set a payload that it accepts by \
                 `.example(..)`"
                    .to_owned(),
            ));
        }
    };
    Ok(WorkflowDefinition::new(
        options.id.clone(),
        Code {
            path: options.code,
            source,
        },
        variables(options).into(),
        payload,
        templates,
        steps,
    ))
}

/// The longest name, description and tag that Novu's sync accepts, in characters. It rejects all workflows
/// because of one.
const MAX_NAME: usize = 128;
const MAX_DESCRIPTION: usize = 256;
const MAX_TAG: usize = 64;

/// Returns the mistake in a workflow's name, description or tags because of which Novu would reject them.
fn rejected_metadata(options: &WorkflowOptions) -> Option<String> {
    let too_long = |text: &str, limit, subject: &str| {
        let length = text.chars().count();
        (length > limit).then(|| {
            format!("its {subject} has {length} characters, and Novu's sync accepts {limit}; shorten it")
        })
    };
    let name = options
        .name
        .iter()
        .find_map(|name| too_long(name, MAX_NAME, "name"));
    let description = || {
        let mut description = options.description.iter();
        description.find_map(|description| too_long(description, MAX_DESCRIPTION, "description"))
    };
    let tag = || {
        options.tags.iter().find_map(|tag| {
            if tag.is_empty() {
                return Some("one of its tags is empty, which Novu's sync rejects; remove it".to_owned());
            }
            too_long(tag, MAX_TAG, "tag")
        })
    };
    name.or_else(description).or_else(tag)
}

/// Validates the example and fills in its defaults.
fn checked(
    options: &WorkflowOptions,
    payload: &CompiledSchema,
    mut example: Value,
) -> Result<Value, BuildError> {
    payload
        .validator
        .validate_value(&mut example)
        .map_err(|violations| {
            let cause = violations
                .first()
                .map(|first| format!(": {} {}", first.path, first.message));
            let message = format!(
                "its example does not match the payload schema{}",
                cause.unwrap_or_default()
            );
            BuildError::new(BuildErrorKind::Example, &options.id, message)
        })?;
    Ok(example)
}

/// Returns the variable `workflow` of templates (`liquid.md` §3).
fn variables(options: &WorkflowOptions) -> Value {
    let mut variables = Map::new();
    variables.insert("workflowId".into(), options.id.as_str().into());
    if let Some(name) = &options.name {
        variables.insert("name".into(), name.as_str().into());
    }
    if let Some(description) = &options.description {
        variables.insert("description".into(), description.as_str().into());
    }
    variables.insert("tags".into(), options.tags.clone().into());
    variables.insert("severity".into(), options.severity.as_str().into());
    variables.into()
}

impl fmt::Debug for RegistryBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.workflows.iter().map(|workflow| &workflow.options().id);
        f.debug_struct("RegistryBuilder")
            .field("workflows", &ids.collect::<Vec<_>>())
            .finish()
    }
}
