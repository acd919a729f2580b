//! Novu's `pluralize` (liquid.md §11).

use super::{Arguments, Filtered};
use crate::liquid::{
    error::Error,
    plural,
    scope::Scope,
    value::{Value, parse_number},
};
use std::borrow::Cow;

/// `1 apple`, `2 apples`.
pub(super) fn pluralize<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let count = match &value {
        value if value.is_nil() => return Ok(Value::empty_text()),
        Value::Text(text) => parse_number(text.as_str()),
        Value::Object(map) => map.len() as f64,
        Value::Group(_) => 2.0,
        value => match value.as_items() {
            Some(items) => items.len() as f64,
            None => value.to_js_number(),
        },
    };
    if count.is_nan() || count <= 0.0 {
        return Ok(Value::empty_text());
    }
    let singular = arguments.given(0).cloned().unwrap_or_else(Value::empty_text);
    let plural = arguments.given(1).filter(|plural| plural.is_js_truthy());
    let word: Cow<'_, str> = match plural {
        Some(_) if count == 1.0 => singular.to_js_string(),
        Some(plural) => plural.to_js_string(),
        None => word(&singular, count)?,
    };
    let shows_count = arguments
        .given(2)
        .is_none_or(|show| show.as_str() == Some("true"));
    Ok(if shows_count {
        format!("{} {word}", Value::Number(count).to_text()).into()
    } else {
        word.into_owned().into()
    })
}

/// The form of a word that goes with `count`.
pub(super) fn word<'a>(word: &'a Value<'_>, count: f64) -> Result<Cow<'a, str>, Error> {
    match word.as_str() {
        Some(word) => Ok(plural::pluralize(word, count)),
        None => Err(Error::render("the word to count is not a string")),
    }
}
