//! Properties (liquid.md §6.1).

use super::{Array, Value};
use crate::liquid::{
    error::Error,
    meter::{Meter, cost},
};

impl<'v> Value<'v> {
    /// Returns the value of a property that was given as a value: `v[key]`.
    pub(crate) fn index(&self, key: &Value<'_>, meter: &Meter) -> Result<Self, Error> {
        match (self, key) {
            (Self::Array(items), Value::Number(position)) => element(items, *position, meter),
            _ => self.property(&key.to_js_string(meter)?, meter),
        }
    }

    /// Returns the value of a property by name: `v.key`.
    pub(crate) fn property(&self, key: &str, meter: &Meter) -> Result<Self, Error> {
        if self.is_nil() {
            return Ok(self.clone());
        }
        match self.own_property(key, meter)? {
            Some(value) => Ok(value),
            None => self.computed_property(key, meter),
        }
    }

    /// Returns a property that the value has itself, as JavaScript sees it.
    pub(crate) fn own_property(&self, key: &str, meter: &Meter) -> Result<Option<Self>, Error> {
        meter.charge(cost::STEP)?;
        Ok(match self {
            Self::Object(object) => object.get(key, meter)?,
            Self::Array(items) if key == "length" => Some(Value::count(items.len())),
            Self::Array(items) => match index_name(key) {
                Some(index) if index < items.len() => Some(items.get(index, meter)?),
                _ => None,
            },
            Self::Text(text) if key == "length" => Some(Value::count(text.utf16_length(meter)?)),
            Self::Text(text) => match index_name(key) {
                Some(index) => text.unit(index, meter)?.map(Value::Text),
                None => None,
            },
            _ => None,
        })
    }

    /// Returns `size`, `first` and `last` of values that have no such property.
    fn computed_property(&self, key: &str, meter: &Meter) -> Result<Self, Error> {
        Ok(match (key, self) {
            ("size", Self::Text(text)) => Value::count(text.utf16_length(meter)?),
            ("size", Self::Object(object)) => object.size().map_or(Value::Undefined, Value::count),
            ("size", Self::Array(items)) => Value::count(items.len()),
            ("first", Self::Array(items)) => items.get(0, meter)?,
            ("last", Self::Array(items)) => items.get(items.len().wrapping_sub(1), meter)?,
            _ => Value::Undefined,
        })
    }
}

/// Returns an element by number; negative ones count from the end.
fn element<'v>(items: &Array<'v>, position: f64, meter: &Meter) -> Result<Value<'v>, Error> {
    let position = if position < 0.0 {
        position + items.len() as f64
    } else {
        position
    };
    if position < 0.0 || position.fract() != 0.0 {
        return Ok(Value::Undefined);
    }
    // The cast saturates.
    items.get(position as usize, meter)
}

/// Returns the index that `key` spells in canonical form.
fn index_name(key: &str) -> Option<usize> {
    let bytes = key.as_bytes();
    // No index has more than 20 digits.
    if bytes.len() > 20 || (bytes.len() != 1 && bytes.first() == Some(&b'0')) {
        return None;
    }
    if bytes.iter().all(u8::is_ascii_digit) {
        key.parse().ok()
    } else {
        None
    }
}
