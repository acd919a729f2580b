//! Payloads of workflows.

use crate::step::{schema_of, schemas::EMPTY_SCHEMA};
use dialects::json::{self, Json};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::any::TypeId;

/// The payload of a workflow's events.
///
/// Any type that derives `Deserialize` and `JsonSchema` is one; its schema is what Novu checks events
/// against. `()` is an empty payload: whatever an event has is removed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the payload of a workflow",
    label = "not a payload type",
    note = "derive `serde::Deserialize` and `schemars::JsonSchema` for it, or use `serde_json::Value`",
    note = "types of other crates have a schema by a feature of `schemars`, such as `uuid1` or `chrono04`; `novu_framework::guide::types` lists them"
)]
pub trait Payload: DeserializeOwned + JsonSchema + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + Sync + 'static> Payload for T {}

/// Returns the schema of a payload; for `()`, which is `null` in JSON, that of the empty object.
pub(super) fn payload_schema<P: JsonSchema + 'static>() -> Value {
    if is_unit::<P>() {
        EMPTY_SCHEMA.value().clone()
    } else {
        schema_of::<P>()
    }
}

/// Reads a payload by its type.
pub(super) fn read_payload<P: DeserializeOwned + 'static>(payload: &Json) -> Result<P, serde_json::Error> {
    json::deserialize(if is_unit::<P>() { &Json::Null } else { payload })
}

fn is_unit<P: 'static>() -> bool {
    TypeId::of::<P>() == TypeId::of::<()>()
}
