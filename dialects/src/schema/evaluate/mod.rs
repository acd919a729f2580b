//! Running a program over data.

mod array;
mod general;
mod limits;
mod object;
mod scalar;

use super::{
    MAX_SCHEMA_DEPTH, Violation,
    pattern::Pattern,
    pointer::Pointer,
    program::{Group, Node, NodeId, Program, ROOT, Rules, Types},
};
use crate::json::{Json, Object};

pub(super) use limits::{Limits, size};

/// How many positions may be open at the same time. Data comes at most 128 levels deep out of the JSON
/// parser, and a recursive schema of the usual kind opens three or four positions a level; a thread of 2 MiB
/// in a debug build holds them all.
const MAX_DEPTH: u32 = 640;

/// How many violations are kept; what the unions of recursive schemas find can be exponential, too.
const MAX_VIOLATIONS: usize = 4096;

/// How many bytes of text the violations may have before no more are kept. Each holds its whole path, and the
/// keys in it are the sender's: without a limit, one key of a megabyte could be repeated thousands of times.
const MAX_VIOLATION_TEXT: usize = 1024 * 1024;

/// Checks and edits `data` by one position of the program. Takes the cost from `limits`.
pub(super) fn evaluate(
    program: &Program,
    position: NodeId,
    data: &mut Json,
    limits: &mut Limits,
) -> Result<(), Vec<Violation>> {
    let mut run = Run::new(program, *limits);
    let valid = run.check(position, Some(data), Scope::ROOT);
    *limits = run.limits;
    match (run.exhausted, valid) {
        (Some(violation), _) => Err(vec![violation]),
        (None, true) => Ok(()),
        (None, false) => Err(run.violations),
    }
}

/// Returns the position that leads back to itself when an empty object is checked.
pub(super) fn endless(program: &Program) -> Option<NodeId> {
    let mut run = Run::new(program, Limits::default());
    run.check(ROOT, Some(&mut Json::Object(Object::new())), Scope::ROOT);
    run.endless
}

/// One validation.
struct Run<'p> {
    program: &'p Program,
    violations: Vec<Violation>,
    /// How many bytes of text they have.
    text: usize,
    /// Off where nobody will read the violations: under `not`, conditions, and while a union is tried.
    recording: bool,
    /// A failed union is run for the second time, to record.
    repeating: bool,
    /// A violation outside composite positions was found: the caller of the current function returns it
    /// unchanged (§8).
    returned: bool,
    /// A limit was hit: whether the data is valid is not known.
    exhausted: Option<Violation>,
    /// The position that never ends, if it was the schema that hit the limit.
    endless: Option<NodeId>,
    depth: u32,
    limits: Limits,
}

/// Where a check happens.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The place in the data.
    at: &'a Pointer<'a>,
    /// Below a union, `not`, a condition and so on: no defaults (§4), and violations add up (§8).
    composite: bool,
    /// How many positions were open when this value was entered.
    outside: u32,
    /// The position of the default that this value, or one around it, was filled in by.
    filled: Option<NodeId>,
}

impl<'a> Scope<'a> {
    const ROOT: Self = Self {
        at: &Pointer::Root,
        composite: false,
        outside: 0,
        filled: None,
    };

    /// Returns the same place, composite.
    fn composite(self) -> Self {
        Self {
            composite: true,
            ..self
        }
    }

    /// Returns a place further in, entered with `open` positions.
    fn inside<'b>(self, at: &'b Pointer<'b>, open: u32) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope {
            at,
            outside: open,
            ..self
        }
    }

    /// Returns the same place, whose value is a default of a position.
    fn filled(self, by: Option<NodeId>) -> Self {
        Self {
            filled: by.or(self.filled),
            ..self
        }
    }
}

impl<'p> Run<'p> {
    fn new(program: &'p Program, limits: Limits) -> Self {
        Self {
            program,
            violations: Vec::new(),
            text: 0,
            recording: true,
            repeating: false,
            returned: false,
            exhausted: None,
            endless: None,
            depth: 0,
            limits,
        }
    }

    /// Returns whether the position accepts `data`; `None` is a value that JSON does not have: a hole in a
    /// list, or a function that every object has.
    fn check(&mut self, id: NodeId, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        let program = self.program;
        match program.nodes.get(id as usize) {
            Some(Node::Rules(rules)) => self.enter(id, rules, data, scope),
            Some(Node::Reject) => self.fail("false schema", scope, || "not allowed here".to_owned()),
            _ => true,
        }
    }

    /// Counts a position in and out, and stops at the limits.
    fn enter(&mut self, id: NodeId, rules: &Rules, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        if self.depth >= MAX_DEPTH {
            self.exhaust(Some(id), scope);
        }
        if !self.visit(rules.weight, Some(id), scope) {
            return false;
        }
        self.depth += 1;
        let valid = self.rules(rules, data, scope);
        self.depth -= 1;
        valid
    }

