//! Controls: values that people set for a step in Novu's dashboard.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, de::DeserializeOwned};
use std::borrow::Cow;

/// The controls of a step: values that people change in Novu's dashboard, with templates in their strings.
///
/// Any type that derives `Deserialize` and `JsonSchema` implements it. The dashboard shows its schema, with
/// its serde defaults. See the [guide](crate::guide::controls) for more, and for templates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the controls of a step",
    label = "not a control type",
    note = "derive `serde::Deserialize` and `schemars::JsonSchema` for it, or use `NoControls`",
    note = "types of other crates have a schema by a feature of `schemars`, such as `uuid1` or `chrono04`; `novu_framework::guide::types` lists them"
)]
pub trait Controls: DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Controls for T {}

/// The controls of a step without controls. Values for them are dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct NoControls {}

impl JsonSchema for NoControls {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("NoControls")
    }

    // Exactly the reference's schema of a step without controls (`bridge.md` §3.1).
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false })
    }
}
