//! `default`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};

/// The argument in place of nil, `false`, empty strings and empty arrays.
pub(super) fn default<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let missing = match &value {
        Value::Text(text) => text.as_str().is_empty(),
        Value::Empty | Value::Blank => true,
        Value::Bool(false) => !allows_false(arguments)?,
        value => match value.as_items() {
            Some(items) => items.len() == 0,
            None => value.is_nil(),
        },
    };
    Ok(if missing { arguments.get(0) } else { value })
}

/// Whether the keyword `allow_false` is among the arguments behind the first; all of those must be keywords.
fn allows_false(arguments: &Arguments<'_>) -> Result<bool, Error> {
    let mut allowed = false;
    for index in 1..arguments.len() {
        let pair = arguments.get(index);
        match pair.as_items() {
            Some(items)
                if items
                    .get(0)
                    .is_some_and(|key| key.as_str() == Some("allow_false")) =>
            {
                allowed = items.get(1).is_some_and(|value| value.is_js_truthy());
            }
            Some(_) => {}
            None if matches!(pair, Value::Object(_) | Value::Group(_) | Value::Loop(_)) => {}
            None => return Err(Error::render("only keywords may follow the default")),
        }
    }
    Ok(allowed)
}
