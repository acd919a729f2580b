//! Filters that take arrays apart and put them together.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{Identity, Items, List, Value, join as push_joined, utf16_length},
};
use std::collections::HashSet;

/// An array of `values`.
fn list<'v>(values: Vec<Value<'v>>) -> Filtered<'v> {
    List::new(values).map(Value::List)
}

/// The elements with a separator, a space by default, between them.
pub(super) fn join<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let items = value.to_list();
    let separator = match arguments.given(0) {
        Some(given) if !given.is_nil() => given.to_text(),
        _ => " ".into(),
    };
    scope.charge_work(items.len().saturating_mul(separator.len()))?;
    let mut out = String::new();
    push_joined(&mut out, &items, &separator);
    Ok(out.into())
}

/// The first element or character.
pub(super) fn first<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(end(&value, |_| 0))
}

/// The last element or character.
pub(super) fn last<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(end(&value, |length| length - 1))
}

/// The element at the index that `pick` makes of a length above 0.
fn end<'v>(value: &Value<'v>, pick: impl Fn(usize) -> usize) -> Value<'v> {
    let element = match (value.as_items(), value) {
        (Some(items), _) if items.len() > 0 => items.get(pick(items.len())),
        (_, Value::Text(text)) if !text.as_str().is_empty() => {
            text.unit(pick(utf16_length(text.as_str()))).map(Value::from)
        }
        (Some(_), _) => None,
        _ => Some(Value::empty_text()),
    };
    element.unwrap_or(Value::Undefined)
}

/// How long a string or array is; 0 for everything without a length.
pub(super) fn size<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value
        .own_property("length")
        .filter(Value::is_js_truthy)
        .unwrap_or(Value::Number(0.0)))
}

/// The elements from the last to the first.
pub(super) fn reverse<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    list(value.to_list().iter().rev().collect())
}

/// The elements that are not nil.
pub(super) fn compact<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    list(value.to_list().iter().filter(|item| !item.is_nil()).collect())
}

/// The elements of both arrays.
pub(super) fn concat<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut items = value.to_list().to_vec();
    items.extend(arguments.get(0).to_list().iter());
    list(items)
}

/// The elements with one more at the end.
pub(super) fn push<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut items = value.to_list().to_vec();
    items.push(arguments.get(0));
    list(items)
}

/// The elements with one more at the start.
pub(super) fn unshift<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut items = value.to_list().to_vec();
    items.insert(0, arguments.get(0));
    list(items)
}

/// All elements but the last.
pub(super) fn pop<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut items = value.to_list().to_vec();
    items.pop();
    list(items)
}

/// All elements but the first.
pub(super) fn shift<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    list(value.to_list().iter().skip(1).collect())
}

/// Each element once, as a JavaScript `Set` keeps them.
#[allow(clippy::mutable_key_type)] // what changes is not part of the key
pub(super) fn uniq<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let items: Items<'v> = value.to_list();
    let mut seen = HashSet::with_capacity(items.len());
    list(
        items
            .iter()
            .filter(|item| seen.insert(Identity(item.clone())))
            .collect(),
    )
}
