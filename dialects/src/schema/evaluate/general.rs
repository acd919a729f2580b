//! Rules for any type.

use super::{Run, Scope};
use crate::{
    json::Json,
    schema::{
        equality::{COMPARED_PER_VISIT, equal},
        program::{General, NodeId, Union},
    },
};

impl Run<'_> {
    /// Runs one rule.
    pub(super) fn general(&mut self, rule: &General, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        match rule {
            General::Reference { target, call: false } => self.check(*target, data, scope),
            General::Reference { target, call: true } => self.call(*target, data, scope),
            General::Const(constant) => {
                data.is_some_and(|data| equal(data, constant))
                    || self.fail("const", scope, || format!("expected {constant}"))
            }
            General::Enum(values) => {
                let compared = values.structured() as u64 / COMPARED_PER_VISIT;
                self.visit(compared, None, scope)
                    && (data.is_some_and(|data| values.contains(data))
                        || self.fail("enum", scope, || one_of(values.all())))
            }
            General::Not(schema) => self.not(*schema, data, scope),
            General::AnyOf(union) => self.any_of(union, data, scope),
            General::OneOf(union) => self.one_of(union, data, scope),
            General::AllOf(nodes) => self.all_of(nodes, data, scope),
            General::If {
                condition,
                then,
                otherwise,
            } => self.conditional(*condition, *then, *otherwise, data, scope),
        }
    }

    /// Calls a reference to a function of its own, which starts outside any composite position (§4).
    fn call(&mut self, target: NodeId, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        let returned = std::mem::replace(&mut self.returned, false);
        let valid = self.check(
            target,
            data,
            Scope {
                composite: false,
                ..scope
            },
        );
        self.returned = returned;
        valid
    }

    fn all_of(&mut self, nodes: &[NodeId], mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        nodes
            .iter()
            .all(|&node| self.check(node, data.as_deref_mut(), scope))
    }

    fn not(&mut self, schema: NodeId, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        !self.silent(schema, data, scope)
            || self.fail("not", scope, || "must not be what the schema excludes".to_owned())
    }

    /// Checks `if`, `then`, `else`.
    fn conditional(
        &mut self,
        condition: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
        mut data: Option<&mut Json>,
        scope: Scope<'_>,
    ) -> bool {
        let holds = self.silent(condition, data.as_deref_mut(), scope);
        let Some(clause) = (if holds { then } else { otherwise }) else {
            return true;
        };
        if self.check(clause, data, scope) {
            return true;
        }
        // A violation outside composite positions stands alone, unless it came out of a called reference.
        if self.returned {
            return false;
        }
        self.fail("if", scope, || {
            let which = if holds { "applies" } else { "does not apply" };
            format!("fails what is demanded when the condition {which}")
        })
    }

    /// Checks without recording.
    pub(super) fn silent(&mut self, schema: NodeId, data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        let recording = std::mem::replace(&mut self.recording, false);
        let valid = self.check(schema, data, scope.composite());
        self.recording = recording;
        valid
    }

    fn any_of(&mut self, union: &Union, mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        let start = self.violations.len();
        let dry = self.start_dry(union);
        let mut valid = self.any_branch(union, data.as_deref_mut(), scope);
        if dry && !valid {
            valid = self.repeat(|run| run.any_branch(union, data, scope));
        }
        self.recording |= dry;
        if valid {
            self.forgive(start);
            return true;
        }
        self.fail("anyOf", scope, || matches_none(union.branches.len()))
    }

    fn one_of(&mut self, union: &Union, mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        let start = self.violations.len();
        let dry = self.start_dry(union);
        let mut matches = self.count_branches(union, data.as_deref_mut(), scope);
        if dry && matches != 1 {
            matches = self.repeat(|run| run.count_branches(union, data, scope));
        }
        self.recording |= dry;
        if matches == 1 {
            self.forgive(start);
            return true;
        }
        self.fail("oneOf", scope, || {
            let count = union.branches.len();
            match matches {
                0 => matches_none(count),
                _ => format!("matches more than one of {count} alternatives"),
            }
        })
    }

    /// Tries a union without recording at first, so that branches which do not match cost no allocation. Only
    /// the outermost union is run twice.
    fn start_dry(&mut self, union: &Union) -> bool {
        let dry = self.recording && union.repeatable && !self.repeating;
        if dry {
            self.recording = false;
        }
        dry
    }

    /// Runs a union once more, to record what its branches find.
    fn repeat<T>(&mut self, branches: impl FnOnce(&mut Self) -> T) -> T {
        self.recording = true;
        self.repeating = true;
        let outcome = branches(self);
        self.repeating = false;
        outcome
    }

    /// Returns whether a branch matches; the first ends the search.
    fn any_branch(&mut self, union: &Union, mut data: Option<&mut Json>, scope: Scope<'_>) -> bool {
        union
            .branches
            .iter()
            .any(|&branch| self.check(branch, data.as_deref_mut(), scope.composite()))
    }

    /// Returns how many branches match; counting ends at two.
    fn count_branches(&mut self, union: &Union, mut data: Option<&mut Json>, scope: Scope<'_>) -> usize {
        let mut matches = 0;
        for &branch in &union.branches {
            if self.check(branch, data.as_deref_mut(), scope.composite()) {
                matches += 1;
                if matches == 2 {
                    break;
                }
            }
        }
        matches
    }
}

/// Returns the message for `enum`.
#[cold]
fn one_of(values: &[Json]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<_> = values.iter().take(SHOWN).map(Json::to_string).collect();
    let more = if values.len() > SHOWN { ", …" } else { "" };
    format!("expected one of {}{more}", shown.join(", "))
}

fn matches_none(alternatives: usize) -> String {
    match alternatives {
        1 => "does not match the only alternative".to_owned(),
        count => format!("matches none of {count} alternatives"),
    }
}
