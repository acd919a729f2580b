//! The event that a request brings.

use super::state::State;
use crate::{
    fault::{ErrorCode, Fault},
    json,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What Novu sends with every step: the payload, the controls of the step, and the results of earlier steps.
///
/// Anything else in the body is ignored (`bridge.md` §5.1). An absent part is `null`, if not said otherwise.
#[derive(Debug, Default, Clone)]
pub(crate) struct Event {
    pub(crate) payload: Value,
    pub(crate) controls: Value,
    pub(crate) state: State,
    /// `None` when absent: to templates that is not `null`. Shared with the context of the workflow function.
    pub(crate) subscriber: Option<Arc<Value>>,
    /// `None` as for `subscriber`.
    pub(crate) context: Option<Value>,
    pub(crate) env: Value,
    pub(crate) actor: Arc<Value>,
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
        let (subscriber, context) = (parts.swap_remove("subscriber"), parts.swap_remove("context"));
        let mut part = |name: &str| parts.swap_remove(name).unwrap_or_default();
        Ok(Self {
            payload: part("payload"),
            controls: part("controls"),
            state: State::read(part("state"))?,
            subscriber: subscriber.map(Arc::new),
            context,
            env: part("env"),
            actor: Arc::new(Some(part("actor")).filter(truthy).unwrap_or_default()),
        })
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
