//! `sort` and `sort_natural`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{List, Value, order, order_text},
};
use std::cmp::Ordering;

/// Sorted by JavaScript's `<`, nil last; by a property when a path is given.
pub(super) fn sort<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    sorted(
        &value,
        arguments,
        scope,
        |key| key,
        |a, b| order(a, b).unwrap_or(Ordering::Equal),
    )
}

/// Sorted without regard to case.
pub(super) fn sort_natural<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let lowered = |key: Value<'v>| Value::from(key.to_js_string().to_lowercase());
    sorted(&value, arguments, scope, lowered, |a, b| {
        order_text(a.as_str().unwrap_or_default(), b.as_str().unwrap_or_default())
    })
}

fn sorted<'v>(
    value: &Value<'v>,
    arguments: &Arguments<'v>,
    scope: &Scope<'v>,
    prepare: impl Fn(Value<'v>) -> Value<'v>,
    compare: impl Fn(&Value<'v>, &Value<'v>) -> Ordering,
) -> Filtered<'v> {
    let items = value.to_list();
    // Keys are compared many times.
    scope.charge_work(items.len() * 16 + value.weight() * 4)?;
    let path = arguments.given(0).filter(|path| path.is_js_truthy());
    let path = path.map(Value::to_text);
    let mut keyed: Vec<(Option<Value<'v>>, Value<'v>)> = items
        .iter()
        .map(|item| {
            let key = match &path {
                Some(path) => super::select::nested(&item, path),
                None => item.clone(),
            };
            let key = if key.is_nil() { None } else { Some(prepare(key)) };
            (key, item)
        })
        .collect();
    merge_sort(&mut keyed, &|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => compare(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    List::new(keyed.into_iter().map(|(_, item)| item).collect()).map(Value::List)
}

/// Up to this many elements are sorted by insertion; what V8 does is visible when the order is inconsistent,
/// as with mixed types (liquid.md §15).
const INSERTION: usize = 64;

/// A stable sort that, unlike the standard library's, accepts any `compare`.
fn merge_sort<T>(items: &mut Vec<T>, compare: &impl Fn(&T, &T) -> Ordering) {
    if items.len() < INSERTION {
        insertion_sort(items, compare);
        return;
    }
    let mut right = items.split_off(items.len() / 2);
    merge_sort(items, compare);
    merge_sort(&mut right, compare);
    let left = std::mem::replace(items, Vec::with_capacity(items.len() + right.len()));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => compare(b, a).is_lt(),
            (None, Some(_)) => true,
            (_, None) => break,
        };
        items.extend(if from_right { right.next() } else { left.next() });
    }
    items.extend(left);
}

/// Takes the run at the start, then inserts the others by binary search.
fn insertion_sort<T>(items: &mut [T], compare: &impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let descending = compare(&items[1], &items[0]).is_lt();
    let mut sorted = 2;
    while sorted < items.len() && compare(&items[sorted], &items[sorted - 1]).is_lt() == descending {
        sorted += 1;
    }
    if descending {
        items[..sorted].reverse();
    }
    for new in sorted..items.len() {
        let (mut left, mut right) = (0, new);
        while left < right {
            let middle = left + (right - left) / 2;
            if compare(&items[new], &items[middle]).is_lt() {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        items[left..=new].rotate_right(1);
    }
}
