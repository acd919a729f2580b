//! Strings, and every value as a string.

use super::{Array, ListBuilder, Value, compare_text};
use crate::liquid::{
    buffer::Buffer,
    error::Error,
    meter::{Meter, cost},
};
use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    ops::Deref,
    rc::Rc,
    sync::Arc,
};

/// A string. Only its length is seen without a meter.
#[derive(Clone, Debug)]
pub(crate) struct Text<'v>(Source<'v>);

#[derive(Clone, Debug)]
enum Source<'v> {
    /// Part of the variables.
    Borrowed(&'v str),
    /// A literal of a template.
    Shared(Arc<str>),
    /// Made while rendering.
    Made(Rc<Buffer>),
}

impl From<Buffer> for Text<'_> {
    fn from(text: Buffer) -> Self {
        Self(Source::Made(text.into()))
    }
}

impl From<Buffer> for Value<'_> {
    fn from(text: Buffer) -> Self {
        Self::Text(text.into())
    }
}

impl<'v> Text<'v> {
    pub(crate) const fn borrowed(text: &'v str) -> Self {
        Self(Source::Borrowed(text))
    }

    pub(crate) const fn shared(text: Arc<str>) -> Self {
        Self(Source::Shared(text))
    }

    fn as_str(&self) -> &str {
        match &self.0 {
            Source::Borrowed(text) => text,
            Source::Shared(text) => text,
            Source::Made(text) => text,
        }
    }

    /// Returns the length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.as_str().len()
    }

    /// Returns the characters.
    pub(crate) fn read(&self, meter: &Meter) -> Result<&str, Error> {
        let text = self.as_str();
        meter.charge(text.len())?;
        Ok(text)
    }

    /// Returns the characters, to be copied or compared: that takes a fraction of the time of looking at
    /// each.
    pub(crate) fn read_fast(&self, meter: &Meter) -> Result<&str, Error> {
        let text = self.as_str();
        meter.charge(text.len() / 8)?;
        Ok(text)
    }

    /// Returns whether both have the same characters. [`Identity`](super::Identity) charges for it.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }

    /// Hashes the characters. [`Identity`](super::Identity) charges for it.
    pub(super) fn hash_into(&self, state: &mut impl Hasher) {
        self.as_str().hash(state);
    }

    /// Orders strings as JavaScript does.
    pub(super) fn compare(&self, other: &Self, meter: &Meter) -> Result<Ordering, Error> {
        compare_text(self.as_str(), other.as_str(), meter)
    }

    /// Returns part of this string, without a copy if it is borrowed from the data.
    pub(crate) fn slice(&self, start: usize, end: usize, meter: &Meter) -> Result<Self, Error> {
        match self.0 {
            Source::Borrowed(text) => Ok(Self::borrowed(text.get(start..end).unwrap_or_default())),
            _ => {
                let mut part = Buffer::new(meter)?;
                part.push_str(self.as_str().get(start..end).unwrap_or_default())?;
                Ok(part.into())
            }
        }
    }

    /// Appends the characters, each as a string, to `list`.
    pub(crate) fn split_chars(&self, meter: &Meter, list: &mut ListBuilder<'v>) -> Result<(), Error> {
        let mut end = 0;
        for c in self.read(meter)?.chars() {
            let start = end;
            end += c.len_utf8();
            meter.charge(cost::ELEMENT)?;
            list.push(self.slice(start, end, meter)?.into())?;
        }
        Ok(())
    }

    /// Returns the length in JavaScript.
    pub(crate) fn utf16_length(&self, meter: &Meter) -> Result<usize, Error> {
        // Every character is one unit; those of four bytes are two.
        let units = |byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0);
        Ok(self.read(meter)?.bytes().map(units).sum())
    }

    /// Returns the UTF-16 unit at `index` as a string; half a character is U+FFFD.
    pub(crate) fn unit(&self, index: usize, meter: &Meter) -> Result<Option<Self>, Error> {
        let mut units = 0;
        for (at, c) in self.read(meter)?.char_indices() {
            units += c.len_utf16();
            if index < units {
                return match c.len_utf16() {
                    1 => self.slice(at, at + c.len_utf8(), meter).map(Some),
                    _ => Ok(Some(Text::borrowed("\u{fffd}"))),
                };
            }
        }
        Ok(None)
    }
}

