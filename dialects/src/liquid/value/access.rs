//! Properties (liquid.md §6.1).

use super::{Items, List, Text, Value, utf16_length};
use crate::{json::entries, liquid::error::Error};
use std::rc::Rc;

impl<'v> Value<'v> {
    /// The value of a property that was given as a value: `v[key]`.
    pub fn index(&self, key: &Value<'_>) -> Self {
        match (self, key) {
            (Self::Array(_) | Self::List(_), Value::Number(position)) => self.element(*position),
            (_, Value::Text(key)) => self.property(key.as_str()),
            _ => self.property(&key.to_js_string()),
        }
    }

    /// The value of a property by name: `v.key`.
    pub fn property(&self, key: &str) -> Self {
        if self.is_nil() {
            return self.clone();
        }
        match self.own_property(key) {
            Some(value) => value,
            None => self.computed_property(key),
        }
    }

    /// A property that the value has itself, as JavaScript sees it.
    pub fn own_property(&self, key: &str) -> Option<Self> {
        match self {
            Self::Object(map) => map.get(key).map(Value::from),
            Self::Group(group) => match key {
                "name" => Some(group.name.clone()),
                "items" => Some(Value::List(Rc::clone(&group.items))),
                _ => None,
            },
            Self::Loop(state) => Some(state.property(key)),
            Self::Array(_) | Self::List(_) => {
                let items = self.as_items()?;
                match key {
                    "length" => Some(count(items.len())),
                    _ => items.get(index_name(key)?),
                }
            }
            Self::Text(text) => match key {
                "length" => Some(count(utf16_length(text.as_str()))),
                _ => text.unit(index_name(key)?).map(Value::from),
            },
            _ => None,
        }
    }

    /// `size`, `first` and `last` of values that have no such property.
    fn computed_property(&self, key: &str) -> Self {
        match (key, self) {
            ("size", Self::Text(text)) => count(utf16_length(text.as_str())),
            ("size", Self::Object(map)) => count(map.len()),
            ("size", Self::Group(_)) => count(2),
            ("size", _) => self
                .as_items()
                .map_or(Value::Undefined, |items| count(items.len())),
            ("first" | "last", _) => {
                let items = self.as_items().unwrap_or(Items::NONE);
                let index = if key == "first" {
                    0
                } else {
                    items.len().wrapping_sub(1)
                };
                items.get(index).unwrap_or(Value::Undefined)
            }
            _ => Value::Undefined,
        }
    }

    /// An element by number; negative ones count from the end.
    fn element(&self, position: f64) -> Self {
        let items = self.as_items().unwrap_or(Items::NONE);
        let position = if position < 0.0 {
            position + items.len() as f64
        } else {
            position
        };
        if position < 0.0 || position.fract() != 0.0 {
            return Value::Undefined;
        }
        // The cast saturates.
        items.get(position as usize).unwrap_or(Value::Undefined)
    }

    /// The array that array filters work on: nil is empty, anything else but an array is one element.
    pub fn to_list(&self) -> Items<'v> {
        match self.as_items() {
            Some(items) => items,
            None if self.is_nil() => Items::NONE,
            None => Items::One(self.clone()),
        }
    }

    /// The elements that loops go over: pairs of an object, a string as a whole, nothing of other values.
    pub fn to_elements(&self) -> Result<Items<'v>, Error> {
        let pairs: Vec<(Value<'v>, Value<'v>)> = match self {
            Self::Array(_) | Self::List(_) => return Ok(self.to_list()),
            Self::Text(text) if !text.as_str().is_empty() => return Ok(Items::One(self.clone())),
            Self::Object(map) => entries(map.iter())
                .map(|(key, value)| (Text::Borrowed(key).into(), Value::from(value)))
                .collect(),
            Self::Group(group) => vec![
                (Text::Borrowed("name").into(), group.name.clone()),
                (
                    Text::Borrowed("items").into(),
                    Value::List(Rc::clone(&group.items)),
                ),
            ],
            _ => return Ok(Items::NONE),
        };
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| List::new(vec![key, value]).map(Value::List))
            .collect::<Result<_, _>>()?;
        List::new(pairs).map(Items::List)
    }
}

/// A length as a value.
fn count<'v>(length: usize) -> Value<'v> {
    Value::Number(length as f64)
}

/// The index that `key` spells in canonical form.
fn index_name(key: &str) -> Option<usize> {
    let bytes = key.as_bytes();
    let canonical =
        bytes.iter().all(u8::is_ascii_digit) && (bytes.len() == 1 || bytes.first() != Some(&b'0'));
    if canonical { key.parse().ok() } else { None }
}

impl<'v> Text<'v> {
    /// The UTF-16 unit at `index` as a string; half a character is U+FFFD.
    pub fn unit(&self, index: usize) -> Option<Self> {
        let mut units = 0;
        for (at, c) in self.as_str().char_indices() {
            units += c.len_utf16();
            if index < units {
                return Some(match c.len_utf16() {
                    1 => self.slice(at, at + c.len_utf8()),
                    _ => Text::Borrowed("\u{fffd}"),
                });
            }
        }
        None
    }
}
