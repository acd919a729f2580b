//! The event that a request brings.

use super::drive::bridge_error;
use crate::{
    fault::{ErrorCode, Fault},
    json,
};
use serde_json::{Map, Value, json};

/// What Novu sends with every step: the payload, the controls of the step, and the results of earlier steps.
///
/// Anything else in the body is ignored (`bridge.md` §5.1). An absent part is `null`.
#[derive(Debug, Default)]
pub(crate) struct Event {
    pub(crate) payload: Value,
    pub(crate) controls: Value,
    pub(crate) state: Vec<Value>,
    pub(crate) subscriber: Value,
    pub(crate) context: Value,
    pub(crate) env: Value,
    pub(crate) actor: Value,
}

impl Event {
    /// Reads a request's body. A body that is JSON but no object is an event without parts.
    ///
    /// # Errors
    ///
    /// The body is no JSON, or its `state` is neither an array nor absent (`differences.md` 9 and 10).
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Fault> {
        let body = json::read(body).map_err(|error| {
            let message = format!("the request's body cannot be read as JSON: {error}");
            Fault::new(ErrorCode::ExecutionEventPayloadInvalidError, message.clone())
                .with_data(json!({ "message": message }))
        })?;
        let Value::Object(mut parts) = body else {
            return Ok(Self::default());
        };
        let mut part = |name: &str| parts.swap_remove(name).unwrap_or_default();
        let state = match part("state") {
            Value::Array(entries) => entries,
            Value::Null => Vec::new(),
            _ => {
                return Err(Fault::new(
                    ErrorCode::ExecutionStateCorruptError,
                    "the event's `state` is not an array",
                ));
            }
        };
        Ok(Self {
            payload: part("payload"),
            controls: part("controls"),
            state,
            subscriber: part("subscriber"),
            context: part("context"),
            env: part("env"),
            actor: Some(part("actor")).filter(truthy).unwrap_or_default(),
        })
    }

    /// The first entry of `state` for a step, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// A `null` comes before it (`bridge.md` §5.4).
    pub(crate) fn result_of(&self, step_id: &str) -> Result<Option<&Value>, Fault> {
        for entry in &self.state {
            if entry.is_null() {
                return Err(bridge_error("the event's `state` has a null entry".to_owned()));
            }
            if entry.get("stepId").and_then(Value::as_str) == Some(step_id) {
                return Ok(Some(entry.get("outputs").unwrap_or(&Value::Null)));
            }
        }
        Ok(None)
    }

    /// The `steps` of templates: every entry's raw outputs by step id, the last of two with the same id
    /// (`bridge.md` §5.4).
    pub(crate) fn outputs_by_step(&self) -> Map<String, Value> {
        self.state
            .iter()
            .filter_map(|entry| {
                let id = entry.get("stepId")?.as_str()?;
                Some((id.to_owned(), entry.get("outputs").cloned().unwrap_or_default()))
            })
            .collect()
    }
}

/// Whether JavaScript takes the value for true.
pub(crate) fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
