//! Rules for objects.

use super::{Run, Scope, size};
use crate::{
    json::{Json, Object, array_index, entries},
    schema::{
        pattern::Pattern,
        pointer::Pointer,
        program::{Additional, NodeId, ObjectRules, is_inherited},
    },
};

impl Run<'_> {
    /// Checks the rules for objects, in their order, after the defaults.
    pub(super) fn object(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        let filled = if scope.composite {
            0
        } else {
            self.fill_object(rules, map, scope)
        };
        self.exhausted.is_none()
            && self.object_limits(rules, map, scope)
            && rules
                .property_names
                .is_none_or(|node| self.property_names(node, map, scope))
            && {
                if let Some(additional) = &rules.additional {
                    self.remove(additional, map, scope);
                }
                self.dependencies(rules, map, scope)
            }
            && self.properties(rules, map, filled, scope)
            && self.pattern_properties(rules, map, scope)
    }

    /// Checks `maxProperties`, `minProperties`, `required`.
    fn object_limits(&mut self, rules: &ObjectRules, map: &Object, scope: Scope<'_>) -> bool {
        let most = ("maxProperties", rules.max_properties);
        let least = ("minProperties", rules.min_properties);
        if !self.within(map.len(), most, least, ["property", "properties"], scope) {
            return false;
        }
        match rules.required.iter().find(|name| !has(map, name)) {
            Some(name) => self.fail("required", scope, || format!("lacks the property `{name}`")),
            None => true,
        }
    }

    fn property_names(&mut self, node: NodeId, map: &Object, scope: Scope<'_>) -> bool {
        for (name, _) in entries(map.iter()) {
            let mut name = Json::String(name.clone());
            if !self.check(node, Some(&mut name), scope.composite()) {
                return self.fail("propertyNames", scope, || {
                    format!("has a property with the forbidden name {name}")
                });
            }
        }
        true
    }

    /// Applies `additionalProperties`: removes, never complains (§5).
    fn remove(&mut self, additional: &Additional, map: &mut Object, scope: Scope<'_>) {
        map.retain(|name, value| {
            if additional.knows(name) {
                return true;
            }
            let at = Pointer::Key(scope.at, name);
            let scope = scope.inside(&at, self.depth);
            let mut patterns = additional.patterns.iter();
            patterns.any(|pattern| self.matches(pattern, name, scope))
                || additional
                    .keep
                    .is_some_and(|node| self.silent(node, Some(value), scope))
        });
    }

    /// Checks `dependencies`, lists of names first.
    fn dependencies(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        for (name, needed) in &rules.key_dependencies {
            if has(map, name)
                && let Some(missing) = needed.iter().find(|needed| !has(map, needed))
            {
                return self.fail("dependencies", scope, || {
                    format!("lacks the property `{missing}`, which `{name}` demands")
                });
            }
        }
        if rules.schema_dependencies.is_empty() {
            return true;
        }
        // The schemas see the whole object: lend it to a value for the while.
        let mut value = Json::Object(std::mem::take(map));
        let valid = rules.schema_dependencies.iter().all(|(name, node)| {
            value.as_object().is_none_or(|map| !has(map, name)) || self.check(*node, Some(&mut value), scope)
        });
        if let Json::Object(edited) = value {
            *map = edited;
        }
        valid
    }

    /// Checks `properties`; `filled` are those that have their default.
    fn properties(&mut self, rules: &ObjectRules, map: &mut Object, filled: u64, scope: Scope<'_>) -> bool {
        for property in &rules.properties {
            let value = map.get_mut(&property.name);
            // With a default nothing is taken for missing: what was filled in and removed again is checked,
            // too.
            let looked_at = property.inherited || (property.default.is_some() && !scope.composite);
            if value.is_none() && !looked_at {
                continue;
            }
            let at = Pointer::Key(scope.at, &property.name);
            let by = property
                .default
                .filter(|&index| filled & bit(index) != 0)
                .map(|_| property.node);
            if !self.check(property.node, value, scope.inside(&at, self.depth).filled(by)) {
                return false;
            }
        }
        true
    }

    /// Checks `patternProperties`: pattern by pattern, each over all keys.
    fn pattern_properties(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        if rules.patterns.is_empty() {
            return true;
        }
        // JavaScript puts integer-like keys first, and which value fails first is visible.
        let sorted = map
            .keys()
            .any(|name| name.starts_with(|c: char| c.is_ascii_digit()));
        rules.patterns.iter().all(|(pattern, node)| {
            if sorted {
                let names: Vec<_> = entries(map.iter()).map(|(name, _)| name.clone()).collect();
                names
                    .iter()
                    .all(|name| self.matching(pattern, *node, (name, map.get_mut(name)), scope))
            } else {
                map.iter_mut()
                    .all(|(name, value)| self.matching(pattern, *node, (name, Some(value)), scope))
            }
        })
    }

    /// Checks one value, if the pattern matches its name.
    fn matching(
        &mut self,
        pattern: &Pattern,
        node: NodeId,
        (name, value): (&str, Option<&mut Json>),
        scope: Scope<'_>,
    ) -> bool {
        let at = Pointer::Key(scope.at, name);
        !self.matches(pattern, name, scope.inside(&at, self.depth))
            || self.check(node, value, scope.inside(&at, self.depth))
    }

    /// Fills in the defaults of missing properties, and returns which those are.
    fn fill_object(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> u64 {
        let mut filled = 0;
        let mut indices = false;
        for (index, (name, default)) in rules.defaults.iter().enumerate() {
            if map.contains(name) {
                continue;
            }
            if !self.visit(size(default), None, scope) {
                return filled;
            }
            map.insert(name.clone(), default.clone());
            filled |= bit(index);
            indices |= array_index(name).is_some();
        }
        if indices {
            // JavaScript puts them first.
            *map = std::mem::take(map).into_entries().collect();
        }
        filled
    }
}

/// Returns the bit of a default; those beyond 63 share one.
fn bit(index: usize) -> u64 {
    1 << index.min(63)
}

/// Returns whether JavaScript finds something under `name`, inherited functions included (§4).
fn has(map: &Object, name: &str) -> bool {
    map.contains(name) || is_inherited(name)
}
