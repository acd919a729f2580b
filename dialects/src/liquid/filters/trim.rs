//! `strip`, `lstrip`, `rstrip`, `squish`, `normalize_whitespace`, `strip_newlines`.

use super::{Arguments, Filtered};
use crate::liquid::{scope::Scope, value::Value};
use crate::text::is_js_space;

/// Without white space, or the characters of the argument, at both ends.
pub(super) fn strip<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(trimmed(value, arguments, true, true))
}

/// Without white space, or the characters of the argument, at the start.
pub(super) fn lstrip<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(trimmed(value, arguments, true, false))
}

/// Without white space, or the characters of the argument, at the end.
pub(super) fn rstrip<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(trimmed(value, arguments, false, true))
}

fn trimmed<'v>(value: Value<'v>, arguments: &Arguments<'v>, start: bool, end: bool) -> Value<'v> {
    let given = arguments.text(0);
    let mut chars: Vec<char> = given.chars().collect();
    chars.sort_unstable();
    let goes = |c: char| {
        if chars.is_empty() {
            is_js_space(c)
        } else {
            chars.binary_search(&c).is_ok()
        }
    };
    let text = value.into_text();
    let whole = text.as_str();
    let mut rest = whole;
    if start {
        rest = rest.trim_start_matches(goes);
    }
    let from = whole.len() - rest.len();
    if end {
        rest = rest.trim_end_matches(goes);
    }
    text.slice(from, from + rest.len()).into()
}

/// Runs of white space become one space, those at the ends nothing.
pub(super) fn squish<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(collapsed(value.to_text().trim_matches(is_js_space)).into())
}

/// Runs of white space become one space.
pub(super) fn normalize_whitespace<'v>(
    value: Value<'v>,
    _: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    Ok(collapsed(&value.to_text()).into())
}

fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_js_space) {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = rest[at..].trim_start_matches(is_js_space);
    }
    out.push_str(rest);
    out
}

/// Without line breaks; a lone carriage return stays.
pub(super) fn strip_newlines<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_text().replace("\r\n", "").replace('\n', "").into())
}
