//! Arrays: of the data, or made while rendering.

use super::Value;
use crate::{
    json::Json,
    liquid::{
        error::Error,
        meter::{Memory, Meter, cost},
    },
};
use compact_str::CompactString;
use std::{ptr, rc::Rc};

/// How deep arrays made by filters may nest; printing and comparing them recurses.
const MAX_DEPTH: usize = 100;

/// An array, whoever made it. Only its length is seen without a meter.
#[derive(Clone, Debug)]
pub(crate) struct Array<'v>(Source<'v>);

#[derive(Clone, Debug)]
enum Source<'v> {
    Json(&'v [Json]),
    Made(Rc<List<'v>>),
}

/// An array made while rendering.
#[derive(Debug)]
struct List<'v> {
    elements: Elements<'v>,
    /// How deep arrays nest in it.
    depth: usize,
    _memory: Memory,
}

#[derive(Debug)]
enum Elements<'v> {
    Values(Vec<Value<'v>>),
    /// Numbers in steps of one.
    Range {
        first: f64,
        length: usize,
    },
    /// Members of an object; each becomes an array of two when it is looked at.
    Members(Vec<(&'v CompactString, &'v Json)>),
}

impl<'v> From<&'v [Json]> for Array<'v> {
    fn from(items: &'v [Json]) -> Self {
        Self(Source::Json(items))
    }
}

impl<'v> Array<'v> {
    pub(crate) const EMPTY: Self = Self(Source::Json(&[]));

    /// Creates an array of `length` numbers from `first` on, in steps of one. They take no memory.
    pub(crate) fn range(first: f64, length: usize, meter: &Meter) -> Result<Self, Error> {
        Self::made(Elements::Range { first, length }, 1, meter.hold(0)?)
    }

    /// Creates an array of pairs of names and values.
    pub(super) fn members(
        members: Vec<(&'v CompactString, &'v Json)>,
        memory: Memory,
    ) -> Result<Self, Error> {
        Self::made(Elements::Members(members), 2, memory)
    }

    fn made(elements: Elements<'v>, depth: usize, mut memory: Memory) -> Result<Self, Error> {
        memory.grow(size_of::<List<'_>>() + 32)?;
        if depth > MAX_DEPTH {
            return Err(Error::render(
                "arrays are nested too deep: at most 100 are allowed",
            ));
        }
        Ok(Self(Source::Made(Rc::new(List {
            elements,
            depth,
            _memory: memory,
        }))))
    }

    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Source::Json(items) => items.len(),
            Source::Made(list) => match &list.elements {
                Elements::Values(values) => values.len(),
                Elements::Range { length, .. } => *length,
                Elements::Members(members) => members.len(),
            },
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the element at `index`, or undefined beyond the end.
    pub(crate) fn get(&self, index: usize, meter: &Meter) -> Result<Value<'v>, Error> {
        meter.charge(cost::ELEMENT)?;
        let element = match &self.0 {
            Source::Json(items) => items.get(index).map(Value::from),
            Source::Made(list) => match &list.elements {
                Elements::Values(values) => values.get(index).cloned(),
                Elements::Range { first, length } => {
                    (index < *length).then(|| Value::Number(first + index as f64))
                }
                Elements::Members(members) => members
                    .get(index)
                    .map(|(key, value)| pair(Value::borrowed(key), Value::from(*value), meter))
                    .transpose()?,
            },
        };
        Ok(element.unwrap_or(Value::Undefined))
    }

    /// Returns all elements in order.
    pub(crate) fn iter<'a>(
        &'a self,
        meter: &'a Meter,
    ) -> impl DoubleEndedIterator<Item = Result<Value<'v>, Error>> + ExactSizeIterator + 'a {
        (0..self.len()).map(|index| self.get(index, meter))
    }

    /// Returns whether both are the same array, not only equal ones.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Json(a), Source::Json(b)) => ptr::eq(*a, *b),
            (Source::Made(a), Source::Made(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Returns the address of the array, for hash tables.
    pub(super) fn address(&self) -> usize {
        match &self.0 {
            Source::Json(items) => items.as_ptr().addr(),
            Source::Made(list) => Rc::as_ptr(list).addr(),
        }
    }

    pub(super) fn depth(&self) -> usize {
        match &self.0 {
            Source::Json(_) => 0,
            Source::Made(list) => list.depth,
        }
    }
}

/// Creates the array of two elements that represents a keyword argument or a member of an object.
pub(in crate::liquid) fn pair<'v>(
    key: Value<'v>,
    value: Value<'v>,
    meter: &Meter,
) -> Result<Value<'v>, Error> {
    ListBuilder::of(meter, [key, value])?.finish().map(Value::Array)
}

/// Makes an array. Its memory is counted as it grows.
#[derive(Debug)]
pub(crate) struct ListBuilder<'v> {
    values: Vec<Value<'v>>,
    depth: usize,
    memory: Memory,
}

impl<'v> ListBuilder<'v> {
    /// Creates an array without elements.
    pub(crate) fn new(meter: &Meter) -> Result<Self, Error> {
        meter.charge(cost::ALLOCATION)?;
        Ok(Self {
            values: Vec::new(),
            depth: 0,
            memory: meter.hold(size_of::<Self>())?,
        })
    }

    /// Creates an array of these elements.
    pub(crate) fn of<const N: usize>(meter: &Meter, values: [Value<'v>; N]) -> Result<Self, Error> {
        let mut list = Self::new(meter)?;
        list.reserve(N)?;
        values.into_iter().try_for_each(|value| list.push(value))?;
        Ok(list)
    }

    /// Appends an element.
    pub(crate) fn push(&mut self, value: Value<'v>) -> Result<(), Error> {
        self.memory.meter().charge(cost::ELEMENT)?;
        if self.values.len() == self.values.capacity() {
            self.reserve(self.values.len().max(4))?;
        }
        self.depth = self.depth.max(value.depth());
        self.values.push(value);
        Ok(())
    }

    /// Appends elements.
    pub(crate) fn extend(
        &mut self,
        values: impl Iterator<Item = Result<Value<'v>, Error>>,
    ) -> Result<(), Error> {
        self.reserve(values.size_hint().0)?;
        for value in values {
            self.push(value?)?;
        }
        Ok(())
    }

    fn reserve(&mut self, more: usize) -> Result<(), Error> {
        let missing = (self.values.len() + more).saturating_sub(self.values.capacity());
        self.memory.grow(missing * size_of::<Value<'_>>())?;
        self.values.reserve_exact(more);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn last(&self) -> Option<&Value<'v>> {
        self.values.last()
    }

    /// Removes the last element.
    pub(crate) fn pop(&mut self) -> Option<Value<'v>> {
        self.values.pop()
    }

    /// Exchanges two elements.
    pub(crate) fn swap(&mut self, a: usize, b: usize) {
        self.values.swap(a, b);
    }

    /// Removes the elements from `length` on.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.values.truncate(length);
    }

    pub(crate) fn finish(self) -> Result<Array<'v>, Error> {
        Array::made(Elements::Values(self.values), self.depth + 1, self.memory)
    }
}

impl Value<'_> {
    /// Returns how deep arrays made while rendering nest in the value.
    pub(super) fn depth(&self) -> usize {
        match self {
            Value::Array(items) => items.depth(),
            Value::Object(object) => object.depth(),
            _ => 0,
        }
    }
}
