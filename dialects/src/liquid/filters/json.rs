//! `json` and `jsonify`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{Quotes, Value, print_json},
};

/// Novu's own: arrays and objects as JSON with apostrophes for quotes and `\n` for line breaks; other values as
/// they are.
pub(super) fn json<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(match &value {
        Value::Array(_) | Value::List(_) | Value::Object(_) | Value::Group(_) | Value::Loop(_) => {
            let mut out = String::new();
            print_json(&mut out, &value, Quotes::Json, &indent(arguments));
            out.replace('"', "'").replace('\n', "\\n").into()
        }
        value if value.is_nil() => Value::empty_text(),
        value => value.to_js_string().into_owned().into(),
    })
}

/// JSON text.
pub(super) fn jsonify<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    if matches!(value, Value::Undefined) {
        return Ok(value);
    }
    let mut out = String::new();
    print_json(&mut out, &value, Quotes::Json, &indent(arguments));
    Ok(out.into())
}

/// The indentation as `JSON.stringify` takes it: up to ten spaces or characters.
fn indent(arguments: &Arguments<'_>) -> String {
    match arguments.get(0) {
        Value::Number(width) => " ".repeat(width.clamp(0.0, 10.0) as usize),
        Value::Text(text) => text.as_str().chars().take(10).collect(),
        _ => String::new(),
    }
}
