//! `split`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{List, Value},
};

/// The parts between separators, without empty ones at the end; without a separator, the characters.
pub(super) fn split<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.into_text();
    let separator = arguments.text(0);
    let whole = text.as_str();
    // An element takes more memory than the character it holds.
    scope.charge_work(whole.len() * 8)?;
    let mut parts: Vec<Value<'v>> = Vec::new();
    if separator.is_empty() {
        let mut end = 0;
        for c in whole.chars() {
            let start = end;
            end += c.len_utf8();
            parts.push(text.slice(start, end).into());
        }
    } else {
        let mut start = 0;
        for at in memchr::memmem::find_iter(whole.as_bytes(), separator.as_bytes()) {
            parts.push(text.slice(start, at).into());
            start = at + separator.len();
        }
        parts.push(text.slice(start, whole.len()).into());
    }
    while parts.pop_if(|part| part.as_str() == Some("")).is_some() {}
    List::new(parts).map(Value::List)
}
