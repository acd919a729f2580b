//! `slice`.

use super::{Call, Filtered};
use crate::liquid::{
    error::Error,
    meter::Meter,
    value::{Array, Value, slice_index},
};

/// Returns elements of an array or characters of a text, from a position and up to a number of them.
pub(super) fn slice<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    if call.value.is_nil() {
        return Ok(Value::Array(Array::EMPTY));
    }
    let begin = call.argument(0);
    let length = call.given(1).cloned().unwrap_or(Value::Number(1.0));
    if let Value::Array(items) = &call.value {
        let Some(begin) = absolute(begin, &length, items.len(), meter)? else {
            return Ok(Value::Array(Array::EMPTY));
        };
        // Added without conversion: strings make a longer string (liquid.md §9).
        let end = slice_index(begin.add(&length, meter)?.to_js_number(meter)?, items.len());
        let begin = slice_index(begin.to_js_number(meter)?, items.len());
        return call.collect((begin..end).map(|index| items.get(index, meter)));
    }
    let text = call.value.clone().into_text(meter)?;
    let whole = text.read(meter)?;
    let Some(begin) = absolute(begin, &length, whole.chars().count(), meter)? else {
        return Ok(Value::borrowed(""));
    };
    // Characters are skipped one by one until there are enough: fractions count up, `NaN` is nothing. The
    // casts saturate.
    let count = |number: f64| number.ceil() as usize;
    let mut ends = whole
        .char_indices()
        .map(|(at, _)| at)
        .chain([whole.len()])
        .skip(count(begin.to_js_number(meter)?));
    let Some(start) = ends.next() else {
        return Ok(Value::borrowed(""));
    };
    let end = match count(length.to_js_number(meter)?) {
        0 => start,
        more => ends.nth(more - 1).unwrap_or(whole.len()),
    };
    text.slice(start, end, meter).map(Into::into)
}

/// Counts a negative `begin` from the end; returns `None` if the slice is empty.
fn absolute<'v>(
    begin: Value<'v>,
    length: &Value<'_>,
    count: usize,
    meter: &Meter,
) -> Result<Option<Value<'v>>, Error> {
    let begin = if begin.to_js_number(meter)? < 0.0 {
        begin.add(&Value::count(count), meter)?
    } else {
        begin
    };
    // `NaN` is not negative.
    let nothing = begin.to_js_number(meter)? < 0.0 || length.to_js_number(meter)? < 0.0;
    Ok(if nothing { None } else { Some(begin) })
}
