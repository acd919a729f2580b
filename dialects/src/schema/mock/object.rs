//! Objects.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    generator::{Generator, Goal},
    pattern::Pattern,
};
use crate::{rank::sort_by_rank, schema::accepts_all};
use indexmap::IndexSet;
use serde_json::{Map, Value};
use std::{collections::HashSet, rc::Rc};

/// More members than this are not made up to reach `minProperties`.
const MAX_MEMBERS: usize = 256;

/// How many other choices of members are tried, and how many members are changed, when the first is refused.
const MAX_VARIANTS: usize = 24;

/// A choice of members.
#[derive(Clone, Debug)]
struct Plan<'d> {
    names: Vec<&'d str>,
    /// Add a member that is not declared.
    extra: bool,
}

impl<'d> Generator<'d> {
    /// Returns an object: the required members, and one more of a map. Unlike the reference's, mocks of open
    /// objects have no member that nobody declared (differences.md 16).
    pub(super) fn object(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let required = conjunction.all("required").filter_map(Value::as_array).flatten();
        let mut names: IndexSet<&'d str> = required.filter_map(Value::as_str).collect();
        let declared: IndexSet<&'d str> = conjunction.members("properties").map(|(name, _)| name).collect();
        if !self.spend(8 * (names.len() + declared.len())) {
            return None;
        }
        if let Some(dependent) = self.with_dependencies(conjunction, &mut names) {
            return self.choose(goal, dependent);
        }
        let first = Plan {
            extra: is_map(conjunction) || declared.contains(PLACEHOLDER),
            names: names.into_iter().collect(),
        };
        for plan in variants(&first, &declared) {
            if !self.spend(1 + 8 * (plan.names.len() + declared.len())) {
                return None;
            }
            let Some(members) = self.members(conjunction, &plan, first.names.len(), &declared) else {
                continue;
            };
            let object = Value::Object(members.clone());
            if self.accepts(goal, &object) {
                return Some(object);
            }
            if let Some(altered) = self.altered(goal, conjunction, &members) {
                return Some(altered);
            }
        }
        None
    }

