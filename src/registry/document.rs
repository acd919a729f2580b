//! The discovery document (`bridge.md` §3).

use crate::{
    engine::{StepDefinition, WorkflowDefinition},
    schema,
    workflow::WorkflowOptions,
};
use serde_json::{Map, Value, json};

/// One workflow of the document, keys in the reference's order.
pub(super) fn workflow(options: &WorkflowOptions, definition: &WorkflowDefinition) -> Value {
    let or_empty = |schema: Option<&Value>| both(schema.unwrap_or(schema::wire::EMPTY_SCHEMA.value()));
    let mut workflow = Map::new();
    let mut put = |key: &str, value: Value| workflow.insert(key.to_owned(), value);
    put("workflowId", options.id.as_str().into());
    put("severity", options.severity.as_str().into());
    put("steps", definition.steps().iter().map(step).collect());
    put("code", definition.code.text().into());
    put("payload", both(&options.payload_schema));
    put("controls", or_empty(options.control_schema.as_ref()));
    put("env", or_empty(options.env_schema.as_ref()));
    put("tags", options.tags.clone().into());
    put("preferences", options.preferences.to_wire());
    if let Some(name) = &options.name {
        put("name", name.as_str().into());
    }
    if let Some(description) = &options.description {
        put("description", description.as_str().into());
    }
    workflow.into()
}

fn step(step: &StepDefinition) -> Value {
    let providers = step.providers.iter().map(|provider| {
        json!({ "type": provider.id, "code": provider.code.text(), "outputs": both(&provider.outputs.schema) })
    });
    json!({
        "stepId": step.id,
        "type": step.kind.as_str(),
        "controls": both(&step.controls.schema),
        "outputs": both(&step.outputs.schema),
        "results": both(&step.results.schema),
        "code": step.code.text(),
        "options": step.options,
        "providers": providers.collect::<Vec<_>>(),
    })
}

/// The schema as Novu reads it and as the user wrote it; ours are the same (`bridge.md` §3.1).
fn both(schema: &Value) -> Value {
    json!({ "schema": schema, "unknownSchema": schema })
}
