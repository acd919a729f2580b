//! Payloads of workflows.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// The payload of a workflow's events.
///
/// Any type that derives `Deserialize` and `JsonSchema` is one; its schema is what Novu checks events
/// against.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the payload of a workflow",
    label = "not a payload type",
    note = "derive `serde::Deserialize` and `schemars::JsonSchema` for it, or use `serde_json::Value`"
)]
pub trait Payload: DeserializeOwned + JsonSchema + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + Sync + 'static> Payload for T {}
