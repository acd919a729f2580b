//! Filters that take arrays apart and put them together.

use super::{Call, Filtered};
use crate::liquid::value::{Array, Identity, Reading, Value, join as push_joined};
use std::collections::HashSet;

/// Joins the elements with a separator, by default a space.
pub(super) fn join<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let items = call.items()?;
    let separator = match call.given(0) {
        Some(given) if !given.is_nil() => given.to_text(call.meter())?,
        _ => Reading::Borrowed(" "),
    };
    let mut out = call.buffer()?;
    push_joined(&mut out, &items, items.len(), &separator)?;
    Ok(out.into())
}

/// Returns the first element or character.
pub(super) fn first<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    end(&call, |_| 0)
}

/// Returns the last element or character.
pub(super) fn last<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    end(&call, |length| length - 1)
}

/// Returns the element at the index that `pick` makes of a length above 0.
fn end<'v>(call: &Call<'_, 'v>, pick: impl Fn(usize) -> usize) -> Filtered<'v> {
    let meter = call.meter();
    match &call.value {
        Value::Array(items) if items.is_empty() => Ok(Value::Undefined),
        Value::Array(items) => items.get(pick(items.len()), meter),
        Value::Text(text) if text.len() > 0 => {
            let unit = text.unit(pick(text.utf16_length(meter)?), meter)?;
            Ok(unit.map_or(Value::Undefined, Value::Text))
        }
        _ => Ok(Value::borrowed("")),
    }
}

/// Returns the length of a string or array; 0 of everything else.
pub(super) fn size<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let length = call.value.own_property("length", call.meter())?;
    Ok(length.filter(Value::is_js_truthy).unwrap_or(Value::Number(0.0)))
}

/// Returns the elements from the last to the first.
pub(super) fn reverse<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.collect(call.items()?.iter(call.meter()).rev())
}

/// Returns the elements that are not nil.
pub(super) fn compact<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let is_kept = |item: &Filtered<'v>| !matches!(item, Ok(item) if item.is_nil());
    call.collect(call.items()?.iter(call.meter()).filter(is_kept))
}

/// Returns the elements of both arrays.
pub(super) fn concat<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let (meter, others) = (call.meter(), call.argument(0).to_list(call.meter())?);
    call.collect(call.items()?.iter(meter).chain(others.iter(meter)))
}

/// Returns the elements with one more at the end.
pub(super) fn push<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.collect(call.items()?.iter(call.meter()).chain([Ok(call.argument(0))]))
}

/// Returns the elements with one more at the start.
pub(super) fn unshift<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.collect(
        [Ok(call.argument(0))]
            .into_iter()
            .chain(call.items()?.iter(call.meter())),
    )
}

/// Returns all elements but the last.
pub(super) fn pop<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let items = call.items()?;
    call.collect(items.iter(call.meter()).take(items.len().saturating_sub(1)))
}

/// Returns all elements but the first.
pub(super) fn shift<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.collect(call.items()?.iter(call.meter()).skip(1))
}

/// Returns each element once, like a JavaScript `Set`.
#[allow(clippy::mutable_key_type)] // the address is the key of an array or object
pub(super) fn uniq<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let items: Array<'v> = call.items()?;
    let _memory = call.meter().hold(items.len() * 64)?;
    let mut seen = HashSet::with_capacity(items.len());
    let mut list = call.list()?;
    for item in items.iter(call.meter()) {
        let item = item?;
        if seen.insert(Identity::new(item.clone(), call.meter())?) {
            list.push(item)?;
        }
    }
    list.finish().map(Value::Array)
}
