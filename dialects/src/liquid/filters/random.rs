//! `sample`.

use super::{Call, Filtered};
use crate::liquid::value::{Array, Value, slice_index};
use std::hash::{BuildHasher, Hasher, RandomState};

/// The work of drawing a number.
const DRAW: usize = 40;

/// Returns one element or, if a number is given, that many in a random order.
pub(super) fn sample<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let wanted = call.js_number_or(0, 1.0)?;
    let mut items = call.list()?;
    match &call.value {
        value if value.is_nil() => return Ok(Value::Array(Array::EMPTY)),
        Value::Array(array) => items.extend(array.iter(call.meter()))?,
        value => {
            let text = value.clone().into_text(call.meter())?;
            text.split_chars(call.meter(), &mut items)?;
        }
    }
    // The keys of the standard library's hash maps come from the system's source of randomness.
    let seed = RandomState::new();
    for last in (1..items.len()).rev() {
        call.charge(DRAW)?;
        let mut hasher = seed.build_hasher();
        hasher.write_usize(last);
        let other = hasher.finish() as usize % (last + 1);
        items.swap(last, other);
    }
    if wanted != 1.0 {
        items.truncate(slice_index(wanted, items.len()));
    }
    let items = items.finish()?;
    if wanted == 1.0 {
        items.get(0, call.meter())
    } else {
        Ok(Value::Array(items))
    }
}
