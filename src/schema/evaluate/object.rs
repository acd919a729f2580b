//! Rules for objects.

use super::{Run, Scope, scalar::shown};
use crate::{
    json::Entries,
    schema::{
        pointer::Pointer,
        program::{Additional, NodeId, ObjectRules, is_inherited},
    },
};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

impl Run<'_> {
    pub(super) fn object(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        if !scope.composite {
            for (name, default) in &rules.defaults {
                if !map.contains_key(name) {
                    map.insert(name.clone(), default.clone());
                }
            }
        }
        self.object_limits(rules, map, scope)
            && rules
                .property_names
                .is_none_or(|node| self.property_names(node, map, scope))
            && {
                if let Some(additional) = &rules.additional {
                    self.remove(additional, map, scope);
                }
                self.dependencies(rules, map, scope)
            }
            && self.properties(rules, map, scope)
            && self.pattern_properties(rules, map, scope)
    }

    fn object_limits(&mut self, rules: &ObjectRules, map: &Object, scope: Scope<'_>) -> bool {
        let size = map.len() as f64;
        if let Some(most) = rules.max_properties.filter(|&most| size > most) {
            return self.fail("maxProperties", scope, || {
                format!("must have at most {} properties", shown(most))
            });
        }
        if let Some(least) = rules.min_properties.filter(|&least| size < least) {
            return self.fail("minProperties", scope, || {
                format!("must have at least {} properties", shown(least))
            });
        }
        match rules.required.iter().find(|name| !has(map, name)) {
            Some(name) => self.fail("required", scope, || format!("lacks the property `{name}`")),
            None => true,
        }
    }

    fn property_names(&mut self, node: NodeId, map: &Object, scope: Scope<'_>) -> bool {
        for (name, _) in Entries::new(map) {
            let mut name = Value::String(name.clone());
            if !self.check(node, Some(&mut name), scope.composite()) {
                return self.fail("propertyNames", scope, || {
                    format!("has a property with the forbidden name {name}")
                });
            }
        }
        true
    }

    /// `additionalProperties`: removes, never complains (§5).
    fn remove(&mut self, additional: &Additional, map: &mut Object, scope: Scope<'_>) {
        map.retain(|name, value| {
            if additional.known.binary_search(name).is_ok()
                || additional.patterns.iter().any(|pattern| pattern.matches(name))
            {
                return true;
            }
            let Some(node) = additional.keep else { return false };
            let at = Pointer::Key(scope.at, name);
            self.silent(node, Some(value), scope.inside(&at))
        });
    }

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
        let mut value = Value::Object(std::mem::take(map));
        let valid = rules.schema_dependencies.iter().all(|(name, node)| {
            value.as_object().is_none_or(|map| !has(map, name)) || self.check(*node, Some(&mut value), scope)
        });
        if let Value::Object(edited) = value {
            *map = edited;
        }
        valid
    }

    fn properties(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        for property in &rules.properties {
            let value = map.get_mut(&property.name);
            if value.is_none() && !property.inherited {
                continue;
            }
            let at = Pointer::Key(scope.at, &property.name);
            if !self.check(property.node, value, scope.inside(&at)) {
                return false;
            }
        }
        true
    }

    fn pattern_properties(&mut self, rules: &ObjectRules, map: &mut Object, scope: Scope<'_>) -> bool {
        for (pattern, node) in &rules.patterns {
            // Sorting only matters when several can fail, but which of them is first is visible.
            let names: Vec<String> = Entries::new(map)
                .map(|(name, _)| name)
                .filter(|name| pattern.matches(name))
                .cloned()
                .collect();
            for name in &names {
                let at = Pointer::Key(scope.at, name);
                if !self.check(*node, map.get_mut(name), scope.inside(&at)) {
                    return false;
                }
            }
        }
        true
    }
}

/// Whether JavaScript finds something under `name`, inherited functions included (§4).
fn has(map: &Object, name: &str) -> bool {
    map.contains_key(name) || is_inherited(name)
}
