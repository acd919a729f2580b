//! Schemas that hold together.

use serde_json::{Map, Value};
use std::ptr;

/// More schemas than this at one position are given up on.
pub(super) const MAX_PARTS: usize = 512;

/// Schemas that a value must satisfy together: a schema with what it refers to, what its `allOf` lists, and
/// one branch of each union. Nothing is merged or copied; a bound is the narrowest of all parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Conjunction<'d> {
    pub(super) parts: Vec<&'d Map<String, Value>>,
    /// Unions of which no branch has been chosen.
    pub(super) unions: Vec<&'d [Value]>,
}

impl<'d> Conjunction<'d> {
    /// Returns the values of `keyword` in the parts that have it, outermost first.
    pub(super) fn all(&self, keyword: &str) -> impl Iterator<Item = &'d Value> {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// Returns the numbers `keyword` has in the parts.
    pub(super) fn numbers(&self, keyword: &str) -> impl Iterator<Item = f64> {
        self.all(keyword).filter_map(Value::as_f64)
    }

    /// Returns the texts `keyword` has in the parts.
    pub(super) fn texts(&self, keyword: &str) -> impl Iterator<Item = &'d str> {
        self.all(keyword).filter_map(Value::as_str)
    }

    /// Returns the members of the objects `keyword` has in the parts.
    pub(super) fn members(&self, keyword: &str) -> impl Iterator<Item = (&'d str, &'d Value)> {
        let maps = self.all(keyword).filter_map(Value::as_object);
        maps.flatten().map(|(name, schema)| (name.as_str(), schema))
    }

    /// Returns the largest lower bound `keyword` sets on a count.
    pub(super) fn at_least(&self, keyword: &str) -> usize {
        self.numbers(keyword).map(count).max().unwrap_or(0)
    }

    /// Returns the smallest upper bound `keyword` sets on a count.
    pub(super) fn at_most(&self, keyword: &str) -> usize {
        self.numbers(keyword).map(count).min().unwrap_or(usize::MAX)
    }

    /// Returns whether any part has one of `keywords`.
    pub(super) fn has(&self, keywords: &[&str]) -> bool {
        self.parts
            .iter()
            .any(|part| keywords.iter().any(|keyword| part.contains_key(*keyword)))
    }

    /// Returns the addresses of the parts that have something inside: equal for equal conjunctions.
    pub(super) fn identity(&self) -> Vec<usize> {
        let silent = |key: &String| {
            matches!(
                &key[..],
                "$ref" | "allOf" | "type" | "title" | "description" | "$comment"
            )
        };
        let telling = self.parts.iter().filter(|part| !part.keys().all(silent));
        let mut identity: Vec<usize> = Vec::new();
        for address in telling.map(|part| ptr::from_ref(*part).addr()) {
            let place = identity.partition_point(|other| *other < address);
            identity.insert(place, address);
        }
        identity
    }

    /// Returns the type names that all parts allow, in the order of the first list, `null` last; `None` if no
    /// part has any.
    pub(super) fn types(&self) -> Option<Vec<&'d str>> {
        let mut common: Option<Vec<&'d str>> = None;
        for part in &self.parts {
            let mut types: Vec<&'d str> = match part.get("type") {
                Some(Value::String(name)) => vec![name],
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                Some(_) => Vec::new(),
                None => continue,
            };
            if part.get("nullable") == Some(&Value::Bool(true)) {
                types.push("null");
            }
            // An integer is a number.
            let narrower = |name: &'d str| match name {
                "number" if !types.contains(&name) => Some("integer").filter(|name| types.contains(name)),
                "integer" if types.contains(&"number") => Some(name),
                _ => Some(name).filter(|name| types.contains(name)),
            };
            common = Some(match common {
                None => types,
                Some(known) => known.into_iter().filter_map(narrower).collect(),
            });
        }
        if let Some(types) = &mut common {
            let count = types.len();
            types.retain(|name| *name != "null");
            types.resize(count, "null");
        }
        common
    }
}

/// Returns a bound on a count; negative ones are 0, absurd ones saturate.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` saturates, which is what is wanted
fn count(bound: f64) -> usize {
    bound.ceil() as usize
}
