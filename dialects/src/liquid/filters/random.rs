//! `sample`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{List, Value, slice_index},
};
use std::hash::{BuildHasher, Hasher, RandomState};

/// One element or, when a number is given, that many in a random order.
pub(super) fn sample<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    if value.is_nil() {
        return List::new(Vec::new()).map(Value::List);
    }
    let wanted = arguments.given(0).map_or(1.0, Value::to_js_number);
    let mut items = match value.as_items() {
        Some(items) => items.to_vec(),
        None => {
            let text = value.to_text();
            text.chars().map(|c| Value::from(c.to_string())).collect()
        }
    };
    // The keys of the standard library's hash maps come from the system's source of randomness.
    let seed = RandomState::new();
    for last in (1..items.len()).rev() {
        let mut hasher = seed.build_hasher();
        hasher.write_usize(last);
        let other = hasher.finish() as usize % (last + 1);
        items.swap(last, other);
    }
    if wanted == 1.0 {
        return Ok(items.into_iter().next().unwrap_or(Value::Undefined));
    }
    items.truncate(slice_index(wanted, items.len()));
    List::new(items).map(Value::List)
}
