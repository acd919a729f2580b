//! Novu's `toSentence` (liquid.md §11).

use super::{
    Call, Filtered,
    digest::sentence_items,
    pluralize::{inflect, word},
};
use crate::liquid::value::{Reading, Value, join, slice_index};

/// Prints `Ann, Bob, and 3 others`.
pub(super) fn to_sentence<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let Some(items) = sentence_items(&call, 0)? else {
        return Ok(Value::borrowed(""));
    };
    let limit = call.js_number_or(1, 2.0)?;
    let words = call.js_string_or(3, ", ")?;
    let two = call.js_string_or(4, " and ")?;
    let last = call.js_string_or(5, ", and ")?;
    let count = items.len();
    let element = |index| items.get(index, meter);
    let mut out = call.buffer()?;
    match count {
        1 => return element(0),
        2 => {
            element(0)?.push_js_string(&mut out)?;
            out.push_str(&two)?;
            element(1)?.push_js_string(&mut out)?;
        }
        _ if limit >= count as f64 => {
            join(&mut out, &items, count - 1, &words)?;
            out.push_str(&last)?;
            element(count - 1)?.push_js_string(&mut out)?;
        }
        _ => {
            let suffix = match call.given(2) {
                Some(suffix) => word(suffix, meter)?,
                None => Reading::Borrowed("other"),
            };
            let rest = count as f64 - limit;
            let only_one = matches!(call.given(1), Some(Value::Number(limit)) if *limit == 1.0);
            join(&mut out, &items, slice_index(limit, count), &words)?;
            out.push_str(if only_one { &two } else { &last })?;
            out.push_number(rest)?;
            out.push_str(" ")?;
            inflect(&suffix, rest, meter, |form| out.push_str(form))?;
        }
    }
    Ok(out.into())
}
