//! What people can set for a step in Novu's dashboard.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, de::DeserializeOwned};
use std::borrow::Cow;

/// The controls of a step: values that people change in Novu's dashboard, with templates in their strings.
///
/// Any type that derives `Deserialize` and `JsonSchema` is one; its schema is what the dashboard shows, its
/// serde defaults are the defaults there. More about them, and about templates, is in the
/// [guide](crate::guide::controls).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the controls of a step",
    label = "not a control type",
    note = "derive `serde::Deserialize` and `schemars::JsonSchema` for it, or use `NoControls`"
)]
pub trait Controls: DeserializeOwned + JsonSchema + Send {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send> Controls for T {}

/// The controls of a step that has none: whatever is set is dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct NoControls {}

impl JsonSchema for NoControls {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("NoControls")
    }

    // The reference's schema of a step without controls, to the letter (`bridge.md` §3.1).
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false })
    }
}
