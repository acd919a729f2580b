//! `sort` and `sort_natural`.

use super::{Call, Filtered, case::lowered, select::Names};
use crate::liquid::{
    error::Error,
    meter::cost,
    value::{Value, order},
};
use std::cmp::Ordering;

/// Sorts by JavaScript's `<`, nil last; by a property if a path is given.
pub(super) fn sort<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    sorted(&call, &Ok, &|a, b| {
        Ok(order(a, b, call.meter())?.unwrap_or(Ordering::Equal))
    })
}

/// Sorts without regard to case.
pub(super) fn sort_natural<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let lowered = |key: Value<'v>| Ok(lowered(&key.to_js_string(meter)?, meter)?.into());
    sorted(&call, &lowered, &|a, b| {
        Ok(order(a, b, meter)?.unwrap_or(Ordering::Equal))
    })
}

fn sorted<'v>(
    call: &Call<'_, 'v>,
    prepare: &dyn Fn(Value<'v>) -> Filtered<'v>,
    compare: &dyn Fn(&Value<'v>, &Value<'v>) -> Result<Ordering, Error>,
) -> Filtered<'v> {
    let (items, meter) = (call.items()?, call.meter());
    let path = call.given(0).filter(|path| path.is_js_truthy());
    let path = path.map(|path| path.to_text(meter)).transpose()?;
    let names = path.as_ref().map(|path| Names::new(path, meter)).transpose()?;
    // The keys, and as many while two halves are merged.
    let _memory = meter.hold(items.len() * size_of::<(Option<Value<'_>>, Value<'_>)>() * 2)?;
    let mut keyed: Vec<(Option<Value<'v>>, Value<'v>)> = Vec::with_capacity(items.len());
    for item in items.iter(meter) {
        let item = item?;
        let key = match &names {
            Some(names) => names.of(item.clone(), meter)?,
            None => item.clone(),
        };
        let key = if key.is_nil() { None } else { Some(prepare(key)?) };
        keyed.push((key, item));
    }
    merge_sort(&mut keyed, &|(a, _), (b, _)| {
        meter.charge(cost::STEP)?;
        match (a, b) {
            (Some(a), Some(b)) => compare(a, b),
            (a, b) => Ok(a.is_none().cmp(&b.is_none())),
        }
    })?;
    call.collect(keyed.into_iter().map(|(_, item)| Ok(item)))
}

/// Orders two elements; may fail at a limit.
trait Compare<T>: Fn(&T, &T) -> Result<Ordering, Error> {}

impl<T, F: Fn(&T, &T) -> Result<Ordering, Error>> Compare<T> for F {}

/// Up to this many elements are sorted by insertion; what V8 does is visible when the order is inconsistent,
/// as with mixed types (liquid.md §15).
const INSERTION: usize = 64;

/// Sorts stably and, unlike the standard library, with any `compare`.
fn merge_sort<T>(items: &mut Vec<T>, compare: &impl Compare<T>) -> Result<(), Error> {
    if items.len() < INSERTION {
        return insertion_sort(items, compare);
    }
    let mut right = items.split_off(items.len() / 2);
    merge_sort(items, compare)?;
    merge_sort(&mut right, compare)?;
    let left = std::mem::replace(items, Vec::with_capacity(items.len() + right.len()));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => compare(b, a)?.is_lt(),
            (None, Some(_)) => true,
            (_, None) => break,
        };
        items.extend(if from_right { right.next() } else { left.next() });
    }
    items.extend(left);
    Ok(())
}

/// Takes the run at the start, then inserts the others by binary search.
fn insertion_sort<T>(items: &mut [T], compare: &impl Compare<T>) -> Result<(), Error> {
    if items.len() < 2 {
        return Ok(());
    }
    let descending = compare(&items[1], &items[0])?.is_lt();
    let mut sorted = 2;
    while sorted < items.len() && compare(&items[sorted], &items[sorted - 1])?.is_lt() == descending {
        sorted += 1;
    }
    if descending {
        items[..sorted].reverse();
    }
    for new in sorted..items.len() {
        let (mut left, mut right) = (0, new);
        while left < right {
            let middle = left + (right - left) / 2;
            if compare(&items[new], &items[middle])?.is_lt() {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        items[left..=new].rotate_right(1);
    }
    Ok(())
}
