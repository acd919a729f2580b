//! The search for a value.

use super::{
    conjunction::{Conjunction, MAX_PARTS},
    pattern::Pattern,
};
use crate::{
    json::Json,
    schema::{
        Violation, accepts_all,
        compile::{Parts, compile_parts},
        evaluate::{Limits, evaluate, size},
        program::{General, Node},
    },
};
use serde_json::{Map, Value};
use std::{cell::Cell, collections::HashMap, ptr, rc::Rc};

/// How deep mocks may nest. Cutting recursion does not depend on it; it keeps the stack small.
const MAX_DEPTH: usize = 48;

/// Steps one search may take, each some nanoseconds: everything that is compared, copied, matched or checked
/// is charged.
pub(super) const BUDGET: u64 = 16_000_000;

/// The types, and the keywords by which the type of an untyped schema is recognised.
const TYPES: [(&str, &[&str]); 7] = [
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
    ("boolean", &[]),
    ("null", &[]),
    ("integer", &[]),
];

/// The demands on a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal<'g, 'd> {
    /// The schemas it must satisfy, as they are in the document.
    pub(super) schemas: &'g [&'d Value],
    /// Values that are taken (`uniqueItems`).
    pub(super) taken: &'g [Value],
}

/// Builds values for the positions of one schema.
#[derive(Debug)]
pub(super) struct Generator<'d> {
    /// The compiled schema. Without it nothing is checked: faults are reported when the schema is registered.
    compiled: Option<Parts<'d>>,
    /// Values of the right shape will do: the schema cannot be satisfied.
    pub(super) salvaging: bool,
    patterns: HashMap<&'d str, Option<Rc<Pattern>>>,
    /// The conjunctions being built, outermost first, to notice recursion.
    path: Vec<Vec<usize>>,
    /// How often the value being built is in the mock: the product of the lengths of the arrays around it.
    pub(super) width: usize,
    budget: Rc<Cell<u64>>,
}

impl<'d> Generator<'d> {
    pub(super) fn new(schema: &'d Value) -> Self {
        Self {
            compiled: compile_parts(schema).ok(),
            salvaging: false,
            patterns: HashMap::new(),
            path: Vec::new(),
            width: 1,
            budget: Rc::default(),
        }
    }

    /// Returns a value that satisfies all of `schemas`.
    pub(super) fn search(&mut self, schemas: &[&'d Value]) -> Option<Value> {
        self.budget.set(BUDGET);
        self.build(schemas, &[])
    }

    /// Returns a value for `schema` in which the parts that can be satisfied are, and others have the right
    /// shape.
    pub(super) fn salvage(&mut self, schema: &'d Value) -> Option<Value> {
        self.salvaging = true;
        self.search(&[schema])
    }

    /// Returns what is left of the budget.
    pub(super) fn budget(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.budget)
    }

    /// Takes the cost of `count` things that take about as long as a visit; false if the budget does not
    /// suffice.
    pub(super) fn spend(&self, count: usize) -> bool {
        self.spend_steps(16 * count as u64)
    }

