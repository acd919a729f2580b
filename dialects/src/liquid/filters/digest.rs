//! Novu's `digest`, and the parts that it shares with `toSentence` (liquid.md §11).

use super::{Call, Filtered, select::Names};
use crate::liquid::{
    buffer::Buffer,
    error::Error,
    meter::Meter,
    value::{Array, ListBuilder, Quotes, Value, join, print_json, slice_index},
};

/// Prints `Ann, Bob and 3 others`.
pub(super) fn digest<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let max = call.js_number_or(0, 2.0)?;
    let Some(items) = sentence_items(&call, 1)? else {
        return Ok(Value::borrowed(""));
    };
    let separator = call.js_string_or(2, ", ")?;
    let count = items.len();
    if count == 1 {
        return items.get(0, meter);
    }
    let mut out = call.buffer()?;
    if !push_sentence(&mut out, &items, max, [&separator, " and ", " and "], meter)? {
        let rest = count as f64 - max;
        join(&mut out, &items, slice_index(max, count), &separator)?;
        out.push_str(" and ")?;
        out.push_number(rest)?;
        out.push_str(if rest == 1.0 { " other" } else { " others" })?;
    }
    Ok(out.into())
}

/// Appends all of two or more items, with the words between most of them, between two, and before the last of
/// more. Returns `false`, and appends nothing, if there are more than two and more than `max`.
pub(super) fn push_sentence(
    out: &mut Buffer,
    items: &Array<'_>,
    max: f64,
    [separator, two, last]: [&str; 3],
    meter: &Meter,
) -> Result<bool, Error> {
    let count = items.len();
    if count == 2 {
        items.get(0, meter)?.push_js_string(out)?;
        out.push_str(two)?;
    } else if max >= count as f64 {
        join(out, items, count - 1, separator)?;
        out.push_str(last)?;
    } else {
        return Ok(false);
    }
    items.get(count - 1, meter)?.push_js_string(out)?;
    Ok(true)
}

/// Returns the parts of a sentence, at the path that is the argument at `index`; `None` for an empty array
/// and for what is not an array.
pub(super) fn sentence_items<'v>(call: &Call<'_, 'v>, index: usize) -> Result<Option<Array<'v>>, Error> {
    let Value::Array(items) = &call.value else {
        return Ok(None);
    };
    if items.is_empty() {
        return Ok(None);
    }
    let Some(path) = call.given(index).filter(|path| path.is_js_truthy()) else {
        return Ok(Some(items.clone()));
    };
    let path = path.to_js_string(call.meter())?;
    let names = Names::new(&path, call.meter())?;
    let mut parts = ListBuilder::new(call.meter())?;
    for item in items.iter(call.meter()) {
        parts.push(part_at(item?, &names, call.meter())?)?;
    }
    parts.finish().map(Some)
}

/// Returns the text at the end of a path of names inside an item; empty if the item is not an object.
fn part_at<'v>(item: Value<'v>, names: &Names<'_>, meter: &Meter) -> Filtered<'v> {
    let mut value = item;
    for name in names.iter() {
        if matches!(value, Value::Text(_) | Value::Number(_) | Value::Bool(_)) {
            return Ok(Value::borrowed(""));
        }
        value = value.own_property(name, meter)?.unwrap_or(Value::Undefined);
    }
    let mut out = Buffer::new(meter)?;
    match &value {
        Value::Text(_) => return Ok(value),
        Value::Number(_) | Value::Bool(_) => value.push_text(&mut out)?,
        Value::Object(object) if object.size().is_none() => {}
        Value::Array(_) | Value::Object(_) => {
            print_json(&mut out, &value, Quotes::Json, "")?;
            if &*out == "{}" {
                return Ok(Value::borrowed(""));
            }
        }
        _ => {}
    }
    Ok(out.into())
}
