//! Single values of an expression.

use crate::liquid::{
    error::Error,
    scope::Scope,
    value::{List, Text, Value},
};
use std::sync::Arc;

/// How many elements a range may have.
const MAX_RANGE: f64 = 1_000_000.0;

/// A value as written.
#[derive(Debug)]
pub(in crate::liquid) enum Operand {
    /// `true`, `false`.
    Bool(bool),
    /// `nil`, `null`.
    Nil,
    /// `empty`.
    Empty,
    /// `blank`.
    Blank,
    /// A quoted string, escapes resolved.
    Text(Arc<str>),
    /// A number.
    Number(f64),
    /// `(first..last)`.
    Range(Box<(Self, Self)>),
    /// A variable.
    Name(Box<str>),
    /// A value and the properties to follow from there.
    Path(Box<Path>),
}

/// A value and the properties to follow from there.
#[derive(Debug)]
pub(in crate::liquid) struct Path {
    /// Where the path starts.
    pub(super) root: Root,
    /// The properties, from the left.
    pub(super) keys: Vec<Key>,
}

/// Where a path starts.
#[derive(Debug)]
pub(super) enum Root {
    /// A variable.
    Name(Box<str>),
    /// A variable whose name is a value: `['my name']`.
    Computed(Operand),
    /// A literal, string, number or range.
    Value(Operand),
}

/// One property of a path.
#[derive(Debug)]
pub(super) enum Key {
    /// `.name`.
    Name(Box<str>),
    /// `[value]`.
    Computed(Operand),
}

impl Operand {
    /// The value under `scope`.
    pub(in crate::liquid) fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        Ok(match self {
            Self::Name(name) => scope.lookup(name),
            Self::Path(path) => return path.evaluate(scope),
            Self::Text(text) => Value::Text(Text::Shared(Arc::clone(text))),
            Self::Number(number) => Value::Number(*number),
            Self::Bool(value) => Value::Bool(*value),
            Self::Nil => Value::Nil,
            Self::Empty => Value::Empty,
            Self::Blank => Value::Blank,
            Self::Range(ends) => {
                let (first, last) = (ends.0.evaluate(scope)?, ends.1.evaluate(scope)?);
                return range(first.to_js_number(), last.to_js_number(), scope);
            }
        })
    }
}

impl Path {
    fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        let mut value = match &self.root {
            Root::Name(name) => scope.lookup(name),
            Root::Computed(operand) => scope.lookup(&operand.evaluate(scope)?.to_js_string()),
            Root::Value(operand) => operand.evaluate(scope)?,
        };
        for key in &self.keys {
            // Lengths and characters of text are counted out.
            scope.note_work(value.as_str().map_or(0, str::len));
            value = match key {
                Key::Name(name) => value.property(name),
                Key::Computed(operand) => value.index(&operand.evaluate(scope)?),
            };
        }
        Ok(value)
    }
}

/// The numbers from `first` up to `last`, in steps of one.
fn range<'v>(first: f64, last: f64, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
    // With a NaN there is nothing to count.
    if last - first >= MAX_RANGE {
        return Err(Error::render("range is too long"));
    }
    let mut numbers = Vec::new();
    let mut number = first;
    while number < last + 1.0 {
        numbers.push(Value::Number(number));
        // Beyond 2^53 a step of one does not change the number.
        if number + 1.0 == number {
            return Err(Error::render("range is too long"));
        }
        number += 1.0;
    }
    scope.charge_work(numbers.len() * 64)?;
    List::new(numbers).map(Value::List)
}
