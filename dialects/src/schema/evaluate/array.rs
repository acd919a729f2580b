//! Rules for arrays.

use super::{Run, Scope, size};
use crate::{
    json::Json,
    schema::{
        equality::duplicate,
        pointer::Pointer,
        program::{ArrayRules, Items, NodeId, Rest, Unique},
    },
    text::counted,
};

impl Run<'_> {
    /// Checks the rules for arrays, in their order, after the defaults.
    pub(super) fn array(&mut self, rules: &ArrayRules, items: &mut Vec<Json>, scope: Scope<'_>) -> bool {
        let given = items.len();
        if !scope.composite && !rules.defaults.is_empty() {
            self.fill_array(rules, items, scope);
        }
        self.exhausted.is_none()
            && self.array_limits(rules, items, scope)
            && match &rules.items {
                Items::Any => true,
                Items::Each(node) => self.each_item(*node, items, 0, scope),
                Items::Positional(nodes, rest) => self.positional(rules, nodes, *rest, (items, given), scope),
            }
            && rules
                .contains
                .is_none_or(|node| self.contains(node, items, scope))
            && rules
                .unique
                .is_none_or(|unique| self.unique(unique, items, scope))
    }

    fn array_limits(&mut self, rules: &ArrayRules, items: &[Json], scope: Scope<'_>) -> bool {
        let most = ("maxItems", rules.max_items);
        let least = ("minItems", rules.min_items);
        self.within(items.len(), most, least, ["item", "items"], scope)
    }

    /// Checks `uniqueItems`: the items as the other rules left them.
    fn unique(&mut self, unique: Unique, items: &[Json], scope: Scope<'_>) -> bool {
        // Each value is hashed, or compared with a few others.
        let steps = items.iter().map(size).sum::<u64>() * 16;
        if !self.step(steps, scope) {
            return false;
        }
        let counts = |item: &Json| unique.only.is_empty() || unique.only.accept(Some(item));
        duplicate(items, counts).is_none_or(|(first, second)| {
            self.fail("uniqueItems", scope, || {
                format!("must not have equal items, as {first} and {second} are")
            })
        })
    }

    /// Checks the same schema for all items from `from` on.
    fn each_item(&mut self, node: NodeId, items: &mut [Json], from: usize, scope: Scope<'_>) -> bool {
        for (index, item) in items.iter_mut().enumerate().skip(from) {
            let at = Pointer::Index(scope.at, index);
            if !self.check(node, Some(item), scope.inside(&at, self.depth)) {
                return false;
            }
        }
        true
    }

    /// Checks `additionalItems`, then the list of `items`. `given` is the length before defaults.
    fn positional(
        &mut self,
        rules: &ArrayRules,
        nodes: &[NodeId],
        rest: Rest,
        (items, given): (&mut [Json], usize),
        scope: Scope<'_>,
    ) -> bool {
        match rest {
            Rest::Open => {}
            Rest::Closed if items.len() > nodes.len() => {
                return self.fail("additionalItems", scope, || {
                    let most = nodes.len().to_string();
                    format!("must have at most {}", counted(&most, "item", "items"))
                });
            }
            Rest::Closed => {}
            Rest::Schema(node) => {
                if !self.each_item(node, items, nodes.len(), scope) {
                    return false;
                }
            }
        }
        for (index, (&node, item)) in nodes.iter().zip(items).enumerate() {
            let at = Pointer::Index(scope.at, index);
            // A default further back leaves a hole here, which is nothing at all in JavaScript.
            let hole = index >= given && !rules.defaults.iter().any(|&(filled, _)| filled == index);
            let by = (index >= given).then_some(node);
            if !self.check(
                node,
                (!hole).then_some(item),
                scope.inside(&at, self.depth).filled(by),
            ) {
                return false;
            }
        }
        true
    }

    fn contains(&mut self, node: NodeId, items: &mut [Json], scope: Scope<'_>) -> bool {
        let start = self.violations.len();
        // Outside composite positions only the keyword's own violation is reported (§8).
        let recording = self.recording;
        self.recording &= scope.composite;
        let mut found = false;
        for (index, item) in items.iter_mut().enumerate() {
            let at = Pointer::Index(scope.at, index);
            if self.check(node, Some(item), scope.inside(&at, self.depth).composite()) {
                found = true;
                break;
            }
        }
        self.recording = recording;
        if found {
            self.forgive(start);
            return true;
        }
        self.fail("contains", scope, || {
            "must contain an item of the demanded kind".to_owned()
        })
    }

    /// Appends the defaults of positions that the array is too short for; a hole prints as `null`.
    fn fill_array(&mut self, rules: &ArrayRules, items: &mut Vec<Json>, scope: Scope<'_>) {
        for (index, default) in &rules.defaults {
            let holes = index.saturating_sub(items.len()) as u64;
            if *index >= items.len() && self.visit(holes + size(default), None, scope) {
                items.resize(*index, Json::Null);
                items.push(default.clone());
            }
        }
    }
}
