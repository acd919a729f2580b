//! `strip`, `lstrip`, `rstrip`, `squish`, `normalize_whitespace`, `strip_newlines`.

use super::{Call, Filtered};
use crate::text::is_js_space;

/// Removes white space, or the characters of the argument, from both ends.
pub(super) fn strip<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    trimmed(&call, true, true)
}

/// Removes white space, or the characters of the argument, from the start.
pub(super) fn lstrip<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    trimmed(&call, true, false)
}

/// Removes white space, or the characters of the argument, from the end.
pub(super) fn rstrip<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    trimmed(&call, false, true)
}

fn trimmed<'v>(call: &Call<'_, 'v>, start: bool, end: bool) -> Filtered<'v> {
    let meter = call.meter();
    let given = call.argument_text(0)?;
    // Sorting takes several steps a character, and each is looked for in as many.
    meter.charge(given.len() * 20)?;
    let _memory = meter.hold(given.len() * 4)?;
    let mut chars: Vec<u32> = given.chars().map(u32::from).collect();
    chars.sort_unstable();
    let unwanted = |c: char| {
        if chars.is_empty() {
            is_js_space(c)
        } else {
            chars.binary_search(&u32::from(c)).is_ok()
        }
    };
    let text = call.value.clone().into_text(meter)?;
    let whole = text.read(meter)?;
    let mut rest = whole;
    if start {
        rest = rest.trim_start_matches(unwanted);
    }
    let from = whole.len() - rest.len();
    if end {
        rest = rest.trim_end_matches(unwanted);
    }
    let steps = 2 + 2 * chars.len().checked_ilog2().unwrap_or(0) as usize;
    meter.charge((whole.len() - rest.len()) * steps)?;
    text.slice(from, from + rest.len(), meter).map(Into::into)
}

/// Collapses runs of white space to one space, and removes those at the ends.
pub(super) fn squish<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    collapsed(&call, call.text()?.trim_matches(is_js_space))
}

/// Collapses runs of white space to one space.
pub(super) fn normalize_whitespace<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    collapsed(&call, &call.text()?)
}

fn collapsed<'v>(call: &Call<'_, 'v>, text: &str) -> Filtered<'v> {
    call.charge(text.len() * 2)?;
    let mut out = call.buffer()?;
    let mut rest = text;
    while let Some(at) = rest.find(is_js_space) {
        out.push_str(&rest[..at])?;
        out.push(' ')?;
        rest = rest[at..].trim_start_matches(is_js_space);
    }
    out.push_str(rest)?;
    Ok(out.into())
}

/// Removes line breaks; a lone carriage return stays.
pub(super) fn strip_newlines<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    replace_line_ends(&call, "")
}

/// Puts `by` in place of each line feed and the carriage return before it.
pub(super) fn replace_line_ends<'v>(call: &Call<'_, 'v>, by: &str) -> Filtered<'v> {
    let text = call.text()?;
    let mut out = call.buffer()?;
    let mut start = 0;
    for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = &text[start..at];
        out.push_str(line.strip_suffix('\r').unwrap_or(line))?;
        out.push_str(by)?;
        start = at + 1;
    }
    out.push_str(&text[start..])?;
    Ok(out.into())
}
