//! Objects.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    generator::{Effort, Generator, Goal},
};
use serde_json::{Map, Value};

/// More members than this are not made up to reach `minProperties`.
const MAX_MEMBERS: usize = 256;

/// How many other choices of members are tried, and how many members are changed, when the first is refused.
const MAX_VARIANTS: usize = 24;

/// A choice of members.
#[derive(Clone, Debug)]
struct Plan<'d> {
    /// Names that must be there, then names that may.
    names: Vec<&'d str>,
    /// How many of them must.
    required: usize,
    /// Add the member the reference adds for open schemas.
    extra: bool,
}

impl<'d> Generator<'d> {
    /// An object: the required members, and one more if additional ones are allowed in so many words
    /// (bridge.md §6.1).
    pub(super) fn object(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let mut names: Vec<&'d str> = Vec::new();
        for name in conjunction
            .all("required")
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str)
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if !self.spend(names.len()) {
            return None;
        }
        if let Some(dependent) = self.with_dependencies(conjunction, &mut names) {
            return self.choose(goal, dependent);
        }
        let declared = declared(conjunction);
        let extra = extra(conjunction)
            || declared.contains(&PLACEHOLDER)
            || self.is_patterned(conjunction, PLACEHOLDER);
        let mut plans = vec![Plan {
            required: names.len(),
            names,
            extra,
        }];
        if self.effort == Effort::Checked {
            plans.extend(variants(&plans, &declared));
        }
        for plan in plans {
            if !self.spend(1) {
                return None;
            }
            let Some(members) = self.members(conjunction, &plan, &declared) else {
                continue;
            };
            let object = Value::Object(members);
            if self.accepts(goal, &object) {
                return Some(object);
            }
            if self.effort == Effort::Checked
                && let Some(changed) = self.altered(goal, conjunction, object)
            {
                return Some(changed);
            }
        }
        None
    }

    /// Adds the names that present members ask for; the conjunction with a schema that a present member asks for,
    /// if it is not part of it yet.
    fn with_dependencies(
        &mut self,
        conjunction: &Conjunction<'d>,
        names: &mut Vec<&'d str>,
    ) -> Option<Conjunction<'d>> {
        let mut next = 0;
        while let Some(name) = names.get(next).copied() {
            next += 1;
            for dependency in conjunction.all("dependencies").filter_map(|map| map.get(name)) {
                if let Value::Array(others) = dependency {
                    for other in others.iter().filter_map(Value::as_str) {
                        if !names.contains(&other) {
                            names.push(other);
                        }
                    }
                } else {
                    let mut dependent = conjunction.clone();
                    self.add(&mut dependent, dependency)?;
                    if dependent.len() > conjunction.len() {
                        return Some(dependent);
                    }
                }
            }
        }
        None
    }

    /// The members of `plan` in the order of the reference: undeclared names first, then in declaration order.
    fn members(
        &mut self,
        conjunction: &Conjunction<'d>,
        plan: &Plan<'d>,
        declared: &[&'d str],
    ) -> Option<Map<String, Value>> {
        let max = conjunction
            .at_most("maxProperties")
            .filter(|max| *max > 0)
            .unwrap_or(usize::MAX);
        let min = conjunction.at_least("minProperties").min(MAX_MEMBERS);
        let mut built: Vec<(String, Value)> = Vec::new();
        for (index, name) in plan.names.iter().enumerate().take(max) {
            match self.member(conjunction, name) {
                Some(value) => built.push(((*name).to_owned(), value)),
                None if index < plan.required && self.effort != Effort::Salvage => return None,
                None => {}
            }
        }
        let mut extras = usize::from(plan.extra && built.len() < max);
        if built.len() + extras < min {
            for name in declared {
                if built.len() + extras < min
                    && !plan.names.contains(name)
                    && let Some(value) = self.member(conjunction, name)
                {
                    built.push(((*name).to_owned(), value));
                }
            }
            extras = extras.max(min.saturating_sub(built.len()));
        }
        for _ in 0..extras {
            let name = self.extra_name(conjunction, &built)?;
            match self.member(conjunction, &name) {
                Some(value) => built.push((name, value)),
                None => break,
            }
        }
        let place = |name: &str| {
            declared
                .iter()
                .position(|known| *known == name)
                .map_or(0, |place| place + 1)
        };
        built.sort_by_key(|(name, _)| place(name));
        Some(built.into_iter().collect())
    }

    /// A name that is not declared and not used: the placeholder unless names are restricted.
    fn extra_name(&mut self, conjunction: &Conjunction<'d>, built: &[(String, Value)]) -> Option<String> {
        let used: Vec<Value> = built
            .iter()
            .map(|(name, _)| Value::String(name.clone()))
            .collect();
        let rules: Vec<&'d Value> = conjunction.all("propertyNames").collect();
        if !rules.is_empty()
            && let Some(Value::String(name)) = self.build(&rules, &used)
        {
            return Some(name);
        }
        let free = |name: &String| built.iter().all(|(known, _)| known != name);
        let closed = conjunction
            .all("additionalProperties")
            .any(|rule| *rule == Value::Bool(false));
        for source in patterns(conjunction).filter(|_| closed) {
            let samples = self
                .pattern(source)
                .and_then(|pattern| pattern.samples(0, usize::MAX).find(free));
            if samples.is_some() {
                return samples;
            }
        }
        let numbered = (1..=MAX_MEMBERS).map(|n| format!("{PLACEHOLDER}{n}"));
        [PLACEHOLDER.to_owned()].into_iter().chain(numbered).find(free)
    }

    /// The value of a member.
    fn member(&mut self, conjunction: &Conjunction<'d>, name: &str) -> Option<Value> {
        self.other_member(conjunction, name, &[])
    }

    /// A value of a member that is none of `taken`.
    fn other_member(&mut self, conjunction: &Conjunction<'d>, name: &str, taken: &[Value]) -> Option<Value> {
        let schemas = self.schemas(conjunction, name);
        if schemas.is_empty() {
            let text = Value::String(PLACEHOLDER.to_owned());
            return Some(if taken.contains(&text) {
                Value::from(1)
            } else {
                text
            });
        }
        self.build(&schemas, taken)
    }

    /// The schemas of the member `name`.
    fn schemas(&mut self, conjunction: &Conjunction<'d>, name: &str) -> Vec<&'d Value> {
        let mut schemas = Vec::new();
        for part in conjunction.parts() {
            let mut known = false;
            if let Some(schema) = part.get("properties").and_then(|properties| properties.get(name)) {
                schemas.push(schema);
                known = true;
            }
            if let Some(Value::Object(rules)) = part.get("patternProperties") {
                for (source, schema) in rules {
                    if self.spend(1) && self.pattern(source).is_some_and(|pattern| pattern.matches(name)) {
                        schemas.push(schema);
                        known = true;
                    }
                }
            }
            // `false` here removes the member instead of refusing it (validation.md §5).
            if let Some(schema @ Value::Object(_)) = part.get("additionalProperties").filter(|_| !known) {
                schemas.push(schema);
            }
        }
        schemas
    }

    /// Whether a `patternProperties` of the conjunction covers `name`.
    fn is_patterned(&mut self, conjunction: &Conjunction<'d>, name: &str) -> bool {
        patterns(conjunction).any(|source| self.pattern(source).is_some_and(|pattern| pattern.matches(name)))
    }

    /// `object` with one member of another value so that `goal` accepts it: for rules that tie members together.
    fn altered(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>, object: Value) -> Option<Value> {
        let Value::Object(members) = object else {
            return None;
        };
        for (name, value) in members.iter().take(MAX_VARIANTS) {
            let mut taken = vec![value.clone()];
            for _ in 0..3 {
                let Some(other) = self.other_member(conjunction, name, &taken) else {
                    break;
                };
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

/// The declared names, in order.
fn declared<'d>(conjunction: &Conjunction<'d>) -> Vec<&'d str> {
    let mut declared: Vec<&'d str> = Vec::new();
    for name in conjunction
        .all("properties")
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
    {
        if conjunction.len() == 1 || !declared.contains(&name.as_str()) {
            declared.push(name);
        }
    }
    declared
}

/// The expressions of `patternProperties`.
fn patterns<'a, 'd>(conjunction: &'a Conjunction<'d>) -> impl Iterator<Item = &'d str> + 'a {
    conjunction
        .all("patternProperties")
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .map(String::as_str)
}

/// Whether additional members are allowed explicitly, and nowhere forbidden.
fn extra(conjunction: &Conjunction<'_>) -> bool {
    let mut rules = conjunction.all("additionalProperties").peekable();
    rules.peek().is_some() && rules.all(|rule| *rule != Value::Bool(false))
}

/// Other choices than the first of `plans`: without the additional member, with optional ones.
fn variants<'d>(plans: &[Plan<'d>], declared: &[&'d str]) -> Vec<Plan<'d>> {
    let Some(first) = plans.first() else {
        return Vec::new();
    };
    let mut variants = Vec::new();
    if first.extra {
        variants.push(Plan {
            extra: false,
            ..first.clone()
        });
    }
    let optional: Vec<&'d str> = declared
        .iter()
        .copied()
        .filter(|name| !first.names.contains(name))
        .collect();
    let with = |more: &[&'d str]| Plan {
        names: first.names.iter().chain(more).copied().collect(),
        required: first.required,
        extra: false,
    };
    variants.extend(
        optional
            .iter()
            .take(MAX_VARIANTS)
            .map(|name| with(std::slice::from_ref(name))),
    );
    if optional.len() > 1 {
        variants.push(with(&optional));
    }
    variants
}
