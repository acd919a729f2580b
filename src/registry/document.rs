//! The discovery document (`bridge.md` §3), written straight from what is known of the workflows.

use crate::step::schemas;
use crate::{
    engine::{Code, ProviderDefinition, StepDefinition, WorkflowDefinition},
    workflow::WorkflowOptions,
};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// Whether a discovery document shows the sources of functions and closures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sources {
    /// As far as they are known.
    Shown,
    /// Every `code` is empty: Novu wants the key, not the text.
    Hidden,
}

impl Sources {
    /// The text for a `code`.
    pub(crate) fn text(self, code: Code) -> Cow<'static, str> {
        match self {
            Self::Shown => code.text(),
            Self::Hidden => Cow::Borrowed(""),
        }
    }
}

/// The whole document, workflow by workflow.
pub(super) struct Document {
    text: Vec<u8>,
    sources: Sources,
    empty: bool,
}

impl Document {
    pub(super) fn new(sources: Sources) -> Self {
        Self {
            text: br#"{"workflows":["#.to_vec(),
            sources,
            empty: true,
        }
    }

    /// Adds a workflow at the end.
    pub(super) fn add(&mut self, options: &WorkflowOptions, definition: &WorkflowDefinition) {
        if !std::mem::take(&mut self.empty) {
            self.text.push(b',');
        }
        // Keys are strings and nothing in it can refuse to be written.
        let _ = serde_json::to_writer(&mut self.text, &Workflow::new(options, definition, self.sources));
    }

    /// The document as JSON text.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.extend_from_slice(br#"],"agents":[]}"#);
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
    fn new(options: &'a WorkflowOptions, definition: &'a WorkflowDefinition, sources: Sources) -> Self {
        let step = |step| Step::new(step, sources);
        let or_empty = |schema: Option<&'a Value>| Both::of(schema.unwrap_or(schemas::EMPTY_SCHEMA.value()));
        Self {
            workflow_id: &options.id,
            severity: options.severity.as_str(),
            steps: definition.steps().iter().map(step).collect(),
            code: sources.text(definition.code),
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
    fn new(step: &'a StepDefinition, sources: Sources) -> Self {
        let provider = |provider: &'a ProviderDefinition| Provider {
            kind: &provider.id,
            code: sources.text(provider.code),
            outputs: Both::of(&provider.outputs.schema),
        };
        Self {
            step_id: &step.id,
            kind: step.kind.as_str(),
            controls: Both::of(&step.controls.schema),
            outputs: Both::of(&step.outputs.schema),
            results: Both::of(&step.results.schema),
            code: sources.text(step.code),
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
