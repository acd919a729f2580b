//! Arrays and objects as JSON text.

use super::Value;
use crate::liquid::{
    buffer::Buffer,
    error::Error,
    meter::{Meter, cost},
};

/// The form of strings in printed arrays and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// As in JSON.
    Json,
    /// Between apostrophes, unescaped: the form of `{{ object }}` (liquid.md §0, §7).
    Plain,
}

/// Prints arrays, objects and what they hold.
struct Printer<'o, 'i> {
    out: &'o mut Buffer,
    meter: Meter,
    quotes: Quotes,
    indent: &'i str,
    depth: usize,
}

/// Appends `value` as `JSON.stringify` prints it with `indent`. Undefined prints nothing.
pub(crate) fn print_json(
    out: &mut Buffer,
    value: &Value<'_>,
    quotes: Quotes,
    indent: &str,
) -> Result<(), Error> {
    Printer {
        meter: out.meter().clone(),
        out,
        quotes,
        indent,
        depth: 0,
    }
    .value(value)
}

impl Printer<'_, '_> {
    fn value(&mut self, value: &Value<'_>) -> Result<(), Error> {
        self.meter.charge(cost::STEP)?;
        match value {
            Value::Undefined => Ok(()),
            // The reference's literals are objects without properties.
            Value::Nil | Value::Empty | Value::Blank => self.out.push_str("{}"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) if number.is_finite() => self.out.push_number(*number),
            Value::Null | Value::Number(_) => self.out.push_str("null"),
            Value::Text(text) => {
                let text = text.read_fast(&self.meter)?;
                self.string(text)
            }
            Value::Array(items) => {
                self.open('[')?;
                for (index, item) in items.iter(&self.meter.clone()).enumerate() {
                    self.separate(index > 0)?;
                    match item? {
                        Value::Undefined => self.out.push_str("null")?,
                        item => self.value(&item)?,
                    }
                }
                self.close(items.is_empty(), ']')
            }
            Value::Object(object) => {
                self.open('{')?;
                let mut none = true;
                object.each(&self.meter.clone(), |key, value| {
                    if value.is_undefined() {
                        return Ok(());
                    }
                    self.separate(!none)?;
                    none = false;
                    self.string(key)?;
                    self.out
                        .push_str(if self.indent.is_empty() { ":" } else { ": " })?;
                    self.value(&value)
                })?;
                self.close(none, '}')
            }
        }
    }

    fn open(&mut self, bracket: char) -> Result<(), Error> {
        self.depth += 1;
        self.out.push(bracket)
    }

    fn separate(&mut self, comma: bool) -> Result<(), Error> {
        if comma {
            self.out.push(',')?;
        }
        self.new_line()
    }

    fn close(&mut self, none: bool, bracket: char) -> Result<(), Error> {
        self.depth -= 1;
        if !none {
            self.new_line()?;
        }
        self.out.push(bracket)
    }

    fn new_line(&mut self) -> Result<(), Error> {
        if self.indent.is_empty() {
            return Ok(());
        }
        self.out.push('\n')?;
        (0..self.depth).try_for_each(|_| self.out.push_str(self.indent))
    }

    fn string(&mut self, text: &str) -> Result<(), Error> {
        match self.quotes {
            Quotes::Json => self.out.push_json_string(text),
            // Quotation marks become apostrophes too.
            Quotes::Plain => {
                self.out.push('\'')?;
                let mut start = 0;
                for quote in memchr::memchr_iter(b'"', text.as_bytes()) {
                    self.out.push_str(&text[start..quote])?;
                    self.out.push('\'')?;
                    start = quote + 1;
                }
                self.out.push_str(&text[start..])?;
                self.out.push('\'')
            }
        }
    }
}