    /// Adds the names that present members ask for. Returns the conjunction with a schema that a present
    /// member asks for, if it is not part of it yet.
    fn with_dependencies(
        &self,
        conjunction: &Conjunction<'d>,
        names: &mut IndexSet<&'d str>,
    ) -> Option<Conjunction<'d>> {
        let mut next = 0;
        while let Some(name) = names.get_index(next).copied() {
            next += 1;
            if !self.spend(conjunction.parts.len()) {
                return None;
            }
            for dependency in conjunction
                .all("dependencies")
                .filter_map(|dependencies| dependencies.get(name))
            {
                if let Value::Array(others) = dependency {
                    self.spend(others.len());
                    names.extend(others.iter().filter_map(Value::as_str));
                } else {
                    let mut dependent = conjunction.clone();
                    self.add(&mut dependent, dependency)?;
                    if dependent.parts.len() > conjunction.parts.len() {
                        return Some(dependent);
                    }
                }
            }
        }
        None
    }

    /// Builds the members of `plan` in the order of the reference: undeclared names first, then in
    /// declaration order.
    fn members(
        &mut self,
        conjunction: &Conjunction<'d>,
        plan: &Plan<'d>,
        required: usize,
        declared: &IndexSet<&'d str>,
    ) -> Option<Map<String, Value>> {
        let max = Some(conjunction.at_most("maxProperties"))
            .filter(|max| *max > 0)
            .unwrap_or(usize::MAX);
        let min = conjunction.at_least("minProperties").min(MAX_MEMBERS);
        let mut built: Vec<(String, Value)> = Vec::new();
        for (index, name) in plan.names.iter().enumerate().take(max) {
            match self.member(conjunction, name, &[]) {
                Some(value) => built.push(((*name).to_owned(), value)),
                None if index < required && !self.salvaging => return None,
                None => {}
            }
        }
        let extra = usize::from(plan.extra && built.len() < max);
        let planned: HashSet<&str> = plan.names.iter().copied().collect();
        for name in declared.iter().filter(|name| !planned.contains(*name)) {
            if built.len() + extra < min
                && let Some(value) = self.member(conjunction, name, &[])
            {
                built.push(((*name).to_owned(), value));
            }
        }
        for _ in 0..extra.max(min.saturating_sub(built.len())) {
            let name = self.extra_name(conjunction, &built)?;
            match self.member(conjunction, &name, &[]) {
                Some(value) => built.push((name, value)),
                None => break,
            }
        }
        sort_by_rank(&mut built, |(name, _)| {
            declared
                .get_index_of(&name[..])
                .map_or(0, |place| place as u64 + 1)
        });
        Some(built.into_iter().collect())
    }

    /// Returns a name that is not declared and not used: the placeholder unless names are restricted.
    fn extra_name(&mut self, conjunction: &Conjunction<'d>, built: &[(String, Value)]) -> Option<String> {
        if !self.spend(2 * built.len()) {
            return None;
        }
        let used: Vec<Value> = built.iter().map(|(name, _)| Value::from(&name[..])).collect();
        let rules: Vec<&'d Value> = conjunction.all("propertyNames").collect();
        if !rules.is_empty()
            && let Some(Value::String(name)) = self.build(&rules, &used)
        {
            return Some(name);
        }
        let free = |name: &String| built.iter().all(|(known, _)| known != name);
        if conjunction
            .all("additionalProperties")
            .any(|rule| *rule == Value::Bool(false))
        {
            for (source, _) in conjunction.members("patternProperties") {
                let pattern = self.pattern(source);
                let budget = self.budget();
                let sample = |pattern: Rc<Pattern>| pattern.samples(0, usize::MAX, &budget).find(free);
                if let Some(name) = pattern.and_then(sample) {
                    return Some(name);
                }
            }
        }
        // The numbers before this one are taken, as far as nobody declared later ones.
        let next = built
            .iter()
            .filter(|(name, _)| name.starts_with(PLACEHOLDER))
            .count()
            .max(1);
        let numbered = (next..=MAX_MEMBERS)
            .chain(1..next)
            .map(|n| format!("{PLACEHOLDER}{n}"));
        [PLACEHOLDER.to_owned()].into_iter().chain(numbered).find(free)
    }

    /// Returns a value of the member `name` that is not one of `taken`.
    fn member(&mut self, conjunction: &Conjunction<'d>, name: &str, taken: &[Value]) -> Option<Value> {
        let mut schemas = Vec::new();
        if !self.spend(conjunction.parts.len()) {
            return None;
        }
        let budget = self.budget();
        for part in &conjunction.parts {
            let found = schemas.len();
            schemas.extend(part.get("properties").and_then(|properties| properties.get(name)));
            for (source, schema) in part
                .get("patternProperties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if self
                    .pattern(source)
                    .is_some_and(|pattern| pattern.matches(name, &budget))
                {
                    schemas.push(schema);
                }
            }
            // `false` here removes the member instead of refusing it (validation.md §5).
            if let Some(schema @ Value::Object(_)) = part.get("additionalProperties")
                && schemas.len() == found
            {
                schemas.push(schema);
            }
        }
        if schemas.is_empty() {
            let plain = [Value::from(PLACEHOLDER), Value::from(1)];
            return plain.into_iter().find(|value| !taken.contains(value));
        }
        self.build(&schemas, taken)
    }

    /// Returns the object with one member of another value so that `goal` accepts it: for rules that tie
    /// members together.
    fn altered(
        &mut self,
        goal: Goal<'_, 'd>,
        conjunction: &Conjunction<'d>,
        members: &Map<String, Value>,
    ) -> Option<Value> {
        for (name, value) in members.iter().take(MAX_VARIANTS) {
            let mut taken = vec![value.clone()];
            while taken.len() < 4 {
                let Some(other) = self.member(conjunction, name, &taken) else {
                    break;
                };
                if !self.spend(4 * members.len()) {
                    return None;
                }
                let mut altered = members.clone();
                altered.insert(name.clone(), other.clone());
                let altered = Value::Object(altered);
                if self.accepts(goal, &altered) {
                    return Some(altered);
                }
                taken.push(other);
            }
        }
        None
    }
}

/// Returns whether the conjunction is a map: additional members are allowed and have a schema.
fn is_map(conjunction: &Conjunction<'_>) -> bool {
    let rules: Vec<_> = conjunction.all("additionalProperties").collect();
    rules.iter().any(|rule| !accepts_all(rule)) && rules.iter().all(|rule| **rule != Value::Bool(false))
}

/// Returns `first` and other choices: without the additional member, with one optional member, with all.
fn variants<'d>(first: &Plan<'d>, declared: &IndexSet<&'d str>) -> Vec<Plan<'d>> {
    let required: HashSet<&str> = first.names.iter().copied().collect();
    let optional: Vec<&'d str> = declared
        .iter()
        .copied()
        .filter(|name| !required.contains(name))
        .collect();
    let with = |more: &[&'d str]| Plan {
        names: [&first.names[..], more].concat(),
        extra: false,
    };
    let mut variants = vec![first.clone()];
    if first.extra {
        variants.push(with(&[]));
    }
    variants.extend(optional.iter().take(MAX_VARIANTS).map(|name| with(&[*name])));
    if optional.len() > 1 {
        variants.push(with(&optional));
    }
    variants
}
