//! Arrays and objects made while rendering.

use super::Value;
use crate::{json::Json, liquid::error::Error};
use std::{cell::Cell, rc::Rc, sync::Arc};

/// How deep arrays made by filters may nest; printing and comparing them recurses.
const MAX_DEPTH: usize = 100;

/// How many elements an array may hold, those of its elements counted each time they occur and every 64 bytes
/// of text as one. Without it, a few dozen filters could make an array that takes for ever to print.
const MAX_ELEMENTS: usize = 2_000_000;

/// An array.
#[derive(Debug)]
pub struct List<'v> {
    items: Vec<Value<'v>>,
    depth: usize,
    elements: usize,
}

impl<'v> List<'v> {
    /// Checks the limits; everything else would let templates build unprintable values.
    pub fn new(items: Vec<Value<'v>>) -> Result<Rc<Self>, Error> {
        let mut depth = 0;
        let mut elements = items.len();
        for item in &items {
            depth = depth.max(item.depth());
            elements = elements.saturating_add(item.elements());
            if depth >= MAX_DEPTH || elements > MAX_ELEMENTS {
                return Err(Error::render("array is too large"));
            }
        }
        Ok(Rc::new(Self {
            items,
            depth: depth + 1,
            elements,
        }))
    }

    /// The elements.
    pub fn items(&self) -> &[Value<'v>] {
        &self.items
    }
}

impl Value<'_> {
    /// How many elements and properties a value has, those of its elements included; text by length.
    pub fn elements(&self) -> usize {
        match self {
            Value::Text(text) => text.as_str().len() / 64,
            Value::Array(items) => items.len() + items.iter().map(elements).sum::<usize>(),
            Value::Object(map) => map.len() + map.values().map(elements).sum::<usize>(),
            Value::List(list) => list.elements,
            Value::Group(group) => group.items.elements.saturating_add(group.name.elements()),
            _ => 0,
        }
    }

    /// How deep arrays made while rendering nest in the value.
    fn depth(&self) -> usize {
        match self {
            Value::List(list) => list.depth,
            Value::Group(group) => 1 + group.items.depth.max(group.name.depth()),
            _ => 0,
        }
    }
}

/// [`Value::elements`] of data.
fn elements(json: &Json) -> usize {
    match json {
        Json::String(_) | Json::Array(_) | Json::Object(_) => Value::from(json).elements(),
        _ => 0,
    }
}

/// An element of what `group_by` gives.
#[derive(Debug)]
pub struct Group<'v> {
    /// What the items have in common.
    pub name: Value<'v>,
    /// The items.
    pub items: Rc<List<'v>>,
}

/// The state of a loop as templates see it.
#[derive(Debug)]
pub struct Loop {
    /// Which element is being rendered, from 0.
    pub index: Cell<usize>,
    /// How many elements there are.
    pub length: usize,
    /// Variable and collection as written.
    pub name: Arc<str>,
    /// Columns of a `tablerow`.
    pub columns: Option<f64>,
}

impl Loop {
    /// A property of `forloop` or `tablerowloop`.
    pub fn property<'v>(&self, key: &str) -> Value<'v> {
        let index = self.index.get();
        let number = |n: usize| Value::Number(n as f64);
        match key {
            "index" => number(index + 1),
            "index0" | "i" => number(index),
            "rindex" => number(self.length - index.min(self.length)),
            "rindex0" => number((self.length - index.min(self.length)).saturating_sub(1)),
            "first" => Value::Bool(index == 0),
            "last" => Value::Bool(index + 1 == self.length),
            "length" => number(self.length),
            "name" => Value::Text(super::Text::Shared(Arc::clone(&self.name))),
            _ => match self.columns {
                Some(columns) => self.cell(key, columns),
                None => Value::Undefined,
            },
        }
    }

    /// Where in the table the element stands.
    fn cell<'v>(&self, key: &str, columns: f64) -> Value<'v> {
        let index = self.index.get() as f64;
        let column = index % columns;
        match key {
            "row" => Value::Number((index / columns).floor() + 1.0),
            "col" => Value::Number(column + 1.0),
            "col0" => Value::Number(column),
            "col_first" => Value::Bool(column == 0.0),
            "col_last" => Value::Bool(column + 1.0 == columns),
            "cols" => Value::Number(columns),
            _ => Value::Undefined,
        }
    }
}
