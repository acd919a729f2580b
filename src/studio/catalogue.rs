//! `GET api/workflows`: all workflows with their schemas, defaults and mocks. `GET api/agents`: all agents.

use crate::{
    engine::StepDefinition,
    registry::{BuildWarning, BuildWarningKind, Registered, Registry},
};
use dialects::json::Json;
use serde_json::{Value, json};

/// Prints the catalogue.
pub(super) fn workflows(registry: &Registry, bridge: &str) -> Value {
    let workflows: Vec<_> = registry.entries().iter().map(workflow).collect();
    let warnings: Vec<_> = registry.warnings().iter().map(warning).collect();
    json!({ "bridge": bridge, "workflows": workflows, "warnings": warnings })
}

fn warning(warning: &BuildWarning) -> Value {
    let kind = match warning.kind() {
        BuildWarningKind::NotAwaited => "not_awaited",
        BuildWarningKind::UnknownVariable => "unknown_variable",
        BuildWarningKind::UnknownFilter => "unknown_filter",
        BuildWarningKind::UnescapedText => "unescaped_text",
    };
    json!({
        "kind": kind, "workflow": warning.workflow(), "step": warning.step(), "pointer": warning.pointer(),
        "message": warning.message(), "location": warning.location().to_string(),
    })
}

fn workflow(Registered { workflow, definition }: &Registered) -> Value {
    let options = workflow.options();
    let example = options.example.as_ref().and_then(|example| example.as_ref().ok());
    json!({
        "id": definition.id,
        "name": options.name,
        "description": options.description,
        "tags": options.tags,
        "path": path(definition.code.path),
        "payload": {
            "schema": definition.payload.schema,
            "example": example,
            "mock": definition.payload.mock(),
        },
        "steps": definition.steps().iter().map(step).collect::<Vec<_>>(),
    })
}

/// Prints the agents; an empty list without the feature `agents`.
#[cfg(feature = "agents")]
pub(super) fn agents(registry: &Registry) -> Value {
    let agents = registry.agents().filter_map(|id| registry.agent(id)).map(
        |agent| json!({ "id": agent.id(), "path": path(agent.path()), "handlers": agent.handler_names() }),
    );
    json!({ "agents": agents.collect::<Vec<_>>() })
}

/// Prints the agents; an empty list without the feature `agents`.
#[cfg(not(feature = "agents"))]
pub(super) fn agents(_: &Registry) -> Value {
    json!({ "agents": [] })
}

fn step(step: &StepDefinition) -> Value {
    let mut defaults = Json::empty_object();
    // Defaults are filled in while an empty value is validated, whether it is valid or not.
    let _ = step.controls.validator.validate(&mut defaults);
    json!({
        "id": step.id,
        "type": step.kind.as_str(),
        "path": path(step.code.path),
        "controls": { "schema": step.controls.schema, "defaults": Value::from(defaults) },
        "result": { "schema": step.results.schema, "mock": step.results.mock() },
        "providers": step.providers.iter().map(|provider| &provider.id).collect::<Vec<_>>(),
    })
}

fn path(path: &'static str) -> Option<&'static str> {
    (!path.is_empty()).then_some(path)
}
