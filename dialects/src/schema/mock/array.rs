//! Arrays.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    generator::{Effort, Generator, Goal},
};
use serde_json::Value;

/// How many items `maxItems` alone makes us write, all arrays around them counted.
const MAX_FILLED: usize = 64;

impl<'d> Generator<'d> {
    /// An array: the positional items, else as many as `maxItems` says, else one (bridge.md §6.1).
    pub(super) fn array(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let min = conjunction.at_least("minItems");
        let max = conjunction.at_most("maxItems").unwrap_or(usize::MAX);
        if min > self.budget() {
            return None;
        }
        let positional = conjunction
            .all("items")
            .filter_map(Value::as_array)
            .map(Vec::len)
            .max()
            .unwrap_or(0);
        let preferred = if positional > 0 {
            positional
        } else if !conjunction.has(&["items"]) {
            0
        } else if conjunction.has(&["maxItems"]) && !conjunction.flag("uniqueItems") {
            max.min((MAX_FILLED / self.width).max(1))
        } else {
            1
        };
        let preferred = preferred.max(min).min(max.max(min));
        let mut lengths = vec![preferred];
        if self.effort != Effort::Quick {
            lengths.extend([min, min + 1, positional, min + 2, max.min(min + 3), 0]);
        }
        let mut tried = Vec::new();
        for length in lengths {
            if length > max.max(min) || tried.contains(&length) || !self.spend(1) {
                continue;
            }
            tried.push(length);
            let width = self.width;
            self.width = width.saturating_mul(length.max(1));
            let items = self.items(conjunction, length, min);
            self.width = width;
            let Some(items) = items else {
                continue;
            };
            let items = Value::Array(items);
            if self.accepts(goal, &items) {
                return Some(items);
            }
            if self.effort == Effort::Checked
                && let Some(changed) = self.changed(goal, conjunction, items)
            {
                return Some(changed);
            }
        }
        (self.effort == Effort::Salvage).then(|| Value::Array(Vec::new()))
    }

    /// `length` items, fewer (but `min`) where items cannot be made, differ or say anything.
    fn items(&mut self, conjunction: &Conjunction<'d>, length: usize, min: usize) -> Option<Vec<Value>> {
        let unique = conjunction.flag("uniqueItems");
        let contained: Vec<&'d Value> = conjunction.all("contains").collect();
        let mut items: Vec<Value> = Vec::new();
        for schema in &contained {
            // What `contains` asks for stands first, where it also meets the schema of that position.
            let mut schemas = position(conjunction, items.len());
            schemas.push(schema);
            match self.build(&schemas, if unique { &items } else { &[] }) {
                Some(item) => items.push(item),
                None if self.effort == Effort::Salvage => {}
                None => return None,
            }
        }
        while items.len() < length && self.spend(1) {
            let schemas = position(conjunction, items.len());
            let item = match items.len() {
                0 if schemas.is_empty() => Some(Value::from(PLACEHOLDER)),
                n if schemas.is_empty() => Some(Value::from(format!("{PLACEHOLDER}{n}"))),
                _ => self.build(&schemas, if unique { &items } else { &[] }),
            };
            let Some(item) = item else { break };
            // The reference drops items that are empty objects.
            let empty = item.as_object().is_some_and(|item| item.is_empty());
            if empty && length > min && !unique && conjunction.all("items").all(|items| !items.is_array()) {
                items.extend(std::iter::repeat_n(item, min.saturating_sub(items.len())));
                break;
            }
            items.push(item);
        }
        (items.len() >= min || self.effort == Effort::Salvage).then_some(items)
    }

    /// `array` with one item replaced so that `goal` accepts it.
    fn changed(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>, array: Value) -> Option<Value> {
        let Value::Array(items) = array else { return None };
        for (index, item) in items.iter().enumerate().take(8) {
            let schemas = position(conjunction, index);
            let other = self.build(&schemas, std::slice::from_ref(item));
            let mut changed = items.clone();
            if let (Some(slot), Some(other)) = (changed.get_mut(index), other) {
                *slot = other;
                let changed = Value::Array(changed);
                if self.accepts(goal, &changed) {
                    return Some(changed);
                }
            }
        }
        None
    }
}

/// The schemas of the item at `index`.
fn position<'d>(conjunction: &Conjunction<'d>, index: usize) -> Vec<&'d Value> {
    let schema = |part: &'d super::conjunction::Object| match part.get("items")? {
        Value::Array(positions) => positions.get(index).or_else(|| part.get("additionalItems")),
        each => Some(each),
    };
    conjunction.parts().filter_map(schema).collect()
}
