//! Discovers one workflow, and finds its mistakes.

use super::{BuildErrorKind, Mistake, check::Findings};
use crate::{
    controls::TemplateCache,
    engine::{Code, CompiledSchema, Discovered, DiscoveryFailure, WorkflowDefinition, discover},
    workflow::{AnyWorkflow, WorkflowOptions},
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Discovers one workflow and adds its mistakes and warnings. `None` if it could not be discovered because of
/// them.
pub(super) fn define(
    workflow: &dyn AnyWorkflow,
    templates: &Arc<TemplateCache>,
    findings: &mut Findings,
) -> Option<WorkflowDefinition> {
    let options = workflow.options();
    let mut add = |kind, message: String| {
        findings
            .mistakes
            .push(Mistake::new(kind, &options.id, options.location, message));
    };
    rejected_metadata(options).for_each(|message| add(BuildErrorKind::Metadata, message));
    let mut compile = |schema: &Value, name: &str| {
        let compiled = CompiledSchema::compile(schema.clone());
        compiled
            .map_err(|error| {
                let message = format!("its {name} schema is not one that Novu accepts: {error}");
                add(BuildErrorKind::Schema, message);
            })
            .ok()
    };
    let payload = compile(&options.payload_schema, "payload");
    for (schema, name) in [(&options.control_schema, "control"), (&options.env_schema, "env")] {
        if let Some(schema) = schema {
            compile(schema, name);
        }
    }
    let payload = payload?;
    let example = match example(options, &payload) {
        Ok(example) => example,
        Err(message) => {
            add(BuildErrorKind::Example, message);
            return None;
        }
    };
    let Discovered {
        steps,
        source,
        problems,
        failure,
        unawaited,
    } = discover(workflow, example);
    let is_sound = problems.is_empty() && failure.is_none();
    for problem in problems {
        let kind = problem.kind.into();
        let mistake = Mistake::new(kind, &options.id, problem.location, problem.message);
        findings.mistakes.push(mistake.at_step(problem.step));
    }
    if let Some(failure) = failure {
        let (kind, message) = explain(options, failure);
        let mistake = Mistake::new(kind, &options.id, options.location, message);
        findings.mistakes.push(mistake);
        return None;
    }
    let definition = WorkflowDefinition::new(
        options.id.clone(),
        Code {
            path: options.code,
            source,
        },
        variables(options).into(),
        payload,
        Arc::clone(templates),
        steps,
    );
    if is_sound {
        findings.check(options, &definition, unawaited);
    }
    Some(definition)
}

/// Returns the payload for discovery: the example with its defaults, or a mock.
fn example(options: &WorkflowOptions, payload: &CompiledSchema) -> Result<Value, String> {
    let mut example = match &options.example {
        None => return Ok(payload.mock().clone()),
        Some(Ok(example)) => example.clone(),
        Some(Err(error)) => return Err(format!("its example cannot be written as JSON: {error}")),
    };
    payload
        .validator
        .validate_value(&mut example)
        .map_err(|violations| {
            let cause = violations
                .first()
                .map(|first| format!(": {} {}", first.path, first.message));
            format!(
                "its example does not match the payload schema{}",
                cause.unwrap_or_default()
            )
        })?;
    Ok(example)
}

/// Returns the mistake because of which the function did not take all its steps.
fn explain(options: &WorkflowOptions, failure: DiscoveryFailure) -> (BuildErrorKind, String) {
    let (payload, cure) = match options.example {
        None => (
            "a mock payload",
            "set a payload that it accepts by `.example(..)`",
        ),
        Some(_) => ("its example", "change the example so that it accepts it"),
    };
    match failure {
        DiscoveryFailure::Unreadable(error) => (
            BuildErrorKind::Example,
            format!(
                "the payload's type refuses {payload}, with which discovery runs the function: {error}; {}",
                match options.example {
                    None => "set one that it accepts by `.example(..)`",
                    Some(_) => "change the example",
                }
            ),
        ),
        DiscoveryFailure::Failed(error) => (
            BuildErrorKind::Failed,
            format!(
                "its function failed in discovery, which runs it with {payload}: {error}; {cure}, or move the work that \
                 failed into a step's resolver"
            ),
        ),
        DiscoveryFailure::Panicked(message) => (
            BuildErrorKind::Panicked,
            format!(
                "its function panicked in discovery, which runs it with {payload}{}; {cure}, or move the work that \
                 panicked into a step's resolver",
                message.map_or_else(String::new, |message| format!(": {message}"))
            ),
        ),
        DiscoveryFailure::Pending { after } => {
            let place = after.map_or_else(
                || "before its first step".to_owned(),
                |step| format!("after step `{step}`"),
            );
            (
                BuildErrorKind::Pending,
                format!(
                    "its function waits for something that is not a step, {place}; discovery runs it without a \
                     server, so do such work inside a step's resolver"
                ),
            )
        }
    }
}

/// The longest name, description and tag that Novu's sync accepts, in characters. It rejects all workflows
/// because of one.
const MAX_NAME: usize = 128;
const MAX_DESCRIPTION: usize = 256;
const MAX_TAG: usize = 64;

/// Returns the mistakes in a workflow's name, description and tags because of which Novu would reject them.
fn rejected_metadata(options: &WorkflowOptions) -> impl Iterator<Item = String> {
    let too_long = |text: &str, limit, subject: &str| {
        let length = text.chars().count();
        (length > limit).then(|| {
            format!("its {subject} has {length} characters, and Novu's sync accepts {limit}; shorten it")
        })
    };
    let name = options.name.iter();
    let name = name.filter_map(move |name| too_long(name, MAX_NAME, "name"));
    let description = options.description.iter();
    let description =
        description.filter_map(move |description| too_long(description, MAX_DESCRIPTION, "description"));
    let tags = options.tags.iter().filter_map(move |tag| match tag.is_empty() {
        true => Some("one of its tags is empty, which Novu's sync rejects; remove it".to_owned()),
        false => too_long(tag, MAX_TAG, "tag"),
    });
    name.chain(description).chain(tags)
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
