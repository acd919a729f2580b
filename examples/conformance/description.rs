//! Workflows from a JSON file. Payloads, controls and outputs are [`serde_json::Value`]s with schemas from
//! the file.

use novu_framework::{
    Context, Error, NoControls, Preferences, Registry, Result, Severity, Step, Workflow, step::Kind,
    step::provider::ProviderStep,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::HashMap, sync::Arc};

#[derive(Deserialize)]
struct File {
    workflows: Vec<WorkflowDescription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WorkflowDescription {
    workflow_id: String,
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    severity: Option<String>,
    preferences: Option<Value>,
    payload_schema: Option<Value>,
    control_schema: Option<Value>,
    env_schema: Option<Value>,
    steps: Vec<StepDescription>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StepDescription {
    step_id: String,
    #[serde(rename = "type")]
    kind: String,
    control_schema: Option<Value>,
    output_schema: Option<Value>,
    skip: Option<Value>,
    resolve: Value,
    providers: Option<Map<String, Value>>,
    #[serde(default)]
    disable_output_sanitization: bool,
}

/// Builds a registry from the workflows that a file describes.
///
/// # Errors
///
/// Returns an error if the file is not of the format, or if a workflow is invalid.
pub(crate) fn registry(file: &[u8]) -> Result<Registry, Box<dyn std::error::Error>> {
    let file: File = serde_json::from_slice(file)?;
    let mut registry = Registry::builder();
    for description in file.workflows {
        registry = registry.workflow(&workflow(description)?);
    }
    Ok(registry.build()?)
}

fn workflow(mut description: WorkflowDescription) -> Result<Workflow<Value>, String> {
    let (name, about) = (description.name.take(), description.description.take());
    let tags = description.tags.take();
    let severity = match description.severity.as_deref() {
        None | Some("none") => Severity::None,
        Some("low") => Severity::Low,
        Some("medium") => Severity::Medium,
        Some("high") => Severity::High,
        Some(other) => return Err(format!("unknown severity {other}")),
    };
    let preferences = description.preferences.take();
    let schemas = [
        description.payload_schema.take(),
        description.control_schema.take(),
        description.env_schema.take(),
    ];
    let id = description.workflow_id.clone();
    let is_without_steps = description.steps.is_empty();
    let description = Arc::new(description);
    let mut builder = Workflow::builder(id, move |cx| run(cx, Arc::clone(&description))).severity(severity);
    if let Some(name) = name {
        builder = builder.name(name);
    }
    if let Some(about) = about {
        builder = builder.description(about);
    }
    if let Some(tags) = tags {
        builder = builder.tags(tags);
    }
    if let Some(preferences) = preferences {
        builder = builder.preferences(Preferences::from_json(&preferences));
    }
    let [payload, controls, env] = schemas;
    if let Some(schema) = payload {
        builder = builder.payload_schema(schema);
    }
    if let Some(schema) = controls {
        builder = builder.control_schema(schema);
    }
    if let Some(schema) = env {
        builder = builder.env_schema(schema);
    }
    if is_without_steps {
        builder = builder.without_steps();
    }
    Ok(builder.build())
}

/// Runs the described steps in order: the function of every workflow.
async fn run(cx: Context<Value>, description: Arc<WorkflowDescription>) -> Result<()> {
    let mut results: HashMap<String, Value> = HashMap::new();
    for step in &description.steps {
        let resolver = async |controls: Value| resolve(&step.resolve, &cx, &results, controls);
        macro_rules! channel {
            ($method:ident) => {
                with_providers(
                    options(cx.step.$method(&step.step_id, resolver), step),
                    step,
                )
                .result_as::<Value>()
                .await?
            };
        }
        macro_rules! action {
            ($method:ident) => {
                options(cx.step.$method(&step.step_id, resolver), step)
                    .result_as::<Value>()
                    .await?
            };
        }
        let result = match step.kind.as_str() {
            "email" => channel!(email),
            "sms" => channel!(sms),
            "push" => channel!(push),
            "chat" => channel!(chat),
            "in_app" => channel!(in_app),
            "tool" => channel!(tool),
            "digest" => action!(digest),
            "delay" => action!(delay),
            "throttle" => action!(throttle),
            "custom" => {
                let resolver = async |controls: Value| resolver(controls).await.map(Untyped);
                let step_of = options(cx.step.custom(&step.step_id, resolver), step);
                match &step.output_schema {
                    Some(schema) => step_of.output_schema(schema.clone()).await?.0,
                    None => step_of.await?.0,
                }
            }
            other => return Err(format!("unknown step type {other}").into()),
        };
        results.insert(step.step_id.clone(), result);
    }
    Ok(())
}

/// Sets the options that every kind of step has.
fn options<'a, K, M, R>(
    mut step: Step<'a, K, Value, M, R>,
    about: &'a StepDescription,
) -> Step<'a, K, Value, M, R>
where
    K: Kind,
{
    if let Some(schema) = &about.control_schema {
        step = step.control_schema(schema.clone());
    }
    if about.disable_output_sanitization {
        step = step.insecure_without_sanitization();
    }
    match &about.skip {
        None => step,
        Some(Value::Bool(skip)) => step.skip(move |_| *skip),
        Some(rule) => {
            step.skip(move |controls| truthy(rule["control"].as_str().and_then(|name| controls.get(name))))
        }
    }
}

fn with_providers<'a, K, M, R>(
    step: Step<'a, K, Value, M, R>,
    about: &'a StepDescription,
) -> Step<'a, K, Value, M, R>
where
    K: Kind,
{
    let Some(providers) = &about.providers else {
        return step;
    };
    step.providers(providers.iter().map(|(id, rule)| {
        (id, move |step: ProviderStep<Value, K>| -> Result<Value> {
            if let Some(text) = rule["throw"].as_str() {
                return Err(text.into());
            }
            let Some(echo) = rule["echo"].as_str() else {
                return Ok(rule["return"].clone());
            };
            let seen = if echo == "controls" {
                step.controls.to_string()
            } else {
                step.output_json().to_string()
            };
            Ok(json!({ rule["field"].as_str().unwrap_or_default(): seen }))
        })
    }))
}

