//! Prints the discovery document (`bridge.md` §3) from the definitions of the workflows.

use super::SourceText;
use crate::{
    engine::{ProviderDefinition, StepDefinition, WorkflowDefinition},
    step::schemas,
    workflow::WorkflowOptions,
};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// The whole document, workflow by workflow.
pub(super) struct Document {
    text: Vec<u8>,
    sources: SourceText,
    empty: bool,
    /// The agents as JSON text.
    agents: String,
}

impl Document {
    pub(super) fn new(sources: SourceText) -> Self {
        Self {
            text: br#"{"workflows":["#.to_vec(),
            sources,
            empty: true,
            agents: "[]".to_owned(),
        }
    }

    /// Adds a workflow at the end.
    pub(super) fn add(&mut self, options: &WorkflowOptions, definition: &WorkflowDefinition) {
        if !std::mem::take(&mut self.empty) {
            self.text.push(b',');
        }
        // Keys are strings and no value in it fails to serialise.
        let _ = serde_json::to_writer(&mut self.text, &Workflow::new(options, definition, self.sources));
    }

    /// Sets the agents: ids only.
    #[cfg(feature = "agents")]
    pub(super) fn set_agents(&mut self, agents: &super::agents::Agents) {
        let agent = |id| serde_json::json!({ "agentId": id });
        self.agents = agents.ids().map(agent).collect::<Value>().to_string();
    }

    /// Returns the document as JSON text.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.extend_from_slice(br#"],"agents":"#);
        self.text.extend_from_slice(self.agents.as_bytes());
        self.text.push(b'}');
        self.text
    }
}

/// A workflow, keys in the reference's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Workflow<'a> {
    workflow_id: &'a str,
    severity: &'static str,
    steps: Vec<Step<'a>>,
    code: Cow<'static, str>,
    payload: Both<'a>,
    controls: Both<'a>,
    env: Both<'a>,
    tags: &'a [String],
    preferences: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl<'a> Workflow<'a> {
    fn new(options: &'a WorkflowOptions, definition: &'a WorkflowDefinition, sources: SourceText) -> Self {
        let step = |step| Step::new(step, sources);
        let or_empty = |schema: Option<&'a Value>| Both::of(schema.unwrap_or(schemas::EMPTY_SCHEMA.value()));
        Self {
            workflow_id: &options.id,
            severity: options.severity.as_str(),
            steps: definition.steps().iter().map(step).collect(),
            code: sources.of(definition.code),
            payload: Both::of(&options.payload_schema),
            controls: or_empty(options.control_schema.as_ref()),
            env: or_empty(options.env_schema.as_ref()),
            tags: &options.tags,
            preferences: options.preferences.to_wire(),
            name: options.name.as_deref(),
            description: options.description.as_deref(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Step<'a> {
    step_id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    controls: Both<'a>,
    outputs: Both<'a>,
    results: Both<'a>,
    code: Cow<'static, str>,
    options: &'a Value,
    providers: Vec<Provider<'a>>,
}

impl<'a> Step<'a> {
    fn new(step: &'a StepDefinition, sources: SourceText) -> Self {
        let provider = |provider: &'a ProviderDefinition| Provider {
            kind: &provider.id,
            code: sources.of(provider.code),
            outputs: Both::of(&provider.outputs.schema),
        };
        Self {
            step_id: &step.id,
            kind: step.kind.as_str(),
            controls: Both::of(&step.controls.schema),
            outputs: Both::of(&step.outputs.schema),
            results: Both::of(&step.results.schema),
            code: sources.of(step.code),
            options: &step.options,
            providers: step.providers.iter().map(provider).collect(),
        }
    }
}

#[derive(Serialize)]
struct Provider<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    code: Cow<'static, str>,
    outputs: Both<'a>,
}

/// The schema as Novu reads it and as the user wrote it; ours are the same (`bridge.md` §3.1).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Both<'a> {
    schema: &'a Value,
    unknown_schema: &'a Value,
}

impl<'a> Both<'a> {
    fn of(schema: &'a Value) -> Self {
        Self {
            schema,
            unknown_schema: schema,
        }
    }
}