/// The characters of a value: those of a string, or those it was converted to.
#[derive(Debug)]
pub(crate) enum Reading<'a> {
    Borrowed(&'a str),
    Made(Buffer),
}

impl Deref for Reading<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl<'v> Value<'v> {
    /// Converts for filters and `raw`: nil is empty, arrays are run together (liquid.md §6.6).
    pub(crate) fn to_text(&self, meter: &Meter) -> Result<Reading<'_>, Error> {
        match self {
            Self::Text(text) => text.read(meter).map(Reading::Borrowed),
            Self::Undefined | Self::Null | Self::Nil | Self::Empty | Self::Blank => Ok(Reading::Borrowed("")),
            _ => self.converted(meter, Self::push_text),
        }
    }

    /// Converts like JavaScript's `String()`: nil has a name, arrays are joined with commas.
    pub(crate) fn to_js_string(&self, meter: &Meter) -> Result<Reading<'_>, Error> {
        match self {
            Self::Text(text) => text.read(meter).map(Reading::Borrowed),
            _ => self.converted(meter, Self::push_js_string),
        }
    }

    fn converted(
        &self,
        meter: &Meter,
        push: impl FnOnce(&Self, &mut Buffer) -> Result<(), Error>,
    ) -> Result<Reading<'_>, Error> {
        let mut out = Buffer::new(meter)?;
        push(self, &mut out)?;
        Ok(Reading::Made(out))
    }

    /// Converts like [`Value::to_text`], to a text of its own.
    pub(crate) fn into_text(self, meter: &Meter) -> Result<Text<'v>, Error> {
        match self {
            Self::Text(text) => Ok(text),
            other => {
                let mut out = Buffer::new(meter)?;
                other.push_text(&mut out)?;
                Ok(out.into())
            }
        }
    }

    /// Appends the text that [`Value::to_text`] returns.
    pub(crate) fn push_text(&self, out: &mut Buffer) -> Result<(), Error> {
        match self {
            Self::Undefined | Self::Null | Self::Nil | Self::Empty | Self::Blank => Ok(()),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => out.push_number(*number),
            Self::Text(text) => {
                let text = text.read(out.meter())?;
                out.push_str(text)
            }
            Self::Object(_) => out.push_str("[object Object]"),
            Self::Array(items) => {
                let meter = out.meter().clone();
                items.iter(&meter).try_for_each(|item| item?.push_text(out))
            }
        }
    }

    /// Appends the text that [`Value::to_js_string`] returns.
    pub(crate) fn push_js_string(&self, out: &mut Buffer) -> Result<(), Error> {
        match self {
            Self::Undefined => out.push_str("undefined"),
            Self::Null | Self::Nil => out.push_str("null"),
            Self::Array(items) => join(out, items, items.len(), ","),
            other => other.push_text(out),
        }
    }
}

/// Appends the first `count` elements as `Array.join` does: nil is empty, inner arrays are joined with
/// commas.
pub(crate) fn join(out: &mut Buffer, items: &Array<'_>, count: usize, separator: &str) -> Result<(), Error> {
    let meter = out.meter().clone();
    for (index, item) in items.iter(&meter).take(count).enumerate() {
        if index > 0 {
            out.push_str(separator)?;
        }
        match item? {
            Value::Undefined | Value::Null => {}
            // The reference's literals are objects.
            Value::Nil | Value::Empty | Value::Blank => out.push_str("[object Object]")?,
            other => other.push_js_string(out)?,
        }
    }
    Ok(())
}
