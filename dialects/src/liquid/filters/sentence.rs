//! Novu's `toSentence` (liquid.md §11).

use super::{
    Call, Filtered,
    digest::{push_sentence, sentence_items},
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
    if count == 1 {
        return items.get(0, meter);
    }
    let mut out = call.buffer()?;
    if !push_sentence(&mut out, &items, limit, [&words, &two, &last], meter)? {
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
    Ok(out.into())
}
