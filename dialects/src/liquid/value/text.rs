//! Strings, and what every value is as a string.

use super::{Items, Value};
use crate::json::push_f64;
use std::{borrow::Cow, sync::Arc};

/// A string that is borrowed from the data, shared with a template, or made while rendering.
#[derive(Clone, Debug)]
pub enum Text<'v> {
    /// Part of the variables.
    Borrowed(&'v str),
    /// A literal of a template, or a string that has been assigned.
    Shared(Arc<str>),
    /// The result of a filter.
    Owned(String),
}

impl<'v> Text<'v> {
    /// The characters.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
            Self::Owned(text) => text,
        }
    }

    /// Part of this string, without copying it when it is borrowed from the data.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        match self {
            Self::Borrowed(text) => Text::Borrowed(text.get(start..end).unwrap_or_default()),
            _ => Text::Owned(self.as_str().get(start..end).unwrap_or_default().to_owned()),
        }
    }

    /// The characters as a `String`, copied only when they are not owned.
    pub fn into_string(self) -> String {
        match self {
            Self::Owned(text) => text,
            other => other.as_str().to_owned(),
        }
    }
}

/// The length JavaScript gives a string.
pub(crate) fn utf16_length(text: &str) -> usize {
    // Every character is one unit; those of four bytes are two.
    text.bytes()
        .map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0))
        .sum()
}

impl<'v> Value<'v> {
    /// The value as filters and `raw` see it: nil is empty, arrays are run together (liquid.md §6.6).
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.as_str()),
            Self::Undefined | Self::Null | Self::Nil | Self::Empty | Self::Blank => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            _ => {
                let mut out = String::new();
                self.push_text(&mut out);
                Cow::Owned(out)
            }
        }
    }

    /// [`Value::to_text`] for a value that is no longer needed.
    pub fn into_text(self) -> Text<'v> {
        match self {
            Self::Text(text) => text,
            other => Text::Owned(other.to_text().into_owned()),
        }
    }

    /// Appends what [`Value::to_text`] gives.
    pub fn push_text(&self, out: &mut String) {
        match self {
            Self::Number(number) => push_f64(out, *number),
            Self::Object(_) | Self::Group(_) | Self::Loop(_) => out.push_str("[object Object]"),
            Self::Array(_) | Self::List(_) => {
                for item in self.as_items().unwrap_or(Items::NONE).iter() {
                    item.push_text(out);
                }
            }
            _ => out.push_str(&self.to_text()),
        }
    }

    /// The value as JavaScript's `String()` gives it: nil has a name, arrays are joined with commas.
    pub fn to_js_string(&self) -> Cow<'_, str> {
        match self {
            Self::Undefined => Cow::Borrowed("undefined"),
            Self::Null | Self::Nil => Cow::Borrowed("null"),
            Self::Array(_) | Self::List(_) => {
                let mut out = String::new();
                join(&mut out, &self.as_items().unwrap_or(Items::NONE), ",");
                Cow::Owned(out)
            }
            _ => self.to_text(),
        }
    }
}

/// Appends the elements as `Array.join` does: nil is empty, inner arrays are joined with commas.
pub(crate) fn join(out: &mut String, items: &Items<'_>, separator: &str) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        match &item {
            Value::Undefined | Value::Null => {}
            // The reference's literals are objects.
            Value::Nil | Value::Empty | Value::Blank => out.push_str("[object Object]"),
            Value::Array(_) | Value::List(_) => join(out, &item.as_items().unwrap_or(Items::NONE), ","),
            other => out.push_str(&other.to_js_string()),
        }
    }
}
