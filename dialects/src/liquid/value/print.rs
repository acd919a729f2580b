//! Arrays and objects as JSON text.

use super::{Items, Value};
use crate::json::{entries, push_f64, push_string};
use std::borrow::Cow;

/// How strings stand in printed arrays and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// As JSON has them.
    Json,
    /// Between apostrophes, as they are: what `{{ object }}` shows (liquid.md §0, §7).
    Plain,
}

/// Prints arrays, objects and what they hold.
struct Printer<'o, 'i> {
    out: &'o mut String,
    quotes: Quotes,
    indent: &'i str,
    depth: usize,
}

/// Appends `value` as `JSON.stringify` prints it with `indent`. Undefined prints nothing.
pub(crate) fn print_json(out: &mut String, value: &Value<'_>, quotes: Quotes, indent: &str) {
    Printer {
        out,
        quotes,
        indent,
        depth: 0,
    }
    .value(value);
}

impl Printer<'_, '_> {
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Undefined => {}
            Value::Null => self.out.push_str("null"),
            // The reference's literals are objects without properties.
            Value::Nil | Value::Empty | Value::Blank => self.out.push_str("{}"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) if number.is_finite() => push_f64(self.out, *number),
            Value::Number(_) => self.out.push_str("null"),
            Value::Text(text) => self.string(text.as_str()),
            Value::Array(_) | Value::List(_) => self.array(&value.as_items().unwrap_or(Items::NONE)),
            Value::Object(map) => self.object(
                entries(map.iter()).map(|(key, value)| (Cow::Borrowed(key.as_str()), Value::from(value))),
            ),
            Value::Group(group) => self.object(
                [
                    (Cow::Borrowed("name"), group.name.clone()),
                    (Cow::Borrowed("items"), Value::List(group.items.clone())),
                ]
                .into_iter(),
            ),
            Value::Loop(state) => {
                let keys: &[(&'static str, &str)] = match state.columns {
                    None => &[("i", "index0"), ("length", "length"), ("name", "name")],
                    Some(_) => &[
                        ("i", "index0"),
                        ("length", "length"),
                        ("name", "name"),
                        ("cols", "cols"),
                    ],
                };
                self.object(
                    keys.iter()
                        .map(|&(key, property)| (Cow::Borrowed(key), state.property(property))),
                );
            }
        }
    }

    fn array(&mut self, items: &Items<'_>) {
        self.out.push('[');
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            self.separate(index > 0);
            match item {
                Value::Undefined => self.out.push_str("null"),
                item => self.value(&item),
            }
        }
        self.close(items.len() == 0, ']');
    }

    fn object<'a>(&mut self, entries: impl Iterator<Item = (Cow<'a, str>, Value<'a>)>) {
        self.out.push('{');
        self.depth += 1;
        let mut none = true;
        for (key, value) in entries {
            if matches!(value, Value::Undefined) {
                continue;
            }
            self.separate(!none);
            none = false;
            self.string(&key);
            self.out.push(':');
            if !self.indent.is_empty() {
                self.out.push(' ');
            }
            self.value(&value);
        }
        self.close(none, '}');
    }

    fn separate(&mut self, comma: bool) {
        if comma {
            self.out.push(',');
        }
        self.new_line();
    }

    fn close(&mut self, none: bool, bracket: char) {
        self.depth -= 1;
        if !none {
            self.new_line();
        }
        self.out.push(bracket);
    }

    fn new_line(&mut self) {
        if !self.indent.is_empty() {
            self.out.push('\n');
            for _ in 0..self.depth {
                self.out.push_str(self.indent);
            }
        }
    }

    fn string(&mut self, text: &str) {
        match self.quotes {
            Quotes::Json => push_string(self.out, text),
            Quotes::Plain => {
                self.out.push('\'');
                let mut rest = text;
                while let Some(quote) = memchr::memchr(b'"', rest.as_bytes()) {
                    self.out.push_str(&rest[..quote]);
                    self.out.push('\'');
                    rest = &rest[quote + 1..];
                }
                self.out.push_str(rest);
                self.out.push('\'');
            }
        }
    }
}
