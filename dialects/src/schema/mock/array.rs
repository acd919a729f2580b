//! Arrays.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    generator::{Generator, Goal},
};
use serde_json::Value;

/// How many items `maxItems` alone makes us write, all arrays around them counted.
const MAX_FILLED: usize = 64;

impl<'d> Generator<'d> {
    /// Returns an array: the positional items, else as many as `maxItems` says, else one (bridge.md §6.1).
    pub(super) fn array(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let min = conjunction.at_least("minItems");
        let max = conjunction.at_most("maxItems").max(min);
        if min as u64 > self.budget().get() {
            return None;
        }
        let positional = conjunction
            .all("items")
            .filter_map(Value::as_array)
            .map(Vec::len)
            .max()
            .unwrap_or(0);
        let preferred = match positional {
            0 if !conjunction.has(&["items"]) => 0,
            0 if conjunction.has(&["maxItems"]) && !is_unique(conjunction) => {
                max.min((MAX_FILLED / self.width).max(1))
            }
            0 => 1,
            _ => positional,
        };
        let preferred = preferred.clamp(min, max);
        let mut tried = Vec::new();
        for length in [preferred, min, min + 1, positional, min + 2, max.min(min + 3), 0] {
            if length > max || tried.contains(&length) || !self.spend(1) {
                continue;
            }
            tried.push(length);
            let width = self.width;
            self.width = width.saturating_mul(length.max(1));
            let items = self.items(conjunction, length, min);
            self.width = width;
            let Some(items) = items.filter(|items| self.spend(2 * items.len())) else {
                continue;
            };
            let array = Value::from(&items[..]);
            if self.accepts(goal, &array) {
                return Some(array);
            }
            if let Some(altered) = self.with_other_item(goal, conjunction, &items) {
                return Some(altered);
            }
        }
        self.salvaging.then(|| Value::Array(Vec::new()))
    }

    /// Builds `length` items, fewer (but `min`) where items cannot be made, differ or are empty.
    fn items(&mut self, conjunction: &Conjunction<'d>, length: usize, min: usize) -> Option<Vec<Value>> {
        let unique = is_unique(conjunction);
        let mut items: Vec<Value> = Vec::new();
        for schema in conjunction.all("contains") {
            // Items for `contains` come first, if they also satisfy the schema of that position.
            let mut schemas = position(conjunction, items.len());
            schemas.push(schema);
            match self.build(&schemas, if unique { &items } else { &[] }) {
                Some(item) => items.push(item),
                None if self.salvaging => {}
                None => return None,
            }
        }
        while items.len() < length && self.spend(1) {
            let schemas = position(conjunction, items.len());
            if !self.spend(conjunction.parts.len()) {
                return None;
            }
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
        (items.len() >= min || self.salvaging).then_some(items)
    }

    /// Returns the array with one item replaced so that `goal` accepts it.
    fn with_other_item(
        &mut self,
        goal: Goal<'_, 'd>,
        conjunction: &Conjunction<'d>,
        items: &[Value],
    ) -> Option<Value> {
        (0..items.len().min(8)).find_map(|index| {
            let other = self.build(&position(conjunction, index), &items[index..=index])?;
            if !self.spend(items.len()) {
                return None;
            }
            let mut altered = items.to_vec();
            altered[index] = other;
            let altered = Value::Array(altered);
            self.accepts(goal, &altered).then_some(altered)
        })
    }
}

fn is_unique(conjunction: &Conjunction<'_>) -> bool {
    conjunction
        .all("uniqueItems")
        .any(|unique| *unique == Value::Bool(true))
}

/// Returns the schemas of the item at `index`.
fn position<'d>(conjunction: &Conjunction<'d>, index: usize) -> Vec<&'d Value> {
    let schema = |part: &&'d serde_json::Map<String, Value>| match part.get("items")? {
        Value::Array(positions) => positions.get(index).or_else(|| part.get("additionalItems")),
        each => Some(each),
    };
    conjunction.parts.iter().filter_map(schema).collect()
}
