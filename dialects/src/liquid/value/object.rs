//! Objects: of the data, groups of elements, and the states of loops.

use super::{
    Array, Text, Value,
    array::{ListBuilder, pair},
};
use crate::{
    json::{Object as JsonObject, entries},
    liquid::{
        error::Error,
        meter::{Memory, Meter, cost},
    },
};
use std::{cell::Cell, ptr, rc::Rc, sync::Arc};

/// An object, whoever made it. Only the number of its members is seen without a meter.
#[derive(Clone, Debug)]
pub(crate) struct Object<'v>(Source<'v>);

#[derive(Clone, Debug)]
enum Source<'v> {
    Json(&'v JsonObject),
    Group(Rc<Group<'v>>),
    Loop(Rc<Loop>),
}

/// An element of the result of `group_by`.
#[derive(Debug)]
struct Group<'v> {
    /// The value that the items have in common.
    name: Value<'v>,
    items: Value<'v>,
    depth: usize,
    _memory: Memory,
}

/// The state of a loop as templates see it.
#[derive(Debug)]
pub(crate) struct Loop {
    /// The index of the element that is being rendered.
    pub(crate) index: Cell<usize>,
    /// The number of elements.
    pub(crate) length: usize,
    /// Variable and collection as written.
    pub(crate) name: Arc<str>,
    /// Columns of a `tablerow`.
    pub(crate) columns: Option<f64>,
}

impl<'v> From<&'v JsonObject> for Object<'v> {
    fn from(members: &'v JsonObject) -> Self {
        Self(Source::Json(members))
    }
}

impl From<Rc<Loop>> for Object<'_> {
    fn from(state: Rc<Loop>) -> Self {
        Self(Source::Loop(state))
    }
}

impl<'v> Object<'v> {
    /// Creates a group of items with the value that they have in common.
    pub(crate) fn group(name: Value<'v>, items: ListBuilder<'v>, meter: &Meter) -> Result<Self, Error> {
        let items = Value::Array(items.finish()?);
        Ok(Self(Source::Group(Rc::new(Group {
            depth: name.depth().max(items.depth()),
            name,
            items,
            _memory: meter.hold(size_of::<Group<'_>>() + 32)?,
        }))))
    }

    /// Returns the number of members that `size` reports; undefined for loops.
    pub(crate) fn size(&self) -> Option<usize> {
        match &self.0 {
            Source::Json(members) => Some(members.len()),
            Source::Group(_) => Some(2),
            Source::Loop(_) => None,
        }
    }

    /// Returns whether an object of the data has no members.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.0, Source::Json(members) if members.is_empty())
    }

    /// Returns the member of that name.
    pub(crate) fn get(&self, name: &str, meter: &Meter) -> Result<Option<Value<'v>>, Error> {
        meter.charge(cost::NAME + name.len())?;
        Ok(match &self.0 {
            Source::Json(members) => members.get(name).map(Value::from),
            Source::Group(group) => match name {
                "name" => Some(group.name.clone()),
                "items" => Some(group.items.clone()),
                _ => None,
            },
            Source::Loop(state) => Some(state.property(name)),
        })
    }

    /// Calls `take` with each member in JavaScript's order.
    pub(crate) fn each(
        &self,
        meter: &Meter,
        mut take: impl FnMut(&str, Value<'v>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match &self.0 {
            Source::Json(members) => {
                let _memory = Self::sorting(members, meter)?;
                entries(members.iter()).try_for_each(|(name, value)| take(name, Value::from(value)))
            }
            Source::Group(group) => {
                take("name", group.name.clone())?;
                take("items", group.items.clone())
            }
            Source::Loop(state) => {
                for (name, property) in [
                    ("i", "index0"),
                    ("length", "length"),
                    ("name", "name"),
                    ("cols", "cols"),
                ] {
                    take(name, state.property(property))?;
                }
                Ok(())
            }
        }
    }

    /// Names and values of the members, as pairs; none of a loop.
    pub(super) fn pairs(&self, meter: &Meter) -> Result<Array<'v>, Error> {
        match &self.0 {
            Source::Json(members) => {
                let _during = Self::sorting(members, meter)?;
                let memory = meter.hold(members.len() * 16)?;
                let mut pairs = Vec::with_capacity(members.len());
                pairs.extend(entries(members.iter()));
                Array::members(pairs, memory)
            }
            Source::Group(group) => ListBuilder::of(
                meter,
                [
                    pair(Value::borrowed("name"), group.name.clone(), meter)?,
                    pair(Value::borrowed("items"), group.items.clone(), meter)?,
                ],
            )?
            .finish(),
            Source::Loop(_) => Ok(Array::EMPTY),
        }
    }

    /// Charges for bringing the members into JavaScript's order: names that are indices are sorted.
    fn sorting(members: &JsonObject, meter: &Meter) -> Result<Memory, Error> {
        meter.charge(members.len() * cost::ELEMENT * 4)?;
        meter.hold(members.len() * 24)
    }

    /// Returns whether both are the same object, not only equal ones.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Json(a), Source::Json(b)) => ptr::eq(*a, *b),
            (Source::Group(a), Source::Group(b)) => Rc::ptr_eq(a, b),
            (Source::Loop(a), Source::Loop(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Returns the address of the object, for hash tables.
    pub(super) fn address(&self) -> usize {
        match &self.0 {
            Source::Json(members) => ptr::from_ref(*members).addr(),
            Source::Group(group) => Rc::as_ptr(group).addr(),
            Source::Loop(state) => Rc::as_ptr(state).addr(),
        }
    }

    pub(super) fn depth(&self) -> usize {
        match &self.0 {
            Source::Group(group) => 1 + group.depth,
            _ => 0,
        }
    }
}

impl Loop {
    /// Returns a property of `forloop` or `tablerowloop`.
    pub(crate) fn property<'v>(&self, key: &str) -> Value<'v> {
        let index = self.index.get();
        match key {
            "index" => Value::count(index + 1),
            "index0" | "i" => Value::count(index),
            "rindex" => Value::count(self.length - index.min(self.length)),
            "rindex0" => Value::count((self.length - index.min(self.length)).saturating_sub(1)),
            "first" => Value::Bool(index == 0),
            "last" => Value::Bool(index + 1 == self.length),
            "length" => Value::count(self.length),
            "name" => Text::shared(Arc::clone(&self.name)).into(),
            _ => match self.columns {
                Some(columns) => self.cell(key, columns),
                None => Value::Undefined,
            },
        }
    }

    /// Returns a property of the element's cell in the table.
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
