//! `slice`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{List, Value, add, slice_index},
};

/// Elements of an array or characters of a text, from a position and up to a number of them.
pub(super) fn slice<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    if value.is_nil() {
        return Ok(Value::List(List::new(Vec::new())?));
    }
    let begin = arguments.get(0);
    let length = arguments.given(1).cloned().unwrap_or(Value::Number(1.0));
    if let Some(items) = value.as_items() {
        let part = match absolute(begin, &length, items.len()) {
            // Added without conversion: strings make a longer string (liquid.md §9).
            Some(begin) => {
                let end = slice_index(add(&begin, &length).to_js_number(), items.len());
                let begin = slice_index(begin.to_js_number(), items.len());
                (begin..end).filter_map(|index| items.get(index)).collect()
            }
            None => Vec::new(),
        };
        return List::new(part).map(Value::List);
    }
    let text = value.into_text();
    let whole = text.as_str();
    let Some(begin) = absolute(begin, &length, whole.chars().count()) else {
        return Ok(Value::empty_text());
    };
    // Characters are skipped one by one until there are enough: fractions count up, `NaN` is nothing. The casts
    // saturate.
    let count = |number: f64| number.ceil() as usize;
    let mut ends = whole
        .char_indices()
        .map(|(at, _)| at)
        .chain([whole.len()])
        .skip(count(begin.to_js_number()));
    let Some(start) = ends.next() else {
        return Ok(Value::empty_text());
    };
    let end = match count(length.to_js_number()) {
        0 => start,
        more => ends.nth(more - 1).unwrap_or(whole.len()),
    };
    Ok(text.slice(start, end).into())
}

/// A negative `begin` counted from the end; `None` when nothing can be there.
fn absolute<'v>(begin: Value<'v>, length: &Value<'_>, count: usize) -> Option<Value<'v>> {
    let begin = if begin.to_js_number() < 0.0 {
        add(&begin, &Value::Number(count as f64))
    } else {
        begin
    };
    // `NaN` is not negative.
    let nothing = begin.to_js_number() < 0.0 || length.to_js_number() < 0.0;
    if nothing { None } else { Some(begin) }
}
