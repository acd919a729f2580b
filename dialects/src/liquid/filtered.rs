//! An expression with its filters.

use super::{
    buffer::Buffer,
    cursor::Cursor,
    error::Error,
    expression::{Expression, Operand, expression, operand},
    filters::{self, Filter},
    meter::{Memory, Meter, cost},
    references::{Flow, Place, Survey},
    scope::Scope,
    value::{Quotes, Text, Value, pair, print_json},
};
use std::sync::Arc;

/// `expression | filter: argument, …`.
#[derive(Debug)]
pub(super) struct Filtered {
    expression: Expression,
    calls: Vec<Call>,
    /// Whether the last filter is `raw`.
    raw: bool,
}

/// A filter with its arguments as written.
#[derive(Debug)]
struct Call {
    filter: Called,
    arguments: Vec<Argument>,
}

#[derive(Debug)]
enum Called {
    Known(&'static (&'static str, Filter)),
    /// Does nothing, and its arguments are ignored.
    Unknown(Box<str>),
}

/// An argument, perhaps with a keyword.
#[derive(Debug)]
struct Argument {
    key: Option<Arc<str>>,
    value: Option<Operand>,
}

impl Filtered {
    /// Reads an expression with filters. Stops without complaint at `,` and `)` (liquid.md §5).
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Error> {
        let expression = expression(cursor)?.ok_or_else(|| cursor.error("expected an expression"))?;
        let mut calls = Vec::new();
        let mut raw = false;
        loop {
            cursor.skip_blank();
            match cursor.peek() {
                None | Some(b',' | b')') => break,
                Some(b'|') => cursor.advance(1),
                Some(_) => return Err(unexpected(cursor)),
            }
            cursor.skip_blank();
            let name = cursor.word();
            if name.is_empty() {
                if cursor.at_end() {
                    break;
                }
                return Err(cursor.error("expected the name of a filter after `|`"));
            }
            let arguments = arguments(cursor)?;
            raw = name == "raw";
            match filters::find(name) {
                Some(known) => calls.push(Call {
                    filter: Called::Known(known),
                    arguments,
                }),
                None if raw => {}
                None => calls.push(Call {
                    filter: Called::Unknown(name.into()),
                    arguments: Vec::new(),
                }),
            }
        }
        Ok(Self {
            expression,
            calls,
            raw,
        })
    }

    /// Reads an expression, or part of one, that is an argument of a filter. It is charged and its memory is
    /// counted.
    pub(super) fn parse_argument<T>(
        text: &str,
        meter: &Meter,
        parse: impl FnOnce(&mut Cursor<'_>) -> Result<T, Error>,
    ) -> Result<(T, Memory), Error> {
        meter.charge(text.len().saturating_mul(cost::PARSE))?;
        // A name takes a key and an allocation for two bytes.
        let memory = meter.hold(text.len().saturating_mul(40))?;
        Ok((parse(&mut Cursor::new(text))?, memory))
    }

    /// Evaluates under `scope`.
    pub(super) fn evaluate<'v>(&self, scope: &mut Scope<'v>) -> Result<Value<'v>, Error> {
        let mut value = self.expression.evaluate(scope)?;
        for call in &self.calls {
            let Called::Known((_, filter)) = call.filter else {
                continue;
            };
            scope.meter().charge(cost::CALL)?;
            let arguments = call
                .arguments
                .iter()
                .map(|argument| argument.evaluate(scope))
                .collect::<Result<Vec<_>, Error>>()?;
            value = filter(filters::Call::new(value, &arguments, scope))?;
        }
        Ok(value)
    }

    /// Reads an expression that is an argument of a filter, unless it is malformed.
    pub(super) fn parse_condition(text: &str) -> Option<Self> {
        Self::parse(&mut Cursor::new(text)).ok()
    }

    /// Walks the expression and its filters. Returns the place of the value if it is known.
    pub(super) fn survey(&self, survey: &mut Survey) -> Option<Place> {
        self.follow(survey).place
    }

    /// Walks an expression that is printed.
    pub(super) fn survey_printed(&self, survey: &mut Survey) {
        if let Some(place) = self.follow(survey).text_of.filter(|_| !self.raw) {
            survey.print(place);
        }
    }

    fn follow(&self, survey: &mut Survey) -> Flow {
        let place = survey.expression(&self.expression);
        let value = Flow {
            text_of: place.clone(),
            place,
        };
        self.calls.iter().fold(value, |value, call| {
            let name = match &call.filter {
                Called::Known((name, _)) => name,
                Called::Unknown(name) => &**name,
            };
            let operands: Vec<_> = call
                .arguments
                .iter()
                .map(|argument| argument.value.as_ref())
                .collect();
            survey.filter(name, &operands, value)
        })
    }

    /// Appends the value as outputs print it (liquid.md §0, §7).
    pub(super) fn print(&self, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<(), Error> {
        let value = self.evaluate(scope)?;
        match &value {
            Value::Array(_) | Value::Object(_) if !self.raw => print_json(out, &value, Quotes::Plain, ""),
            value => value.push_text(out),
        }
    }
}

/// Creates an error about the next character.
#[cold]
fn unexpected(cursor: &Cursor<'_>) -> Error {
    let next: String = cursor.rest().chars().take(1).collect();
    cursor.error(format!("unexpected `{next}`"))
}

/// Reads what follows the name of a filter.
fn arguments(cursor: &mut Cursor<'_>) -> Result<Vec<Argument>, Error> {
    let mut arguments = Vec::new();
    cursor.skip_blank();
    if !cursor.eat(b':') {
        return match cursor.peek() {
            None | Some(b'|' | b',' | b')') => Ok(arguments),
            Some(_) => Err(unexpected(cursor)),
        };
    }
    loop {
        cursor.skip_blank();
        let start = cursor.position();
        if let Some(value) = operand(cursor)? {
            let written = cursor.since(start);
            cursor.skip_blank();
            arguments.push(if cursor.eat(b':') {
                Argument {
                    key: Some(written.into()),
                    value: operand(cursor)?,
                }
            } else {
                Argument {
                    key: None,
                    value: Some(value),
                }
            });
        }
        cursor.skip_blank();
        match cursor.peek() {
            Some(b',') => cursor.advance(1),
            None | Some(b'|' | b')') => return Ok(arguments),
            Some(_) => return Err(unexpected(cursor)),
        }
    }
}

impl Argument {
    /// Evaluates under `scope`; a keyword argument becomes `[key, value]`.
    fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        let value = match &self.value {
            Some(operand) => operand.evaluate(scope)?,
            None => Value::Undefined,
        };
        match &self.key {
            None => Ok(value),
            Some(key) => pair(Text::shared(Arc::clone(key)).into(), value, scope.meter()),
        }
    }
}
