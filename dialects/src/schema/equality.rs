//! Equality of JSON values as `const`, `enum` and `uniqueItems` see it.

use crate::json::Json;
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

/// Deep equality: numbers as doubles, the order of keys does not matter.
pub(super) fn equal(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.as_f64() == right.as_f64(),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, left)| right.get(key).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

/// Lists up to this length are compared pair by pair.
const PAIRWISE: usize = 8;

/// Two equal items among those that `counts` admits, by index. Linear in the size of the list: longer ones
/// are hashed with a random key, so that nobody can prepare collisions.
pub(super) fn duplicate(items: &[Json], counts: impl Fn(&Json) -> bool) -> Option<(usize, usize)> {
    duplicate_by(items, counts, equal)
}

fn duplicate_by(
    items: &[Json],
    counts: impl Fn(&Json) -> bool,
    equal: impl Fn(&Json, &Json) -> bool,
) -> Option<(usize, usize)> {
    if items.len() <= PAIRWISE {
        return items
            .iter()
            .enumerate()
            .filter(|(_, item)| counts(item))
            .find_map(|(at, item)| {
                let earlier = items[..at]
                    .iter()
                    .position(|other| counts(other) && equal(other, item))?;
                Some((earlier, at))
            });
    }
    let state = RandomState::new();
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::with_capacity(items.len());
    for (at, item) in items.iter().enumerate().filter(|(_, item)| counts(item)) {
        let bucket = seen.entry(fingerprint(&state, item)).or_default();
        if let Some(&earlier) = bucket.iter().find(|&&earlier| equal(&items[earlier], item)) {
            return Some((earlier, at));
        }
        bucket.push(at);
    }
    None
}

/// Equal values have equal fingerprints.
fn fingerprint(state: &RandomState, value: &Json) -> u64 {
    match value {
        Json::Null => state.hash_one(0u8),
        Json::Bool(value) => state.hash_one(value),
        // `+ 0.0` makes a negative zero positive.
        Json::Number(number) => state.hash_one((number.as_f64().unwrap_or(0.0) + 0.0).to_bits()),
        Json::String(text) => state.hash_one(text),
        Json::Array(items) => items.iter().fold(state.hash_one(1u8), |sum, item| {
            state.hash_one((sum, fingerprint(state, item)))
        }),
        Json::Object(map) => map.iter().fold(state.hash_one(2u8), |sum, (key, value)| {
            sum.wrapping_add(state.hash_one((key, fingerprint(state, value))))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value in JSON text.
    macro_rules! json {
        ($($value:tt)+) => { Json::from(serde_json::json!($($value)+)) };
    }

    #[test]
    fn numbers_are_doubles_and_key_order_is_irrelevant() {
        assert!(equal(
            &json!({"a": 1, "b": [0.0]}),
            &json!({"b": [-0.0], "a": 1.0})
        ));
        assert!(!equal(&json!(1), &json!("1")));
        assert!(!equal(&json!(1), &json!(true)));
    }

    #[test]
    fn long_lists_are_not_compared_pair_by_pair() {
        let items: Vec<Json> = (0..10_000).map(|n| json!([n, "x"])).collect();
        let comparisons = std::cell::Cell::new(0);
        let counted = |left: &Json, right: &Json| {
            comparisons.set(comparisons.get() + 1);
            equal(left, right)
        };
        assert_eq!(duplicate_by(&items, |_| true, counted), None);
        assert!(comparisons.get() < 100, "{} comparisons", comparisons.get());
    }

    #[test]
    fn short_and_long_lists_agree() {
        let mut list: Vec<Json> = (0..40).map(|n| json!({"n": n, "list": [n, "x"]})).collect();
        assert_eq!(duplicate(&list, |_| true), None);
        list.push(json!({"list": [7.0, "x"], "n": 7}));
        assert_eq!(duplicate(&list, |_| true), Some((7, 40)));
        assert_eq!(
            duplicate(&[json!(0), json!(1), json!(-0.0)], |_| true),
            Some((0, 2))
        );
    }
}