/// Any JSON, with the schema that the reference uses for custom steps without one: empty and closed.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Untyped(Value);

impl JsonSchema for Untyped {
    fn schema_name() -> Cow<'static, str> {
        "Untyped".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        NoControls::json_schema(generator)
    }
}

fn resolve(
    rule: &Value,
    cx: &Context<Value>,
    results: &HashMap<String, Value>,
    controls: Value,
) -> Result<Value, Error> {
    let has = |name: &str| rule.get(name);
    if has("controls").is_some() {
        return Ok(controls);
    }
    if let Some(value) = has("return") {
        return Ok(value.clone());
    }
    if let Some(base) = has("merge") {
        let mut merged = base.clone();
        if let (Value::Object(merged), Value::Object(controls)) = (&mut merged, controls) {
            merged.extend(controls);
        }
        return Ok(merged);
    }
    if let Some(text) = has("throw").and_then(Value::as_str) {
        return Err(text.into());
    }
    if let Some(text) = has("panic").and_then(Value::as_str) {
        panic!("{text}");
    }
    let seen = match (
        has("echo").and_then(Value::as_str),
        has("echoResult").and_then(Value::as_str),
    ) {
        (Some("payload"), _) => serde_json::to_string(&cx.payload)?,
        (Some("subscriber"), _) => serde_json::to_string(&cx.subscriber)?,
        (Some("env"), _) => serde_json::to_string(&cx.env)?,
        (Some("context"), _) => serde_json::to_string(&cx.context)?,
        (Some("controls"), _) => controls.to_string(),
        (_, Some(step)) => results.get(step).cloned().unwrap_or_default().to_string(),
        _ => return Err(format!("unknown rule {rule}").into()),
    };
    let mut output = has("base").cloned().unwrap_or_else(|| json!({}));
    output[has("field").and_then(Value::as_str).unwrap_or_default()] = seen.into();
    Ok(output)
}

/// Returns whether the value is truthy in JavaScript.
fn truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(value)) => *value,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}
