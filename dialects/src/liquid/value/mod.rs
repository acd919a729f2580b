//! Values as templates see them: JavaScript's, borrowed from JSON wherever possible (liquid.md §6).
//!
//! Nothing but the kind and the length of a value is seen without a [`Meter`].

mod access;
mod array;
mod compare;
mod identity;
mod number;
mod object;
mod print;
mod text;

pub(super) use array::{Array, ListBuilder, pair};
pub(super) use compare::{compare_text, contains, equal, less, order};
pub(super) use identity::Identity;
pub(super) use number::{parse_number, slice_index};
pub(super) use object::{Loop, Object};
pub(super) use print::{Quotes, print_json};
pub(super) use text::{Reading, Text, join};

use super::{error::Error, meter::Meter};
use crate::json::Json;

/// A value during rendering. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) enum Value<'v> {
    /// A missing name or property.
    Undefined,
    /// `null` in the data.
    Null,
    /// The literals `nil` and `null`.
    Nil,
    /// The literal `empty`.
    Empty,
    /// The literal `blank`.
    Blank,
    Bool(bool),
    /// JavaScript has no other numbers than doubles.
    Number(f64),
    Text(Text<'v>),
    Array(Array<'v>),
    Object(Object<'v>),
}

impl<'v> From<&'v Json> for Value<'v> {
    fn from(json: &'v Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::borrowed(text),
            Json::Array(items) => Self::Array(items.as_slice().into()),
            Json::Object(members) => Self::Object(members.into()),
        }
    }
}

impl<'v> From<Text<'v>> for Value<'v> {
    fn from(text: Text<'v>) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<'v> Value<'v> {
    /// Creates a string of the data or the program.
    pub(crate) fn borrowed(text: &'v str) -> Self {
        Self::Text(Text::borrowed(text))
    }

    /// Creates a length or an index.
    pub(crate) fn count(number: usize) -> Self {
        Self::Number(number as f64)
    }

    /// Returns whether the value is null, undefined or the literal `nil`.
    pub(crate) fn is_nil(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null | Self::Nil)
    }

    pub(crate) fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// Returns the truth in conditions: only `false` and nil are false (liquid.md §6.2).
    pub(crate) fn is_truthy(&self) -> bool {
        !self.is_nil() && !matches!(self, Self::Bool(false))
    }

    /// Returns the truth in JavaScript, which some filters use: `0`, `NaN` and `` are false too; literals are
    /// objects.
    pub(crate) fn is_js_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null | Self::Bool(false) => false,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => text.len() > 0,
            _ => true,
        }
    }

    /// Returns the array that array filters work on: nil is empty, any other value is one element.
    pub(crate) fn to_list(&self, meter: &Meter) -> Result<Array<'v>, Error> {
        match self {
            Self::Array(items) => Ok(items.clone()),
            value if value.is_nil() => Ok(Array::EMPTY),
            value => ListBuilder::of(meter, [value.clone()])?.finish(),
        }
    }

    /// Returns the elements that loops iterate over: pairs of an object, a string as a whole, none of other
    /// values.
    pub(crate) fn to_elements(&self, meter: &Meter) -> Result<Array<'v>, Error> {
        match self {
            Self::Object(object) => object.pairs(meter),
            Self::Array(_) => self.to_list(meter),
            Self::Text(text) if text.len() > 0 => self.to_list(meter),
            _ => Ok(Array::EMPTY),
        }
    }
}
