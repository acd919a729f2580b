//! Equality and order (liquid.md §6.3 to §6.5).

use super::{Reading, Value};
use crate::{
    liquid::{
        error::Error,
        meter::{Meter, cost},
    },
    text::is_js_space,
};
use memchr::memmem;
use std::cmp::Ordering;

/// Evaluates `a == b`.
pub(crate) fn equal(a: &Value<'_>, b: &Value<'_>, meter: &Meter) -> Result<bool, Error> {
    meter.charge(cost::STEP)?;
    if let Some(verdict) = literal_equals(a, b, meter)? {
        return Ok(verdict);
    }
    if let Some(verdict) = literal_equals(b, a, meter)? {
        return Ok(verdict);
    }
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter(meter).zip(b.iter(meter)) {
                if !equal(&a?, &b?, meter)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        // Unlike a `Map`, `===` never takes NaN for itself.
        (Value::Number(a), Value::Number(b)) => Ok(a == b),
        (Value::Text(a), Value::Text(b)) => {
            Ok(a.len() == b.len() && a.read_fast(meter)? == b.read_fast(meter)?)
        }
        _ => Ok(identical(a, b)),
    }
}

/// Returns whether a literal `nil`, `empty` or `blank` equals another value; nothing if it is not such a
/// literal.
fn literal_equals(literal: &Value<'_>, other: &Value<'_>, meter: &Meter) -> Result<Option<bool>, Error> {
    let is_literal = matches!(other, Value::Nil | Value::Empty | Value::Blank);
    Ok(match literal {
        Value::Nil => Some(other.is_nil()),
        Value::Empty => Some(!is_literal && is_empty(other)),
        Value::Blank => Some(match other {
            Value::Text(text) => text.read(meter)?.chars().all(is_js_space),
            Value::Nil | Value::Null | Value::Undefined | Value::Bool(false) => true,
            _ => !is_literal && is_empty(other),
        }),
        _ => None,
    })
}

fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.len() == 0,
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// Returns whether JavaScript takes two values that are not texts for the same key of a `Map`: arrays and
/// objects only if they are one and the same, NaN equal to itself.
pub(super) fn identical(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Undefined, Value::Undefined)
        | (Value::Null, Value::Null)
        | (Value::Nil, Value::Nil)
        | (Value::Empty, Value::Empty)
        | (Value::Blank, Value::Blank) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b || (a.is_nan() && b.is_nan()),
        (Value::Array(a), Value::Array(b)) => a.is(b),
        (Value::Object(a), Value::Object(b)) => a.is(b),
        _ => false,
    }
}

/// Orders any two values as JavaScript's `<` does; `None` if they have no order.
pub(crate) fn order(a: &Value<'_>, b: &Value<'_>, meter: &Meter) -> Result<Option<Ordering>, Error> {
    meter.charge(cost::STEP)?;
    // Strings may be long and have their order decided at their start.
    if let (Value::Text(a), Value::Text(b)) = (a, b) {
        return a.compare(b, meter).map(Some);
    }
    let (a, b) = (Primitive::of(a, meter)?, Primitive::of(b, meter)?);
    Ok(match (&a, &b) {
        (Primitive::Text(a), Primitive::Text(b)) => Some(compare_text(a, b, meter)?),
        _ => a.to_number(meter)?.partial_cmp(&b.to_number(meter)?),
    })
}

/// Orders strings by UTF-16 unit. That differs from the order of UTF-8 only where surrogates meet U+E000 to
/// U+FFFF.
pub(crate) fn compare_text(a: &str, b: &str, meter: &Meter) -> Result<Ordering, Error> {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    meter.charge(common)?;
    Ok(match (a.as_bytes().get(common), b.as_bytes().get(common)) {
        (Some(&x), Some(&y)) if (x >= 0xee) && (y >= 0xee) => {
            let start = (0..=common).rev().find(|&at| a.is_char_boundary(at)).unwrap_or(0);
            a[start..].encode_utf16().cmp(b[start..].encode_utf16())
        }
        (x, y) => x.cmp(&y),
    })
}

/// Evaluates `a < b` for templates: literals have no order.
pub(crate) fn less(
    a: &Value<'_>,
    b: &Value<'_>,
    wanted: impl Fn(Ordering) -> bool,
    meter: &Meter,
) -> Result<bool, Error> {
    let literal = |value: &Value<'_>| matches!(value, Value::Nil | Value::Empty | Value::Blank);
    Ok(!literal(a) && !literal(b) && order(a, b, meter)?.is_some_and(wanted))
}

/// A value reduced to what JavaScript compares.
enum Primitive<'a> {
    Text(Reading<'a>),
    Number(f64),
}

impl<'a> Primitive<'a> {
    fn of(value: &'a Value<'_>, meter: &Meter) -> Result<Self, Error> {
        match value {
            Value::Empty | Value::Blank => Ok(Self::Text(Reading::Borrowed(""))),
            Value::Text(_) | Value::Array(_) | Value::Object(_) => value.to_js_string(meter).map(Self::Text),
            other => other.to_js_number(meter).map(Self::Number),
        }
    }

    fn to_number(&self, meter: &Meter) -> Result<f64, Error> {
        match self {
            Self::Text(text) => {
                meter.charge(text.len())?;
                Ok(super::parse_number(text))
            }
            Self::Number(number) => Ok(*number),
        }
    }
}

/// Evaluates `a contains b`.
pub(crate) fn contains(a: &Value<'_>, b: &Value<'_>, meter: &Meter) -> Result<bool, Error> {
    match a {
        Value::Text(text) => {
            let needle = b.to_js_string(meter)?;
            meter.charge(needle.len() * cost::NEEDLE)?;
            Ok(memmem::find(text.read(meter)?.as_bytes(), needle.as_bytes()).is_some())
        }
        // Both are the empty text here.
        Value::Empty | Value::Blank => Ok(b.to_js_string(meter)?.is_empty()),
        Value::Array(items) => {
            for item in items.iter(meter) {
                if equal(&item?, b, meter)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Ok(false),
    }
}
