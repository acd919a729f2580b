//! `date` and `date_to_…`.

use super::{Call, Filtered};
use crate::liquid::{
    date::{self, DateInput, ZoneArgument},
    error::Error,
    value::{Reading, Value},
};

/// The work of reading a date and looking its time zone up.
const READ: usize = 500;

/// The work of printing a date, for each byte of the format.
const PRINT: usize = 40;

/// Prints the date in a format and a time zone; returns a value that is not a date as it is.
fn printed<'v>(call: &Call<'_, 'v>, format: &str, zone: ZoneArgument<'_>) -> Filtered<'v> {
    call.charge(READ + format.len().saturating_mul(PRINT))?;
    let text = match &call.value {
        Value::Text(_) | Value::Array(_) => call.value.to_js_string(call.meter())?,
        _ => Reading::Borrowed(""),
    };
    call.charge(text.len() * 4)?;
    let input = match &call.value {
        Value::Number(seconds) => DateInput::Seconds(*seconds),
        Value::Bool(value) => DateInput::Bool(*value),
        Value::Text(_) => DateInput::Text(&text),
        Value::Array(_) => DateInput::Joined(&text),
        _ => return Ok(call.value.clone()),
    };
    let read = call.scope.clock().read(input, zone);
    let Some(date) =
        read.map_err(|_| Error::render("time zone is unknown: use a name such as `Europe/Berlin`"))?
    else {
        return Ok(call.value.clone());
    };
    let mut out = call.buffer()?;
    out.write(|out| date.format(format, out))?;
    Ok(out.into())
}

/// Prints the date in a format and a time zone.
pub(super) fn date<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let format = match call.given(0) {
        Some(format) if !format.is_nil() => call.argument_text(0)?,
        _ => Reading::Borrowed(date::DEFAULT_FORMAT),
    };
    let name;
    let zone = match call.given(1) {
        None | Some(Value::Null) => ZoneArgument::Host,
        Some(Value::Nil) => ZoneArgument::NilLiteral,
        Some(value @ (Value::Number(_) | Value::Bool(_))) => {
            ZoneArgument::MinutesWest(value.to_js_number(call.meter())?)
        }
        Some(other) => {
            name = other.to_js_string(call.meter())?;
            ZoneArgument::Name(&name)
        }
    };
    printed(&call, &format, zone)
}

/// Prints `2024-03-05T09:07:03+00:00`.
pub(super) fn date_to_xmlschema<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    printed(&call, date::XML_SCHEMA, ZoneArgument::Host)
}

/// Prints `Tue, 05 Mar 2024 09:07:03 +0000`.
pub(super) fn date_to_rfc822<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    printed(&call, date::RFC_822, ZoneArgument::Host)
}

/// Prints `05 Mar 2024`; with `'ordinal'` `5th Mar 2024`, with `'ordinal', 'US'` `Mar 5th, 2024`.
pub(super) fn date_to_string<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    ordinal(&call, ["%d %b %Y", "%-d%q %b %Y", "%b %-d%q, %Y"])
}

/// Prints the date as `date_to_string` does, with the month's full name.
pub(super) fn date_to_long_string<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    ordinal(&call, ["%d %B %Y", "%-d%q %B %Y", "%B %-d%q, %Y"])
}

/// Prints the date in one of three formats: plain, with an ordinal day, and that in American order.
fn ordinal<'v>(call: &Call<'_, 'v>, [plain, ordinal, american]: [&str; 3]) -> Filtered<'v> {
    let format = match (&*call.argument_text(0)?, &*call.argument_text(1)?) {
        ("ordinal", "US") => american,
        ("ordinal", _) => ordinal,
        _ => plain,
    };
    printed(call, format, ZoneArgument::Host)
}
