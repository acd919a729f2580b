//! The search for a value.

use super::{
    checker::{Checker, size},
    conjunction::{Conjunction, Resolver},
    document::Document,
    pattern::Pattern,
};
use serde_json::{Map, Value};
use std::{collections::HashMap, rc::Rc};

/// How deep mocks may nest. Cutting recursion does not depend on it; it keeps the stack small.
const MAX_DEPTH: usize = 48;

/// Steps one search may take: positions visited, candidates checked, schema parts compiled.
const BUDGET: usize = 100_000;

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// Take the first candidate everywhere and check the result as a whole.
    Quick,
    /// Check every candidate where it is made, and go on to the next.
    Checked,
    /// Like `Checked` for the parts that can be satisfied; of the others, something of the right shape.
    Salvage,
}

/// What a value is built for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal<'g, 'd> {
    /// The schemas it must satisfy, as they stand in the document.
    pub(super) schemas: &'g [&'d Value],
    /// Values that are taken (`uniqueItems`).
    pub(super) taken: &'g [Value],
}

/// Builds values for the positions of one schema.
#[derive(Debug)]
pub(super) struct Generator<'d> {
    pub(super) effort: Effort,
    root: &'d Value,
    resolver: Resolver<'d>,
    checker: Checker<'d>,
    patterns: HashMap<&'d str, Option<Rc<Pattern>>>,
    /// The conjunctions being built, outermost first, to notice recursion.
    path: Vec<Vec<usize>>,
    /// How many times what is built now stands in the mock: the product of the lengths of the arrays around it.
    pub(super) width: usize,
    budget: usize,
}

