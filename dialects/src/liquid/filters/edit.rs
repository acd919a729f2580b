//! `append`, `prepend`, `remove…` and `replace…`.

use super::{Call, Filtered};
use crate::liquid::{meter::cost, value::Reading};
use memchr::memmem;

/// Appends the only argument to the text.
pub(super) fn append<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.concat([&call.text()?, &call.only()?.to_text(call.meter())?])
}

/// Prepends the only argument to the text.
pub(super) fn prepend<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    call.concat([&call.only()?.to_text(call.meter())?, &call.text()?])
}

/// Removes all occurrences of the argument.
pub(super) fn remove<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let needle = call.argument_text(0)?;
    if needle.is_empty() {
        return call.value.into_text(call.scope.meter()).map(Into::into);
    }
    replace_all(&call, &needle, "")
}

/// Removes the first occurrence of the argument.
pub(super) fn remove_first<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    splice(&call, memmem::find, &Reading::Borrowed(""))
}

/// Removes the last occurrence of the argument.
pub(super) fn remove_last<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    splice(&call, memmem::rfind, &Reading::Borrowed(""))
}

/// Replaces all occurrences of the first argument by the second.
pub(super) fn replace<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    replace_all(&call, &call.argument_text(0)?, &call.argument_text(1)?)
}

/// Replaces the first occurrence of the first argument by the second.
pub(super) fn replace_first<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    splice(&call, memmem::find, &call.argument_text(1)?)
}

/// Replaces the last occurrence of the first argument by the second.
pub(super) fn replace_last<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    splice(&call, memmem::rfind, &call.argument_text(1)?)
}

/// Replaces everywhere; an empty needle is found between all characters.
fn replace_all<'v>(call: &Call<'_, 'v>, needle: &str, by: &str) -> Filtered<'v> {
    let text = call.text()?;
    let mut out = call.buffer()?;
    if needle.is_empty() {
        for (index, c) in text.chars().enumerate() {
            if index > 0 {
                out.push_str(by)?;
            }
            out.push(c)?;
        }
        return Ok(out.into());
    }
    call.charge(needle.len() * cost::NEEDLE)?;
    let mut start = 0;
    for at in memmem::find_iter(text.as_bytes(), needle) {
        out.push_str(&text[start..at])?;
        out.push_str(by)?;
        start = at + needle.len();
    }
    out.push_str(&text[start..])?;
    Ok(out.into())
}

/// Replaces the first argument at the place that `find` finds, if there is one.
fn splice<'v>(
    call: &Call<'_, 'v>,
    find: impl Fn(&[u8], &[u8]) -> Option<usize>,
    by: &Reading<'_>,
) -> Filtered<'v> {
    let (text, needle) = (call.text()?, call.argument_text(0)?);
    call.charge(needle.len() * cost::NEEDLE)?;
    match find(text.as_bytes(), needle.as_bytes()) {
        Some(at) => call.concat([&text[..at], by, &text[at + needle.len()..]]),
        None => call.concat([&*text]),
    }
}
