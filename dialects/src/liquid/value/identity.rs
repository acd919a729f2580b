//! Values as keys of hash tables.

use super::{Value, compare::identical};
use crate::liquid::{
    error::Error,
    meter::{Meter, cost},
};
use std::{
    hash::{Hash, Hasher},
    mem::discriminant,
};

/// A value that is equal to another when a JavaScript `Map` takes both for the same key.
#[derive(Clone, Debug)]
pub(crate) struct Identity<'v>(Value<'v>);

impl<'v> Identity<'v> {
    /// Charges for hashing the value and comparing it with one other.
    pub(crate) fn new(value: Value<'v>, meter: &Meter) -> Result<Self, Error> {
        meter.charge(cost::HASH)?;
        if let Value::Text(text) = &value {
            text.read(meter)?;
            text.read(meter)?;
        }
        Ok(Self(value))
    }
}

impl PartialEq for Identity<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Value::Text(a), Value::Text(b)) => a.is(b),
            (a, b) => identical(a, b),
        }
    }
}

impl Eq for Identity<'_> {}

impl Hash for Identity<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        discriminant(&self.0).hash(state);
        match &self.0 {
            Value::Undefined | Value::Null | Value::Nil | Value::Empty | Value::Blank => {}
            Value::Bool(value) => value.hash(state),
            // Both zeros are one key, and so are all kinds of NaN.
            Value::Number(number) if *number == 0.0 || number.is_nan() => number.is_nan().hash(state),
            Value::Number(number) => number.to_bits().hash(state),
            Value::Text(text) => text.hash_into(state),
            Value::Array(items) => items.address().hash(state),
            Value::Object(object) => object.address().hash(state),
        }
    }
}
