//! Equality of JSON values as `const`, `enum` and `uniqueItems` see it.

use crate::json::Json;
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

/// Compares deeply: numbers as doubles, the order of keys does not matter.
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

/// How many comparisons with a constant cost as much as visiting a position.
pub(super) const COMPARED_PER_VISIT: u64 = 32;

/// The values of an `enum`, fast to find among many.
#[derive(Debug)]
pub(super) struct Members {
    all: Vec<Json>,
    /// Whether a value is in `scalars` rather than compared with all.
    hashed: bool,
    state: RandomState,
    /// The places of numbers, texts and so on, by fingerprint.
    scalars: HashMap<u64, Vec<usize>>,
    /// The places of arrays and objects.
    structured: Vec<usize>,
}

impl Members {
    pub(super) fn new(all: Vec<Json>) -> Self {
        let mut members = Self {
            hashed: all.len() > PAIRWISE,
            all,
            state: RandomState::new(),
            scalars: HashMap::new(),
            structured: Vec::new(),
        };
        for (at, value) in members.all.iter().enumerate() {
            if is_structured(value) {
                members.structured.push(at);
            } else if members.hashed {
                let place = fingerprint(&members.state, value);
                members.scalars.entry(place).or_default().push(at);
            }
        }
        members
    }

    pub(super) fn all(&self) -> &[Json] {
        &self.all
    }

    /// Returns how many values are arrays or objects, with which arrays and objects are compared one by one.
    pub(super) fn structured(&self) -> usize {
        self.structured.len()
    }

    pub(super) fn contains(&self, value: &Json) -> bool {
        let places = match () {
            () if !self.hashed => return self.all.iter().any(|known| equal(known, value)),
            () if is_structured(value) => Some(&self.structured),
            () => self.scalars.get(&fingerprint(&self.state, value)),
        };
        places
            .into_iter()
            .flatten()
            .any(|&at| equal(&self.all[at], value))
    }
}

fn is_structured(value: &Json) -> bool {
    matches!(value, Json::Array(_) | Json::Object(_))
}

/// Lists up to this length are compared pair by pair.
const PAIRWISE: usize = 8;

/// Returns two equal items among those that `counts` admits, by index. Linear in the size of the list: longer
/// ones are hashed with a random key, so that nobody can prepare collisions.
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
    let counted = items.iter().enumerate().filter(|(_, item)| counts(item));
    let mut seen: Vec<(u64, usize)> = counted
        .map(|(at, item)| (fingerprint(&state, item), at))
        .collect();
    seen.sort_unstable();
    let alike = seen.chunk_by(|(left, _), (right, _)| left == right);
    let first = alike.filter_map(|places| {
        // Places with one fingerprint nearly always have one value, and then the first two are the answer.
        (1..places.len()).find_map(|later| {
            let at = places[later].1;
            let earlier = places[..later]
                .iter()
                .find(|(_, earlier)| equal(&items[*earlier], &items[at]))?;
            Some((at, earlier.1))
        })
    });
    first.min().map(|(at, earlier)| (earlier, at))
}

/// Hashes a value: equal values have equal fingerprints.
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
    fn short_and_long_enums_agree() {
        let short = vec![
            json!(1),
            json!("a"),
            json!(null),
            json!([1]),
            json!({"a": 1, "b": 2}),
            json!(true),
        ];
        let long = [&short[..], &(10..40).map(|n| json!(n)).collect::<Vec<_>>()].concat();
        for values in [short, long] {
            let members = Members::new(values.clone());
            assert_eq!(members.structured(), 2);
            assert!(values.iter().all(|value| members.contains(value)));
            assert!(members.contains(&json!(1.0)) && members.contains(&json!({"b": 2.0, "a": 1})));
            let others = [
                json!(2),
                json!("1"),
                json!(false),
                json!([]),
                json!([1, 1]),
                json!({"a": 1}),
                json!(""),
            ];
            assert!(!others.iter().any(|value| members.contains(value)));
        }
    }

    #[test]
    fn first_of_several_duplicates_is_reported() {
        let mut list: Vec<Json> = (0..40).map(|n| json!(n)).collect();
        list[30] = json!(3);
        list[20] = json!(5);
        list[25] = json!(5);
        assert_eq!(duplicate(&list, |_| true), Some((5, 20)));
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
