//! Schema objects that hold together.

use super::document::Document;
use serde_json::{Map, Value};
use std::{collections::HashMap, ptr};

/// A schema object.
pub(super) type Object = Map<String, Value>;

/// More schema objects than this at one position are given up on.
const MAX_PARTS: usize = 512;

/// Schema objects a value must satisfy together: a schema with what it refers to, what its `allOf` lists, and one
/// branch of each union. Nothing is merged or copied; a bound is the narrowest of all parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Conjunction<'d> {
    parts: Vec<&'d Object>,
    /// Unions of which no branch has been chosen.
    pub(super) unions: Vec<&'d [Value]>,
}

/// Resolves references for conjunctions.
#[derive(Debug)]
pub(super) struct Resolver<'d> {
    document: &'d Document<'d>,
    ids: Option<HashMap<&'d str, &'d Value>>,
}

impl<'d> Resolver<'d> {
    /// References within `document`.
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self { document, ids: None }
    }

    /// Adds `schema` and what it brings along; `None` when no value can satisfy it. A schema that is there already
    /// is not added again, so references may run in circles and share what they like.
    pub(super) fn add(&mut self, conjunction: &mut Conjunction<'d>, schema: &'d Value) -> Option<()> {
        let mut pending = vec![schema];
        while let Some(schema) = pending.pop() {
            let part = match schema {
                Value::Bool(true) => continue,
                Value::Object(part) => part,
                _ => return None,
            };
            if conjunction.parts.iter().any(|known| ptr::eq(*known, part)) {
                continue;
            }
            if conjunction.parts.len() >= MAX_PARTS {
                return None;
            }
            conjunction.parts.push(part);
            match part.get("not") {
                Some(Value::Bool(true)) => return None,
                Some(Value::Object(not)) if not.is_empty() => return None,
                _ => {}
            }
            if let Some(Value::Array(all)) = part.get("allOf") {
                pending.extend(all.iter().rev());
            }
            if let Some(Value::String(reference)) = part.get("$ref") {
                pending.push(self.document.resolve(reference, &mut self.ids)?);
            }
            for union in ["oneOf", "anyOf"]
                .into_iter()
                .filter_map(|keyword| part.get(keyword))
            {
                match union {
                    Value::Array(branches) if !branches.is_empty() => conjunction.unions.push(branches),
                    _ => return None,
                }
            }
        }
        Some(())
    }
}

impl<'d> Conjunction<'d> {
    /// The parts, outermost first.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'d Object> + '_ {
        self.parts.iter().copied()
    }

    /// How many parts there are.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// What `keyword` says in each part that has it.
    pub(super) fn all<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'d Value> + 'a {
        self.parts().filter_map(move |part| part.get(keyword))
    }

    /// The numbers `keyword` has in the parts.
    pub(super) fn numbers<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = f64> + 'a {
        self.all(keyword).filter_map(Value::as_f64)
    }

    /// The largest lower bound `keyword` sets on a count.
    pub(super) fn at_least(&self, keyword: &str) -> usize {
        self.numbers(keyword).map(count).max().unwrap_or(0)
    }

    /// The smallest upper bound `keyword` sets on a count.
    pub(super) fn at_most(&self, keyword: &str) -> Option<usize> {
        self.numbers(keyword).map(count).min()
    }

    /// The texts `keyword` has in the parts.
    pub(super) fn texts<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'d str> + 'a {
        self.all(keyword).filter_map(Value::as_str)
    }

    /// Whether `keyword` is `true` in any part.
    pub(super) fn flag(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| *value == Value::Bool(true))
    }

    /// Whether any part has one of `keywords`.
    pub(super) fn has(&self, keywords: &[&str]) -> bool {
        self.parts()
            .any(|part| keywords.iter().any(|keyword| part.contains_key(*keyword)))
    }

    /// The addresses of the parts that say something themselves: equal for equal conjunctions.
    pub(super) fn identity(&self) -> Vec<usize> {
        let silent =
            |key: &String| matches!(&key[..], "$ref" | "allOf" | "title" | "description" | "$comment");
        let telling = self.parts().filter(|part| !part.keys().all(silent));
        let mut identity: Vec<usize> = telling.map(|part| ptr::from_ref(part).addr()).collect();
        identity.sort_unstable();
        identity
    }

    /// The type names that all parts allow, in the order of the first list, `null` last; `None` if no part says.
    pub(super) fn types(&self) -> Option<Vec<&'d str>> {
        let mut common: Option<Vec<&'d str>> = None;
        for part in self.parts() {
            let mut types: Vec<&'d str> = match part.get("type") {
                Some(Value::String(name)) => vec![name],
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                Some(_) => Vec::new(),
                None => continue,
            };
            if part.get("nullable") == Some(&Value::Bool(true)) {
                types.push("null");
            }
            common = Some(match common {
                None => types,
                Some(known) => known.iter().filter_map(|name| narrower(name, &types)).collect(),
            });
        }
        if let Some(types) = &mut common {
            types.sort_by_key(|name| *name == "null");
        }
        common
    }
}

/// The type both `name` and one of `types` allow.
fn narrower<'a>(name: &'a str, types: &[&'a str]) -> Option<&'a str> {
    if types.contains(&name) {
        return Some(name);
    }
    match name {
        "number" if types.contains(&"integer") => Some("integer"),
        "integer" if types.contains(&"number") => Some("integer"),
        _ => None,
    }
}

/// A bound on a count; negative ones are none, absurd ones saturate.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` saturates, which is what is wanted
fn count(bound: f64) -> usize {
    bound.ceil() as usize
}
