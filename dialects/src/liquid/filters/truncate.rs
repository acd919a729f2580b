//! `truncate` and `truncatewords`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{Value, slice_index, utf16_length},
};
use crate::text::is_js_space;
use std::borrow::Cow;

/// The text cut to a number of characters, the mark of the cut included. Short values stay what they are.
pub(super) fn truncate<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let most = arguments.given(0).map_or(50.0, Value::to_js_number);
    let mark = mark(arguments);
    let text = value.to_text();
    // Characters are counted in whole steps, of which a negative number has none (liquid.md §9).
    if utf16_length(&text) as f64 <= most || text.chars().count() as f64 <= most.ceil().max(0.0) {
        drop(text);
        return Ok(value);
    }
    let kept = (most - mark.chars().count() as f64).ceil().max(0.0) as usize;
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    Ok([&text[..end], &mark].concat().into())
}

/// The first words, and a mark when there are as many or more.
pub(super) fn truncatewords<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let mut most = arguments.given(0).map_or(15.0, Value::to_js_number);
    if most <= 0.0 {
        most = 1.0;
    }
    let text = value.to_text();
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(is_js_space);
    // A trailing blank is followed by an empty word.
    while let Some(at) = rest.find(is_js_space) {
        words.push(&rest[..at]);
        rest = rest[at..].trim_start_matches(is_js_space);
    }
    words.push(rest);
    let mut out = words[..slice_index(most, words.len())].join(" ");
    if words.len() as f64 >= most {
        out.push_str(&mark(arguments));
    }
    Ok(out.into())
}

/// The second argument, which shows that something is missing.
fn mark<'a>(arguments: &'a Arguments<'_>) -> Cow<'a, str> {
    arguments.given(1).map_or(Cow::Borrowed("..."), Value::to_text)
}
