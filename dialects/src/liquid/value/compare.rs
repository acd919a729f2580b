//! Equality and order (liquid.md §6.3 to §6.5).

use super::{Items, Text, Value};
use crate::text::is_js_space;
use std::{cmp::Ordering, ptr, rc::Rc};

/// `a == b`.
pub(crate) fn equal(a: &Value<'_>, b: &Value<'_>) -> bool {
    if let Some(verdict) = literal_equals(a, b) {
        return verdict;
    }
    if let Some(verdict) = literal_equals(b, a) {
        return verdict;
    }
    match (a.as_items(), b.as_items()) {
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(&a, &b)),
        _ => match (a, b) {
            // Unlike `identical`, `===` never takes NaN for itself.
            (Value::Number(a), Value::Number(b)) => a == b,
            _ => identical(a, b),
        },
    }
}

/// What a literal `nil`, `empty` or `blank` says of another value.
fn literal_equals(literal: &Value<'_>, other: &Value<'_>) -> Option<bool> {
    let is_literal = matches!(other, Value::Nil | Value::Empty | Value::Blank);
    match literal {
        Value::Nil => Some(other.is_nil()),
        Value::Empty => Some(!is_literal && is_empty(other)),
        Value::Blank => Some(match other {
            Value::Text(text) => text.as_str().chars().all(is_js_space),
            Value::Nil | Value::Null | Value::Undefined | Value::Bool(false) => true,
            _ => !is_literal && is_empty(other),
        }),
        _ => None,
    }
}

/// Whether `value == empty`.
fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.as_str().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::List(list) => list.items().is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Whether JavaScript takes both for the same key of a `Map`: arrays and objects only when they are one and
/// the same, NaN equal to itself.
pub(super) fn identical(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Undefined, Value::Undefined)
        | (Value::Null, Value::Null)
        | (Value::Nil, Value::Nil)
        | (Value::Empty, Value::Empty)
        | (Value::Blank, Value::Blank) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b || (a.is_nan() && b.is_nan()),
        (Value::Text(a), Value::Text(b)) => a.as_str() == b.as_str(),
        (Value::Array(a), Value::Array(b)) => ptr::eq(a.as_ptr(), b.as_ptr()) && a.len() == b.len(),
        (Value::Object(a), Value::Object(b)) => ptr::eq(*a, *b),
        (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
        (Value::Group(a), Value::Group(b)) => Rc::ptr_eq(a, b),
        (Value::Loop(a), Value::Loop(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// JavaScript's `<` for any two values; `None` when they have no order.
pub(crate) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    let (a, b) = (Primitive::of(a), Primitive::of(b));
    match (&a, &b) {
        (Primitive::Text(a), Primitive::Text(b)) => Some(order_text(a.as_str(), b.as_str())),
        _ => a.to_number().partial_cmp(&b.to_number()),
    }
}

/// Order of strings by UTF-16 unit. It differs from that of UTF-8 only where surrogates meet U+E000 to U+FFFF.
pub(crate) fn order_text(a: &str, b: &str) -> Ordering {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    match (a.as_bytes().get(common), b.as_bytes().get(common)) {
        (Some(&x), Some(&y)) if (x >= 0xee) && (y >= 0xee) => {
            let from = (0..=common).rev().find(|&at| a.is_char_boundary(at)).unwrap_or(0);
            a[from..].encode_utf16().cmp(b[from..].encode_utf16())
        }
        (x, y) => x.cmp(&y),
    }
}

/// `a < b` as templates see it: literals have no order.
pub(crate) fn less(a: &Value<'_>, b: &Value<'_>, wanted: impl Fn(Ordering) -> bool) -> bool {
    let literal = |value: &Value<'_>| matches!(value, Value::Nil | Value::Empty | Value::Blank);
    !literal(a) && !literal(b) && order(a, b).is_some_and(wanted)
}

/// A value reduced to what JavaScript compares.
enum Primitive<'a> {
    Text(Text<'a>),
    Number(f64),
}

impl<'a> Primitive<'a> {
    fn of(value: &'a Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::Text(Text::Borrowed(text.as_str())),
            Value::Empty | Value::Blank => Self::Text(Text::Borrowed("")),
            Value::Array(_) | Value::List(_) | Value::Object(_) | Value::Group(_) | Value::Loop(_) => {
                Self::Text(Text::Owned(value.to_js_string().into_owned()))
            }
            other => Self::Number(other.to_js_number()),
        }
    }

    fn to_number(&self) -> f64 {
        match self {
            Self::Text(text) => super::parse_number(text.as_str()),
            Self::Number(number) => *number,
        }
    }
}

/// `a contains b`.
pub(crate) fn contains(a: &Value<'_>, b: &Value<'_>) -> bool {
    match a {
        Value::Text(text) => {
            let needle = b.to_js_string();
            memchr::memmem::find(text.as_str().as_bytes(), needle.as_bytes()).is_some()
        }
        // Both stand for the empty text here.
        Value::Empty | Value::Blank => b.to_js_string().is_empty(),
        _ => a
            .as_items()
            .unwrap_or(Items::NONE)
            .iter()
            .any(|item| equal(&item, b)),
    }
}