impl<'d> Generator<'d> {
    /// A generator for the root of `document` and everything in it.
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self {
            effort: Effort::Quick,
            root: document.root(),
            resolver: Resolver::new(document),
            checker: Checker::new(document),
            patterns: HashMap::new(),
            path: Vec::new(),
            width: 1,
            budget: 0,
        }
    }

    /// A value for the whole schema.
    pub(super) fn root(&mut self, effort: Effort) -> Option<Value> {
        self.effort = effort;
        self.budget = BUDGET;
        let root = self.root;
        self.build(&[root], &[])
    }

    /// What is left of the budget.
    pub(super) fn budget(&self) -> usize {
        self.budget
    }

    /// Uses up `steps` of the budget; false when it is gone.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        let left = self.budget.checked_sub(steps);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    /// A value that satisfies all of `schemas` and is none of `taken`.
    pub(super) fn build(&mut self, schemas: &[&'d Value], taken: &[Value]) -> Option<Value> {
        if self.effort != Effort::Salvage {
            return self.attempt(schemas, taken);
        }
        self.effort = Effort::Checked;
        let sound = self.attempt(schemas, taken);
        self.effort = Effort::Salvage;
        sound.or_else(|| self.attempt(schemas, taken))
    }

    /// One search below the path, with the present effort.
    fn attempt(&mut self, schemas: &[&'d Value], taken: &[Value]) -> Option<Value> {
        if !self.spend(1) || self.path.len() >= MAX_DEPTH {
            return None;
        }
        let mut conjunction = Conjunction::default();
        for schema in schemas {
            self.resolver.add(&mut conjunction, schema)?;
        }
        let identity = conjunction.identity();
        if !identity.is_empty() && taken.is_empty() && self.path.contains(&identity) {
            // The smallest value of a recursive schema never has a value of the same position inside itself: not
            // following the reference a second time loses nothing and cuts recursion where it first can be cut.
            return (self.effort == Effort::Salvage).then(|| Value::Object(Map::new()));
        }
        self.path.push(identity);
        let built = self.choose(Goal { schemas, taken }, conjunction);
        self.path.pop();
        built
    }

    /// Decides what is open in `conjunction`, one union at a time, and builds a value for the result.
    pub(super) fn choose(&mut self, goal: Goal<'_, 'd>, mut conjunction: Conjunction<'d>) -> Option<Value> {
        if !self.spend(conjunction.len()) {
            return None;
        }
        if let Some(default) = conjunction
            .all("default")
            .next()
            .filter(|default| self.accepts(goal, default))
        {
            return Some(default.clone());
        }
        if let Some(constant) = conjunction.all("const").next() {
            return self.accepts(goal, constant).then(|| constant.clone());
        }
        if let Some(Value::Array(members)) = conjunction.all("enum").next() {
            let found = members.iter().find(|member| self.accepts(goal, member));
            return found
                .cloned()
                .or_else(|| (self.effort == Effort::Salvage).then_some(Value::Null));
        }
        if let Some(branches) = conjunction.unions.pop() {
            return branches.iter().find_map(|branch| {
                let mut chosen = conjunction.clone();
                self.resolver.add(&mut chosen, branch)?;
                self.choose(goal, chosen)
            });
        }
        if let Some(value) = self.typed(goal, &conjunction) {
            return Some(value);
        }
        if self.effort == Effort::Checked {
            return self.conditional(goal, &conjunction);
        }
        None
    }

    /// Tries what the `then` or `else` of a condition adds; without need the condition is not looked at.
    fn conditional(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        for part in conjunction.parts() {
            let Some(condition) = part.get("if") else { continue };
            for branch in [[Some(condition), part.get("then")], [None, part.get("else")]] {
                let mut chosen = conjunction.clone();
                let added = branch
                    .iter()
                    .flatten()
                    .all(|schema| self.resolver.add(&mut chosen, schema).is_some());
                if added
                    && chosen.len() > conjunction.len()
                    && let Some(value) = self.choose(goal, chosen)
                {
                    return Some(value);
                }
            }
        }
        None
    }

    /// A value of the first type that works; all unions are decided.
    fn typed(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        match conjunction.types() {
            Some(types) => types
                .into_iter()
                .find_map(|name| self.of_type(name, goal, conjunction)),
            None => match inferred(conjunction) {
                Some(name) => {
                    let value = self.of_type(name, goal, conjunction);
                    // A rule for strings lets every number pass, when nothing else helps.
                    value.or_else(|| self.any_type(goal, conjunction))
                }
                None => self.untyped(goal, conjunction),
            },
        }
    }

    /// A value of the type called `name`.
    fn of_type(&mut self, name: &str, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        match name {
            "string" => self.string(goal, conjunction),
            "integer" => self.number(goal, conjunction, true),
            "number" => self.number(goal, conjunction, false),
            "boolean" => self.first(goal, [Value::Bool(false), Value::Bool(true)]),
            "null" => self.first(goal, [Value::Null]),
            "array" => self.array(goal, conjunction),
            "object" => self.object(goal, conjunction),
            _ => None,
        }
    }

    /// A value for a schema that says nothing of types: the reference hands out the schema itself.
    fn untyped(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let mut candidates = Vec::new();
        if goal.schemas.iter().all(|schema| **schema == Value::Bool(true)) && !goal.schemas.is_empty() {
            candidates.push(Value::Bool(true));
        } else if conjunction.len() <= 1 && !conjunction.has(&["not", "if", "definitions", "$defs"]) {
            let own = conjunction.parts().next().cloned().unwrap_or_default();
            let own = Value::Object(own);
            if self.spend(size(&own)) {
                candidates.push(own);
            }
        }
        candidates.push(Value::Object(Map::new()));
        self.first(goal, candidates)
            .or_else(|| self.any_type(goal, conjunction))
    }

    /// A value of whatever type is accepted.
    fn any_type(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        if self.effort != Effort::Checked {
            return None;
        }
        [
            "string", "integer", "boolean", "null", "array", "object", "number",
        ]
        .into_iter()
        .find_map(|name| self.of_type(name, goal, conjunction))
    }

    /// The first candidate that is accepted.
    pub(super) fn first(
        &mut self,
        goal: Goal<'_, 'd>,
        candidates: impl IntoIterator<Item = Value>,
    ) -> Option<Value> {
        candidates
            .into_iter()
            .find(|candidate| self.accepts(goal, candidate))
    }

    /// Whether `value` will do for `goal`; only a `Checked` search looks closely.
    pub(super) fn accepts(&mut self, goal: Goal<'_, 'd>, value: &Value) -> bool {
        if goal.taken.contains(value) {
            return false;
        }
        self.effort != Effort::Checked
            || goal.schemas.iter().all(|schema| {
                let cost = self.checker.cost(schema).saturating_add(size(value));
                self.spend(cost) && self.checker.accepts(schema, value)
            })
    }

    /// The compiled form of a `pattern`; `None` if it is malformed.
    pub(super) fn pattern(&mut self, source: &'d str) -> Option<Rc<Pattern>> {
        let compile = || Pattern::new(source).map(Rc::new);
        self.patterns.entry(source).or_insert_with(compile).clone()
    }

    /// Adds `schema` to `conjunction`, see [`Resolver::add`].
    pub(super) fn add(&mut self, conjunction: &mut Conjunction<'d>, schema: &'d Value) -> Option<()> {
        self.resolver.add(conjunction, schema)
    }
}

/// The type that the keywords of an untyped schema are meant for.
fn inferred(conjunction: &Conjunction<'_>) -> Option<&'static str> {
    const KEYWORDS: [(&str, &[&str]); 4] = [
        (
            "array",
            &[
                "items",
                "additionalItems",
                "minItems",
                "maxItems",
                "uniqueItems",
                "contains",
            ],
        ),
        (
            "number",
            &[
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "multipleOf",
            ],
        ),
        (
            "object",
            &[
                "properties",
                "required",
                "additionalProperties",
                "patternProperties",
                "minProperties",
                "maxProperties",
                "dependencies",
                "propertyNames",
            ],
        ),
        (
            "string",
            &["pattern", "minLength", "maxLength", "format", "template"],
        ),
    ];
    KEYWORDS
        .iter()
        .find(|(_, keywords)| conjunction.has(keywords))
        .map(|(name, _)| *name)
}
