//! `append`, `prepend`, `remove…` and `replace…`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};
use memchr::memmem;

/// The text with its only argument behind it.
pub(super) fn append<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut text = value.into_text().into_string();
    text.push_str(&only(arguments)?.to_text());
    Ok(text.into())
}

/// The text with its only argument before it.
pub(super) fn prepend<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let mut text = only(arguments)?.into_text().into_string();
    text.push_str(&value.to_text());
    Ok(text.into())
}

fn only<'v>(arguments: &Arguments<'v>) -> Result<Value<'v>, Error> {
    if arguments.len() == 1 {
        Ok(arguments.get(0))
    } else {
        Err(Error::render("filter takes exactly one argument"))
    }
}

/// The text without any occurrence of the argument.
pub(super) fn remove<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let needle = arguments.text(0);
    if needle.is_empty() {
        return Ok(value.into_text().into());
    }
    replace_all(&value.to_text(), &needle, "", scope)
}

/// The text without the first occurrence of the argument.
pub(super) fn remove_first<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let (text, needle) = (value.to_text(), arguments.text(0));
    Ok(splice(&text, text.find(&*needle), &needle, ""))
}

/// The text without the last occurrence of the argument.
pub(super) fn remove_last<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let (text, needle) = (value.to_text(), arguments.text(0));
    Ok(splice(&text, text.rfind(&*needle), &needle, ""))
}

/// The text with the second argument for every occurrence of the first.
pub(super) fn replace<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    replace_all(&value.to_text(), &arguments.text(0), &arguments.text(1), scope)
}

/// The text with the second argument for the first occurrence of the first.
pub(super) fn replace_first<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let (text, needle) = (value.to_text(), arguments.text(0));
    Ok(splice(&text, text.find(&*needle), &needle, &arguments.text(1)))
}

/// The text with the second argument for the last occurrence of the first.
pub(super) fn replace_last<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let (text, needle) = (value.to_text(), arguments.text(0));
    Ok(splice(&text, text.rfind(&*needle), &needle, &arguments.text(1)))
}

/// Replaces everywhere; an empty needle stands between all characters.
fn replace_all<'v>(text: &str, needle: &str, by: &str, scope: &Scope<'v>) -> Filtered<'v> {
    let places = if needle.is_empty() {
        text.len()
    } else {
        memmem::find_iter(text.as_bytes(), needle.as_bytes()).count()
    };
    // Before the memory is taken: the result can be as long as both texts multiplied.
    scope.charge_work(places.saturating_mul(by.len()))?;
    if !needle.is_empty() {
        return Ok(text.replace(needle, by).into());
    }
    let mut out = String::with_capacity(text.len() + places * by.len());
    for (index, c) in text.chars().enumerate() {
        if index > 0 {
            out.push_str(by);
        }
        out.push(c);
    }
    Ok(out.into())
}

/// Replaces the needle at one place, if there is one.
fn splice<'v>(text: &str, at: Option<usize>, needle: &str, by: &str) -> Value<'v> {
    match at {
        Some(at) => [&text[..at], by, &text[at + needle.len()..]].concat().into(),
        None => text.to_owned().into(),
    }
}
