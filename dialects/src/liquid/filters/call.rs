//! The call of a filter: its value and its arguments.

use crate::liquid::{
    buffer::Buffer,
    cursor::Cursor,
    error::Error,
    filtered::Filtered,
    meter::{Memory, Meter},
    scope::Scope,
    value::{Array, ListBuilder, Reading, Value},
};

/// The value that a filter is applied to, its arguments, and the scope with its meter.
#[derive(Debug)]
pub(in crate::liquid) struct Call<'c, 'v> {
    pub(super) value: Value<'v>,
    arguments: &'c [Value<'v>],
    pub(super) scope: &'c mut Scope<'v>,
}

impl<'c, 'v> Call<'c, 'v> {
    /// Takes the arguments in order; a keyword argument is a pair.
    pub(in crate::liquid) fn new(
        value: Value<'v>,
        arguments: &'c [Value<'v>],
        scope: &'c mut Scope<'v>,
    ) -> Self {
        Self {
            value,
            arguments,
            scope,
        }
    }

    pub(super) fn meter(&self) -> &Meter {
        self.scope.meter()
    }

    pub(super) fn charge(&self, units: usize) -> Result<(), Error> {
        self.meter().charge(units)
    }

    /// Creates a text for the result.
    pub(super) fn buffer(&self) -> Result<Buffer, Error> {
        Buffer::new(self.meter())
    }

    /// Creates an array for the result.
    pub(super) fn list(&self) -> Result<ListBuilder<'v>, Error> {
        ListBuilder::new(self.meter())
    }

    /// Creates an array of these elements.
    pub(super) fn collect(
        &self,
        values: impl Iterator<Item = Result<Value<'v>, Error>>,
    ) -> Result<Value<'v>, Error> {
        let mut list = self.list()?;
        list.extend(values)?;
        list.finish().map(Value::Array)
    }

    /// Creates a text of these parts.
    pub(super) fn concat<const N: usize>(&self, parts: [&str; N]) -> Result<Value<'v>, Error> {
        let mut out = self.buffer()?;
        out.reserve(parts.iter().map(|part| part.len()).sum())?;
        parts.into_iter().try_for_each(|part| out.push_str(part))?;
        Ok(out.into())
    }

    /// Returns the value as text.
    pub(super) fn text(&self) -> Result<Reading<'_>, Error> {
        self.value.to_text(self.meter())
    }

    /// Returns the value as a number to calculate with.
    pub(super) fn number(&self) -> Result<f64, Error> {
        self.value.to_number(self.meter())
    }

    /// Returns the value as an array.
    pub(super) fn items(&self) -> Result<Array<'v>, Error> {
        self.value.to_list(self.meter())
    }

    /// Returns the number of arguments.
    pub(super) fn count(&self) -> usize {
        self.arguments.len()
    }

    /// Returns the argument at `index`, undefined when it is missing.
    pub(super) fn argument(&self, index: usize) -> Value<'v> {
        self.arguments.get(index).cloned().unwrap_or(Value::Undefined)
    }

    /// Returns the argument at `index`, unless it is missing or undefined.
    pub(super) fn given(&self, index: usize) -> Option<&'c Value<'v>> {
        self.arguments.get(index).filter(|value| !value.is_undefined())
    }

    /// Returns the only argument.
    pub(super) fn only(&self) -> Result<&'c Value<'v>, Error> {
        match self.arguments {
            [argument] => Ok(argument),
            _ => Err(Error::render("filter takes exactly one argument")),
        }
    }

    /// Returns the argument at `index` as text; empty when it is missing.
    pub(super) fn argument_text(&self, index: usize) -> Result<Reading<'c>, Error> {
        self.text_or(index, "")
    }

    /// Returns the argument at `index` as text.
    pub(super) fn text_or(&self, index: usize, missing: &'static str) -> Result<Reading<'c>, Error> {
        match self.given(index) {
            Some(given) => given.to_text(self.meter()),
            None => Ok(Reading::Borrowed(missing)),
        }
    }

    /// Returns the argument at `index` as JavaScript's `String()` gives it.
    pub(super) fn js_string_or(&self, index: usize, missing: &'static str) -> Result<Reading<'c>, Error> {
        match self.given(index) {
            Some(given) => given.to_js_string(self.meter()),
            None => Ok(Reading::Borrowed(missing)),
        }
    }

    /// Returns the argument at `index` as JavaScript's `Number()` gives it.
    pub(super) fn js_number_or(&self, index: usize, missing: f64) -> Result<f64, Error> {
        match self.given(index) {
            Some(given) => given.to_js_number(self.meter()),
            None => Ok(missing),
        }
    }

    /// Parses the argument at `index` as an expression; returns its memory too.
    pub(super) fn parse<T>(
        &self,
        index: usize,
        parse: impl FnOnce(&mut Cursor<'_>) -> Result<T, Error>,
    ) -> Result<(T, Memory), Error> {
        Filtered::parse_argument(&self.argument_text(index)?, self.meter(), parse)
    }
}