    /// Checks all rules of a position (§3).
    fn rules(&mut self, rules: &Rules, mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        if rules.late_type.is_none() && !rules.types.is_empty() && !rules.types.accept(data.as_deref()) {
            self.wrong_type(rules.types, Found::of(data.as_deref()), scope);
            // In composite positions the rules for any type still run, and add to the violations.
            if scope.composite {
                self.general_rules(rules, data, scope);
            }
            return false;
        }
        if !self.general_rules(rules, data.as_deref_mut(), scope) {
            return false;
        }
        let group = match data.as_deref() {
            Some(Json::Number(_)) => Some(Group::Number),
            Some(Json::String(_)) => Some(Group::String),
            Some(Json::Array(_)) => Some(Group::Array),
            Some(Json::Object(_)) => Some(Group::Object),
            _ => None,
        };
        // Rules of a group that comes before the declared type's run even so.
        match rules.late_type {
            Some(late) if group != Some(late) => {
                let found = Found::of(data.as_deref());
                if let Some(data) = data.filter(|_| group.is_some_and(|group| group < late))
                    && !self.typed(rules, data, scope)
                {
                    return false;
                }
                self.wrong_type(rules.types, found, scope)
            }
            _ => data.is_none_or(|data| self.typed(rules, data, scope)),
        }
    }

    /// Checks the rules for any type, up to the first that fails.
    fn general_rules(&mut self, rules: &Rules, mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        rules
            .general
            .iter()
            .all(|rule| self.general(rule, data.as_deref_mut(), scope))
    }

    /// Checks the rules for the type of `data`.
    fn typed(&mut self, rules: &Rules, data: &mut Json, scope: Scope<'_>) -> bool {
        match data {
            Json::Number(number) => rules
                .number
                .as_ref()
                .is_none_or(|rules| self.number(rules, number, scope)),
            Json::String(text) => rules
                .string
                .as_ref()
                .is_none_or(|rules| self.string(rules, text, scope)),
            Json::Array(items) => rules
                .array
                .as_ref()
                .is_none_or(|rules| self.array(rules, items, scope)),
            Json::Object(map) => rules
                .object
                .as_ref()
                .is_none_or(|rules| self.object(rules, map, scope)),
            Json::Null | Json::Bool(_) => true,
        }
    }

    /// Returns whether `pattern` matches `text`, which is at `scope` or its key.
    fn matches(&mut self, pattern: &Pattern, text: &str, scope: Scope<'_>) -> bool {
        let matches = pattern.matches(text, &mut self.limits.steps);
        if matches.is_none() {
            self.limits.steps = 0;
            self.exhausted.get_or_insert_with(|| Violation {
                path: scope.at.text(),
                keyword: "limit",
                message: "takes too many steps to match against its pattern; bound it with `maxLength`"
                    .to_owned(),
            });
        }
        matches.unwrap_or(false)
    }

    /// Records a violation, if anybody wants to know. Always false.
    fn fail(&mut self, keyword: &'static str, scope: Scope<'_>, message: impl FnOnce() -> String) -> bool {
        let has_room = self.violations.len() < MAX_VIOLATIONS && self.text < MAX_VIOLATION_TEXT;
        if self.recording && self.exhausted.is_none() && has_room {
            let violation = Violation {
                path: scope.at.text(),
                keyword,
                message: message(),
            };
            self.text += violation.size();
            self.violations.push(violation);
        }
        self.returned |= !scope.composite;
        false
    }

    /// Takes back all violations but the first `count`.
    fn forgive(&mut self, count: usize) {
        let forgiven = self.violations.drain(count..);
        self.text -= forgiven.map(|violation| violation.size()).sum::<usize>();
    }

    /// Returns the violation of `type`.
    #[cold]
    fn wrong_type(&mut self, types: Types, found: Found, scope: Scope<'_>) -> bool {
        self.fail("type", scope, || {
            let names: Vec<_> = types.names().collect();
            format!("expected {}, found {}", names.join(" or "), found.0)
        })
    }
}

/// The name of what stands where something else should.
#[derive(Clone, Copy)]
struct Found(&'static str);

impl Found {
    /// Names `data`.
    fn of(data: Option<&Json>) -> Self {
        Self(match data {
            None => "nothing",
            Some(Json::Null) => "null",
            Some(Json::Bool(_)) => "boolean",
            Some(Json::Number(number)) if number.as_f64().is_some_and(|number| number.fract() != 0.0) => {
                "a number with a fraction"
            }
            Some(Json::Number(_)) => "number",
            Some(Json::String(_)) => "string",
            Some(Json::Array(_)) => "array",
            Some(Json::Object(_)) => "object",
        })
    }
}
