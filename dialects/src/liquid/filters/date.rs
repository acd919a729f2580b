//! `date` and `date_to_…`.

use super::{Arguments, Filtered};
use crate::liquid::{
    date::{Clock, DateInput, ZoneArgument},
    error::Error,
    scope::Scope,
    value::Value,
};

/// Calls `print` with the date; what is no date stays what it is.
fn dated<'v>(
    value: Value<'v>,
    scope: &Scope<'v>,
    print: impl FnOnce(&Clock, DateInput<'_>) -> Result<Option<String>, Error>,
) -> Filtered<'v> {
    let text;
    let input = match &value {
        Value::Number(seconds) => DateInput::Seconds(*seconds),
        Value::Bool(value) => DateInput::Bool(*value),
        Value::Text(text) => DateInput::Text(text.as_str()),
        Value::Array(_) | Value::List(_) => {
            text = value.to_js_string();
            DateInput::Joined(&text)
        }
        _ => return Ok(value),
    };
    match print(scope.clock(), input)? {
        Some(printed) => Ok(printed.into()),
        None => Ok(value),
    }
}

/// The date in a format and a time zone.
pub(super) fn date<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let format = arguments
        .given(0)
        .filter(|format| !format.is_nil())
        .map(Value::to_text);
    let name;
    let zone = match arguments.given(1) {
        None | Some(Value::Null) => ZoneArgument::Host,
        Some(Value::Nil) => ZoneArgument::NilLiteral,
        Some(value @ (Value::Number(_) | Value::Bool(_))) => ZoneArgument::MinutesWest(value.to_js_number()),
        Some(other) => {
            name = other.to_js_string();
            ZoneArgument::Name(&name)
        }
    };
    dated(value, scope, |clock, input| {
        clock
            .date(input, format.as_deref(), zone)
            .map_err(|_| Error::render("unknown time zone"))
    })
}

/// `2024-03-05T09:07:03+00:00`.
pub(super) fn date_to_xmlschema<'v>(
    value: Value<'v>,
    _: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    dated(value, scope, |clock, input| Ok(clock.date_to_xmlschema(input)))
}

/// `Tue, 05 Mar 2024 09:07:03 +0000`.
pub(super) fn date_to_rfc822<'v>(value: Value<'v>, _: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    dated(value, scope, |clock, input| Ok(clock.date_to_rfc822(input)))
}

/// `05 Mar 2024`, or with an ordinal day.
pub(super) fn date_to_string<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    dated(value, scope, |clock, input| {
        Ok(clock.date_to_string(input, &arguments.text(0), &arguments.text(1)))
    })
}

/// `05 March 2024`, or with an ordinal day.
pub(super) fn date_to_long_string<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    dated(value, scope, |clock, input| {
        Ok(clock.date_to_long_string(input, &arguments.text(0), &arguments.text(1)))
    })
}
