//! Values as templates see them: JavaScript's, borrowed from JSON wherever possible (liquid.md §6).

mod access;
mod compare;
mod identity;
mod list;
mod number;
mod print;
mod text;

pub(super) use compare::{contains, equal, less, order, order_text};
pub(super) use identity::Identity;
pub(super) use list::{Group, List, Loop};
pub(super) use number::{add, parse_number, slice_index};
pub(super) use print::{Quotes, print_json};
pub(super) use text::{Text, join, utf16_length};

use crate::json::{Json, Object};
use std::rc::Rc;

/// A value during rendering. Cloning is cheap.
#[derive(Clone, Debug)]
pub enum Value<'v> {
    /// What a missing name gives.
    Undefined,
    /// `null` in the data.
    Null,
    /// The literals `nil` and `null`.
    Nil,
    /// The literal `empty`.
    Empty,
    /// The literal `blank`.
    Blank,
    /// A boolean.
    Bool(bool),
    /// A number; JavaScript has no other than doubles.
    Number(f64),
    /// A string.
    Text(Text<'v>),
    /// An array of the data.
    Array(&'v [Json]),
    /// An object of the data.
    Object(&'v Object),
    /// An array made while rendering.
    List(Rc<List<'v>>),
    /// An element of what `group_by` gives.
    Group(Rc<Group<'v>>),
    /// `forloop` and `tablerowloop`.
    Loop(Rc<Loop>),
}

impl<'v> From<&'v Json> for Value<'v> {
    fn from(json: &'v Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::Text(Text::Borrowed(text)),
            Json::Array(items) => Self::Array(items),
            Json::Object(map) => Self::Object(map),
        }
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Text::Owned(text))
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

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'v> From<Rc<List<'v>>> for Value<'v> {
    fn from(list: Rc<List<'v>>) -> Self {
        Self::List(list)
    }
}

impl<'v> Value<'v> {
    /// An empty string.
    pub fn empty_text() -> Self {
        Self::Text(Text::Borrowed(""))
    }

    /// Whether null, undefined or the literal `nil`.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null | Self::Nil)
    }

    /// Truth in conditions: only `false` and nil are false (liquid.md §6.2).
    pub fn is_truthy(&self) -> bool {
        !self.is_nil() && !matches!(self, Self::Bool(false))
    }

    /// Truth in JavaScript, which some filters use: `0`, `NaN` and `""` are false too; literals are objects.
    pub fn is_js_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null | Self::Bool(false) => false,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.as_str().is_empty(),
            _ => true,
        }
    }

    /// The elements, if this is an array.
    pub fn as_items(&self) -> Option<Items<'v>> {
        match self {
            Self::Array(items) => Some(Items::Json(items)),
            Self::List(list) => Some(Items::List(Rc::clone(list))),
            _ => None,
        }
    }

    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }
}

/// The elements of an array, whoever made it.
#[derive(Clone, Debug)]
pub enum Items<'v> {
    /// Of the data.
    Json(&'v [Json]),
    /// Made while rendering.
    List(Rc<List<'v>>),
    /// One value that is treated as an array.
    One(Value<'v>),
}

impl<'v> Items<'v> {
    /// No elements.
    pub const NONE: Self = Items::Json(&[]);

    /// How many elements there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Json(items) => items.len(),
            Self::List(list) => list.items().len(),
            Self::One(_) => 1,
        }
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<Value<'v>> {
        match self {
            Self::Json(items) => items.get(index).map(Value::from),
            Self::List(list) => list.items().get(index).cloned(),
            Self::One(value) => (index == 0).then(|| value.clone()),
        }
    }

    /// All elements in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Value<'v>> + ExactSizeIterator + '_ {
        // An index below `len` always has an element.
        (0..self.len()).map(|index| self.get(index).unwrap_or(Value::Undefined))
    }

    /// All elements in a new vector.
    pub fn to_vec(&self) -> Vec<Value<'v>> {
        self.iter().collect()
    }
}
