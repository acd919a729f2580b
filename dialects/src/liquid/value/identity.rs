//! Values as keys of hash tables.

use super::{Value, compare::identical};
use std::{
    hash::{Hash, Hasher},
    mem::discriminant,
    ptr,
    rc::Rc,
};

/// A value that is equal to another when a JavaScript `Map` takes both for the same key.
#[derive(Clone, Debug)]
pub(crate) struct Identity<'v>(pub Value<'v>);

impl PartialEq for Identity<'_> {
    fn eq(&self, other: &Self) -> bool {
        identical(&self.0, &other.0)
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
            Value::Text(text) => text.as_str().hash(state),
            Value::Array(items) => ptr::hash(items.as_ptr(), state),
            Value::Object(map) => ptr::hash(*map, state),
            Value::List(list) => ptr::hash(Rc::as_ptr(list), state),
            Value::Group(group) => ptr::hash(Rc::as_ptr(group), state),
            Value::Loop(turn) => ptr::hash(Rc::as_ptr(turn), state),
        }
    }
}
