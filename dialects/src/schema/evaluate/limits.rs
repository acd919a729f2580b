//! The work that validations may do.

use super::{MAX_SCHEMA_DEPTH, Run, Scope};
use crate::{
    json::Json,
    schema::{Violation, program::NodeId},
};

/// How many positions may be visited in one validation. Recursive unions can be exponential in the depth of
/// the data; payloads of megabytes stay far below.
const MAX_VISITS: u64 = 2_000_000;

/// How many steps the texts and patterns of one validation may take together, one for each byte at least.
const MAX_STEPS: u64 = 100_000_000;

/// The work that is left to one validation, or to several that share it.
#[derive(Clone, Copy, Debug)]
pub(in crate::schema) struct Limits {
    pub(in crate::schema) visits: u64,
    pub(in crate::schema) steps: u64,
}

impl Limits {
    /// How many steps take about as long as a visit.
    const STEPS_PER_VISIT: u64 = 16;

    /// Returns limits on work worth `steps`, none larger than usual.
    pub(in crate::schema) fn of_steps(steps: u64) -> Self {
        Self {
            visits: MAX_VISITS.min(steps / Self::STEPS_PER_VISIT),
            steps: MAX_STEPS.min(steps),
        }
    }

    /// Returns the steps that the work since `before` is worth; `None` if it ended for want of more.
    pub(in crate::schema) fn spent_since(self, before: Self) -> Option<u64> {
        let visits = before.visits - self.visits;
        (self.visits > 0 && self.steps > 0)
            .then(|| before.steps - self.steps + visits * Self::STEPS_PER_VISIT)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            visits: MAX_VISITS,
            steps: MAX_STEPS,
        }
    }
}

impl Run<'_> {
    /// Takes visits, and stops the validation if there are not as many; returns whether there are.
    pub(super) fn visit(&mut self, visits: u64, id: Option<NodeId>, scope: Scope<'_>) -> bool {
        match self.limits.visits.checked_sub(visits) {
            Some(left) => self.limits.visits = left,
            None => {
                self.limits.visits = 0;
                self.exhaust(id, scope);
            }
        }
        self.exhausted.is_none()
    }

    /// Takes steps, and stops the validation if there are not as many; returns whether there are.
    pub(super) fn step(&mut self, steps: u64, scope: Scope<'_>) -> bool {
        match self.limits.steps.checked_sub(steps) {
            Some(left) => self.limits.steps = left,
            None => {
                self.limits.steps = 0;
                self.exhaust(None, scope);
            }
        }
        self.exhausted.is_none()
    }

    /// Stops the validation. The number of positions that see the same value shows whether the data or the
    /// schema is too deep.
    #[cold]
    pub(super) fn exhaust(&mut self, id: Option<NodeId>, scope: Scope<'_>) {
        if self.exhausted.is_none() {
            let looped = (self.depth - scope.outside) as usize > MAX_SCHEMA_DEPTH;
            self.endless = scope.filled.or(id.filter(|_| looped));
            let limit = self
                .endless
                .map_or_else(Violation::limit, |_| Violation::endless());
            self.exhausted = Some(limit);
        }
    }
}

/// Returns the cost of copying or comparing `value`, in values; long texts are several.
pub(in crate::schema) fn size(value: &Json) -> u64 {
    match value {
        Json::String(text) => 1 + text.len() as u64 / 64,
        Json::Array(items) => 1 + items.iter().map(size).sum::<u64>(),
        Json::Object(members) => {
            let member = |(name, value): (_, &Json)| size(value) + <str>::len(name) as u64 / 64;
            1 + members
                .iter()
                .map(|(name, value)| member((&**name, value)))
                .sum::<u64>()
        }
        _ => 1,
    }
}
