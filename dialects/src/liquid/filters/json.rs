//! `json` and `jsonify`.

use super::{Call, Filtered};
use crate::liquid::{
    buffer::Buffer,
    error::Error,
    value::{Quotes, Value, print_json},
};

/// Prints arrays and objects as Novu does: as JSON with apostrophes for quotes and `\n` for line breaks.
/// Other values stay as they are.
pub(super) fn json<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let mut out = call.buffer()?;
    match &call.value {
        Value::Array(_) | Value::Object(_) => {
            let text = printed(&call)?;
            let mut start = 0;
            for at in memchr::memchr2_iter(b'"', b'\n', text.as_bytes()) {
                out.push_str(&text[start..at])?;
                out.push_str(if text.as_bytes()[at] == b'"' { "'" } else { "\\n" })?;
                start = at + 1;
            }
            out.push_str(&text[start..])?;
        }
        value if value.is_nil() => {}
        value => value.push_js_string(&mut out)?,
    }
    Ok(out.into())
}

/// Prints JSON.
pub(super) fn jsonify<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    if call.value.is_undefined() {
        return Ok(call.value);
    }
    printed(&call).map(Into::into)
}

/// Prints the value as `JSON.stringify` does, indented by the argument: up to ten spaces or characters.
fn printed(call: &Call<'_, '_>) -> Result<Buffer, Error> {
    let indent: String = match call.argument(0) {
        Value::Number(width) => " ".repeat(width.clamp(0.0, 10.0) as usize),
        Value::Text(_) => call.argument_text(0)?.chars().take(10).collect(),
        _ => String::new(),
    };
    let mut out = call.buffer()?;
    print_json(&mut out, &call.value, Quotes::Json, &indent)?;
    Ok(out)
}