    /// Takes `steps` from the budget; false if it does not suffice.
    fn spend_steps(&self, steps: u64) -> bool {
        let left = self.budget.get().checked_sub(steps);
        self.budget.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Returns a value that satisfies all of `schemas` and is not one of `taken`.
    pub(super) fn build(&mut self, schemas: &[&'d Value], taken: &[Value]) -> Option<Value> {
        let salvaging = std::mem::replace(&mut self.salvaging, false);
        let sound = self.attempt(schemas, taken);
        self.salvaging = salvaging;
        sound.or_else(|| {
            if salvaging {
                self.attempt(schemas, taken)
            } else {
                None
            }
        })
    }

    fn attempt(&mut self, schemas: &[&'d Value], taken: &[Value]) -> Option<Value> {
        if !self.spend(1) || self.path.len() >= MAX_DEPTH {
            return None;
        }
        let mut conjunction = Conjunction::default();
        for schema in schemas {
            self.add(&mut conjunction, schema)?;
        }
        if !self.spend(conjunction.parts.len()) {
            return None;
        }
        let identity = conjunction.identity();
        if !identity.is_empty() && taken.is_empty() && self.path.contains(&identity) {
            // The smallest value of a recursive schema never has a value of the same position inside itself:
            // not following the reference a second time loses nothing and cuts recursion where it first can
            // be cut.
            return self.salvaging.then(|| Value::Object(Map::new()));
        }
        self.path.push(identity);
        let built = self.choose(Goal { schemas, taken }, conjunction);
        self.path.pop();
        built
    }

    /// Adds `schema` and all it entails; `None` if no value can satisfy it. A schema that is there already is
    /// not added again, so references may run in circles and share what they like.
    pub(super) fn add(&self, conjunction: &mut Conjunction<'d>, schema: &'d Value) -> Option<()> {
        let mut pending = vec![schema];
        while let Some(schema) = pending.pop() {
            let part = match schema {
                Value::Bool(true) => continue,
                Value::Object(part) => part,
                _ => return None,
            };
            if !self.spend(1 + conjunction.parts.len() / 16) {
                return None;
            }
            if conjunction.parts.iter().any(|known| ptr::eq(*known, part)) {
                continue;
            }
            if conjunction.parts.len() >= MAX_PARTS || part.get("not").is_some_and(accepts_all) {
                return None;
            }
            conjunction.parts.push(part);
            if let Some(Value::Array(all)) = part.get("allOf") {
                pending.extend(all.iter().rev());
            }
            if part.contains_key("$ref") {
                pending.push(self.referred(schema)?);
            }
            for union in ["oneOf", "anyOf"]
                .into_iter()
                .filter_map(|keyword| part.get(keyword))
            {
                conjunction
                    .unions
                    .push(union.as_array().filter(|branches| !branches.is_empty())?);
            }
        }
        Some(())
    }

    /// Returns the schema that the `$ref` of `schema` leads to.
    fn referred(&self, schema: &Value) -> Option<&'d Value> {
        let compiled = self.compiled.as_ref()?;
        let node = compiled.nodes.get(&ptr::from_ref(schema))?;
        let Node::Rules(rules) = &compiled.program.nodes[*node as usize] else {
            return None;
        };
        rules.general.iter().find_map(|rule| match rule {
            General::Reference { target, .. } => Some(compiled.schemas[*target as usize]),
            _ => None,
        })
    }

    /// Decides what is open in `conjunction`, one union at a time, and builds a value for the result.
    pub(super) fn choose(&mut self, goal: Goal<'_, 'd>, mut conjunction: Conjunction<'d>) -> Option<Value> {
        // Each of a dozen keywords is looked up in each part.
        if !self.spend(12 * conjunction.parts.len()) {
            return None;
        }
        if let Some(default) = conjunction.all("default").next()
            && self.accepts(goal, default)
        {
            return Some(default.clone());
        }
        if let Some(constant) = conjunction.all("const").next() {
            return self.accepts(goal, constant).then(|| constant.clone());
        }
        if let Some(Value::Array(members)) = conjunction.all("enum").next() {
            let found = members.iter().find(|member| self.accepts(goal, member)).cloned();
            return found.or_else(|| self.salvaging.then_some(Value::Null));
        }
        if let Some(branches) = conjunction.unions.pop() {
            return branches.iter().find_map(|branch| {
                let mut chosen = conjunction.clone();
                self.add(&mut chosen, branch)?;
                self.choose(goal, chosen)
            });
        }
        self.typed(goal, &conjunction)
            .or_else(|| self.conditional(goal, &conjunction))
    }

    /// Tries what the `then` or `else` of a condition adds; without need the condition is not looked at.
    fn conditional(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        conjunction
            .parts
            .iter()
            .filter(|part| part.contains_key("if"))
            .find_map(|part| {
                [["if", "then"], ["else", "else"]]
                    .into_iter()
                    .find_map(|keywords| {
                        let mut chosen = conjunction.clone();
                        for schema in keywords.into_iter().filter_map(|keyword| part.get(keyword)) {
                            self.add(&mut chosen, schema)?;
                        }
                        (chosen.parts.len() > conjunction.parts.len()).then(|| self.choose(goal, chosen))?
                    })
            })
    }

    /// Returns a value of the first type that works; all unions are decided.
    fn typed(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        if let Some(types) = conjunction.types() {
            return types
                .into_iter()
                .find_map(|name| self.of_type(name, goal, conjunction));
        }
        let inferred = TYPES.iter().find(|(_, keywords)| conjunction.has(keywords));
        let value = match inferred {
            Some((name, _)) => self.of_type(name, goal, conjunction),
            None => self.untyped(goal, conjunction),
        };
        // A rule for strings lets every number pass, if nothing else helps.
        value.or_else(|| {
            TYPES
                .iter()
                .find_map(|(name, _)| self.of_type(name, goal, conjunction))
        })
    }

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

    /// Returns a value for a schema without types: like the reference the schema itself, if it is that
    /// simple.
    fn untyped(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let own = match conjunction.parts[..] {
            [] => Some(Value::Bool(true)),
            [part] if !conjunction.has(&["not", "if", "definitions", "$defs"]) => {
                Some(Value::Object(part.clone()))
            }
            _ => None,
        };
        self.first(goal, own.into_iter().chain([Value::Object(Map::new())]))
    }

    /// Returns the first candidate that is accepted.
    pub(super) fn first(
        &mut self,
        goal: Goal<'_, 'd>,
        candidates: impl IntoIterator<Item = Value>,
    ) -> Option<Value> {
        candidates
            .into_iter()
            .find(|candidate| self.accepts(goal, candidate))
    }

    /// Returns whether `value` is one for `goal`.
    pub(super) fn accepts(&mut self, goal: Goal<'_, 'd>, value: &Value) -> bool {
        if !self.spend(1 + goal.taken.len() / 4) || goal.taken.contains(value) {
            return false;
        }
        let json = Json::from(value);
        let copied = 4 * size(&json);
        self.salvaging
            || goal
                .schemas
                .iter()
                .all(|schema| self.spend_steps(16 * copied) && self.verdict(schema, &mut json.clone()))
    }

    /// Asks the validator. A schema that leads too deep for it is taken to accept everything.
    fn verdict(&self, schema: &Value, json: &mut Json) -> bool {
        let Some(compiled) = &self.compiled else {
            return true;
        };
        match compiled.nodes.get(&ptr::from_ref(schema)) {
            Some(node) => {
                let before = Limits::of_steps(self.budget.get());
                let mut limits = before;
                let verdict = evaluate(&compiled.program, *node, json, &mut limits);
                let Some(spent) = limits.spent_since(before) else {
                    self.budget.set(0);
                    return false;
                };
                let unknown = |violation: &Violation| matches!(violation.keyword, "limit" | "endless");
                self.spend_steps(spent) && verdict.map_or_else(|found| found.iter().any(unknown), |()| true)
            }
            // The schema of any object, which mocks of roots must satisfy, is not part of the document.
            None => schema.get("type").is_none_or(|name| name != "object") || matches!(json, Json::Object(_)),
        }
    }

    /// Returns the compiled form of a `pattern`; `None` if it is malformed.
    pub(super) fn pattern(&mut self, source: &'d str) -> Option<Rc<Pattern>> {
        let compile = || Pattern::new(source, &self.budget).map(Rc::new);
        self.patterns.entry(source).or_insert_with(compile).clone()
    }
}
