//! The event of a request.

use super::history::History;
use crate::error::{ErrorCode, Fault};
#[cfg(feature = "studio")]
use compact_str::CompactString;
#[cfg(feature = "studio")]
use dialects::json::Object;
use dialects::json::{self, Json, ReadError, ReadErrorKind, ValueLimit};
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;

/// The body of a request for a step: the payload, the controls of the step, and the results of earlier steps.
///
/// Anything else in the body is ignored (`bridge.md` §5.1). An absent part is `null` unless its field says
/// otherwise.
#[derive(Debug, Default, Clone)]
pub(crate) struct EventData {
    pub(crate) payload: Json,
    pub(crate) controls: Json,
    pub(crate) history: History,
    /// `None` when absent: to templates that is not `null`. Shared with the context of the workflow function.
    pub(crate) subscriber: Option<Arc<Json>>,
    /// `None` as for `subscriber`.
    pub(crate) context: Option<Json>,
    pub(crate) env: Json,
    pub(crate) actor: Option<Arc<Json>>,
}

/// The members of a body that are read. All others are skipped without being built.
const MEMBERS: [&str; 7] = [
    "payload",
    "controls",
    "state",
    "subscriber",
    "context",
    "env",
    "actor",
];

impl EventData {
    /// Reads a request's body. JSON other than an object is an event without parts.
    ///
    /// # Errors
    ///
    /// The body is not JSON or has too many values, or its `state` is neither an array nor absent
    /// (`differences.md` 9, 10 and 45).
    pub(crate) fn parse(body: &[u8], limit: ValueLimit) -> Result<Self, Fault> {
        let mut event = Self::default();
        let mut state = Json::Null;
        json::read_members(body, limit, &MEMBERS, |name, value| match name {
            "payload" => event.payload = value,
            "controls" => event.controls = value,
            "state" => state = value,
            "subscriber" => event.subscriber = Some(Arc::new(value)),
            "context" => event.context = Some(value),
            "env" => event.env = value,
            "actor" => event.actor = Some(value).filter(Json::is_truthy).map(Arc::new),
            _ => {}
        })
        .map_err(|error| {
            too_many_values(&error).unwrap_or_else(|| {
                let message = format!("the request's body cannot be read as JSON: {error}");
                Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message.clone())
                    .with_data(json!({ "message": message }))
            })
        })?;
        event.history = History::read(state)?;
        Ok(event)
    }

    /// Prints the body that Novu would send with this event.
    #[cfg(feature = "studio")]
    pub(crate) fn body(&self) -> String {
        let empty = Json::empty_object();
        let results = self.history.outputs().unwrap_or(&empty).as_object();
        let entry = |(id, outputs): (&CompactString, &Json)| {
            let status = Json::object([("status", "success".into())]);
            Json::object([
                ("stepId", id.as_str().into()),
                ("outputs", outputs.clone()),
                ("state", status),
            ])
        };
        let state: Vec<_> = results.into_iter().flat_map(Object::iter).map(entry).collect();
        let parts = [
            Some(("payload", self.payload.clone())),
            Some(("controls", self.controls.clone())),
            Some(("state", state.into())),
            self.subscriber
                .as_ref()
                .map(|subscriber| ("subscriber", (**subscriber).clone())),
            self.context.as_ref().map(|context| ("context", context.clone())),
            Some(("env", self.env.clone())),
        ];
        let body: Object = parts
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.into(), value))
            .collect();
        let mut text = String::new();
        json::stringify_object(&mut text, &body);
        text
    }
}

/// Returns the fault of a body with more values than its limit, if that is the error. 413 keeps Novu from
/// retrying.
pub(crate) fn too_many_values(error: &ReadError) -> Option<Fault> {
    let ReadErrorKind::TooManyValues { limit } = error.kind() else {
        return None;
    };
    let message = format!(
        "the request body has more than {limit} values; send fewer, or raise the limit with \
         `NovuLayerBuilder::value_limit`"
    );
    Some(Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::PAYLOAD_TOO_LARGE))
}
