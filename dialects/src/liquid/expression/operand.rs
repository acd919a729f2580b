//! Single values of an expression.

use crate::liquid::{
    error::Error,
    meter::{Meter, cost},
    scope::Scope,
    value::{Array, ListBuilder, Text, Value},
};
use std::sync::Arc;

/// How many elements a range may have.
const MAX_RANGE: f64 = 1_000_000.0;

/// 2^53: up to here, doubles hold every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

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
    pub(in crate::liquid) root: Root,
    /// The properties, from the left.
    pub(in crate::liquid) keys: Vec<Key>,
}

/// Where a path starts.
#[derive(Debug)]
pub(in crate::liquid) enum Root {
    /// A variable.
    Name(Box<str>),
    /// A variable whose name is a value: `['my name']`.
    Computed(Operand),
    /// A literal, string, number or range.
    Value(Operand),
}

/// One property of a path.
#[derive(Debug)]
pub(in crate::liquid) enum Key {
    /// `.name`.
    Name(Box<str>),
    /// `[value]`.
    Computed(Operand),
}

impl Operand {
    /// Evaluates under `scope`.
    pub(in crate::liquid) fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        scope.meter().charge(cost::STEP)?;
        Ok(match self {
            Self::Name(name) => return scope.lookup(name),
            Self::Path(path) => return path.evaluate(scope),
            Self::Text(text) => Text::shared(Arc::clone(text)).into(),
            Self::Number(number) => Value::Number(*number),
            Self::Bool(value) => Value::Bool(*value),
            Self::Nil => Value::Nil,
            Self::Empty => Value::Empty,
            Self::Blank => Value::Blank,
            Self::Range(ends) => {
                let meter = scope.meter();
                let first = ends.0.evaluate(scope)?.to_js_number(meter)?;
                let last = ends.1.evaluate(scope)?.to_js_number(meter)?;
                Value::Array(range(first, last, meter)?)
            }
        })
    }
}

impl Path {
    fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        let meter = scope.meter();
        let mut value = match &self.root {
            Root::Name(name) => scope.lookup(name)?,
            Root::Computed(operand) => scope.lookup(&operand.evaluate(scope)?.to_js_string(meter)?)?,
            Root::Value(operand) => operand.evaluate(scope)?,
        };
        for key in &self.keys {
            meter.charge(cost::STEP)?;
            value = match key {
                Key::Name(name) => value.property(name, meter)?,
                Key::Computed(operand) => value.index(&operand.evaluate(scope)?, meter)?,
            };
        }
        Ok(value)
    }
}

/// Returns the numbers from `first` up to `last`, in steps of one.
fn range<'v>(first: f64, last: f64, meter: &Meter) -> Result<Array<'v>, Error> {
    let length = (last - first + 1.0).ceil();
    // With a NaN there is nothing to count.
    if length.is_nan() || length <= 0.0 {
        return Ok(Array::EMPTY);
    }
    // Beyond 2^53 a step of one does not change the number.
    if last - first >= MAX_RANGE || last >= EXACT || first < -EXACT {
        return Err(Error::render(
            "range is too long: at most 1000000 numbers are allowed",
        ));
    }
    if first.fract() == 0.0 {
        return Array::range(first, length as usize, meter);
    }
    // Fractions are rounded at every step.
    let mut numbers = ListBuilder::new(meter)?;
    let mut number = first;
    while number < last + 1.0 {
        numbers.push(Value::Number(number))?;
        number += 1.0;
    }
    numbers.finish()
}
