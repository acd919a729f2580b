//! `split`.

use super::{Call, Filtered};
use crate::liquid::{meter::cost, value::Value};
use memchr::memmem;

/// Splits the text at a separator, and drops empty parts at the end; without a separator, into characters.
pub(super) fn split<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let text = call.value.clone().into_text(meter)?;
    let separator = call.argument_text(0)?;
    let mut parts = call.list()?;
    if separator.is_empty() {
        text.split_chars(meter, &mut parts)?;
    } else {
        let whole = text.read(meter)?;
        meter.charge(separator.len() * cost::NEEDLE)?;
        let mut start = 0;
        for at in memmem::find_iter(whole.as_bytes(), separator.as_bytes()) {
            parts.push(text.slice(start, at, meter)?.into())?;
            start = at + separator.len();
        }
        parts.push(text.slice(start, whole.len(), meter)?.into())?;
    }
    while parts
        .last()
        .is_some_and(|part| matches!(part, Value::Text(text) if text.len() == 0))
    {
        parts.pop();
    }
    parts.finish().map(Value::Array)
}
