//! `default`.

use super::{Call, Filtered};
use crate::liquid::{error::Error, value::Value};

/// Returns the argument for nil, `false`, empty strings and empty arrays.
pub(super) fn default<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let missing = match &call.value {
        Value::Text(text) => text.len() == 0,
        Value::Empty | Value::Blank => true,
        Value::Bool(false) => !allows_false(&call)?,
        Value::Array(items) => items.is_empty(),
        value => value.is_nil(),
    };
    Ok(if missing { call.argument(0) } else { call.value })
}

/// Returns whether the keyword `allow_false` is among the arguments behind the first; all of those must be
/// keywords.
fn allows_false(call: &Call<'_, '_>) -> Result<bool, Error> {
    let mut allowed = false;
    for index in 1..call.count() {
        match call.argument(index) {
            Value::Array(items) => {
                let key = items.get(0, call.meter())?;
                if matches!(key, Value::Text(_)) && &*key.to_text(call.meter())? == "allow_false" {
                    allowed = items.get(1, call.meter())?.is_js_truthy();
                }
            }
            Value::Object(_) => {}
            _ => return Err(Error::render("expected only `allow_false` after the default")),
        }
    }
    Ok(allowed)
}
