//! Novu's `pluralize` (liquid.md §11).

use super::{Call, Filtered};
use crate::liquid::{
    error::Error,
    meter::Meter,
    plural,
    value::{Reading, Value},
};
use std::borrow::Cow;

/// Prints `1 apple`, `2 apples`.
pub(super) fn pluralize<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let count = match &call.value {
        Value::Array(items) => items.len() as f64,
        Value::Object(object) => object.size().map_or(f64::NAN, |size| size as f64),
        value if value.is_nil() => f64::NAN,
        value => value.to_js_number(meter)?,
    };
    if count.is_nan() || count <= 0.0 {
        return Ok(Value::borrowed(""));
    }
    let plural = call.given(1).filter(|plural| plural.is_js_truthy());
    let mut out = call.buffer()?;
    let shows_count = match call.given(2) {
        Some(Value::Text(show)) => show.read(meter)? == "true",
        Some(_) => false,
        None => true,
    };
    if shows_count {
        out.push_number(count)?;
        out.push_str(" ")?;
    }
    match (plural, call.given(0)) {
        (Some(plural), _) if count != 1.0 => plural.push_js_string(&mut out)?,
        (Some(_), Some(singular)) => singular.push_js_string(&mut out)?,
        (Some(_), None) => {}
        (None, singular) => {
            let singular = singular.map_or(Ok(Reading::Borrowed("")), |singular| word(singular, meter))?;
            inflect(&singular, count, meter, |form| out.push_str(form))?;
        }
    }
    Ok(out.into())
}

/// Returns the word to count.
pub(super) fn word<'a>(word: &'a Value<'_>, meter: &Meter) -> Result<Reading<'a>, Error> {
    match word {
        Value::Text(_) => word.to_text(meter),
        _ => Err(Error::render("the word to count is not a string")),
    }
}

/// The work of trying the rules of English, beside reading the word.
const RULES: usize = 1_500;

/// Calls `take` with the form of a word that goes with `count`.
pub(super) fn inflect(
    word: &str,
    count: f64,
    meter: &Meter,
    take: impl FnOnce(&str) -> Result<(), Error>,
) -> Result<(), Error> {
    meter.charge(RULES + word.len() * 20)?;
    // The word in several cases.
    let _memory = meter.hold(word.len() * 16)?;
    let form: Cow<'_, str> = plural::pluralize(word, count);
    take(&form)
}
