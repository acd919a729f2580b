//! `truncate` and `truncatewords`.

use super::{Call, Filtered};
use crate::text::is_js_space;

/// Cuts the text to a number of characters, the mark of the cut included. Short values stay as they are.
pub(super) fn truncate<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let most = call.js_number_or(0, 50.0)?;
    let mark = call.text_or(1, "...")?;
    let text = call.text()?;
    let count = text.chars().count();
    let units: usize = text.chars().map(char::len_utf16).sum();
    // Characters are counted in whole steps, of which a negative number has none (liquid.md §9).
    if units as f64 <= most || count as f64 <= most.ceil().max(0.0) {
        return Ok(call.value.clone());
    }
    let kept = (most - mark.chars().count() as f64).ceil().max(0.0) as usize;
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    call.concat([&text[..end], &mark])
}

/// Returns the first words, and a mark if there are as many or more.
pub(super) fn truncatewords<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let most = match call.js_number_or(0, 15.0)? {
        most if most <= 0.0 => 1.0,
        most => most,
    };
    let text = call.text()?;
    call.charge(text.len() * 4)?;
    let mut out = call.buffer()?;
    let mut rest = text.trim_start_matches(is_js_space);
    // The number of words that are wanted: fractions are cut, `NaN` is nothing.
    let wanted = most as usize;
    let mut words = 0;
    // A trailing blank is followed by an empty word.
    loop {
        let end = rest.find(is_js_space);
        if words < wanted {
            if words > 0 {
                out.push(' ')?;
            }
            out.push_str(&rest[..end.unwrap_or(rest.len())])?;
        }
        words += 1;
        match end {
            Some(end) => rest = rest[end..].trim_start_matches(is_js_space),
            None => break,
        }
    }
    if words as f64 >= most {
        out.push_str(&call.text_or(1, "...")?)?;
    }
    Ok(out.into())
}
