//! Novu's `toSentence` (liquid.md §11).

use super::{
    Arguments, Filtered,
    digest::{joined, sentence_items},
    pluralize::word,
};
use crate::liquid::{
    scope::Scope,
    value::{Text, Value, slice_index},
};

/// `Ann, Bob, and 3 others`.
pub(super) fn to_sentence<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let Some(items) = sentence_items(&value, arguments.given(0))? else {
        return Ok(Value::empty_text());
    };
    let limit = arguments.given(1).map_or(2.0, Value::to_js_number);
    let only_one = matches!(arguments.given(1), Some(Value::Number(limit)) if *limit == 1.0);
    let connector = |index, default| {
        arguments
            .given(index)
            .map_or(std::borrow::Cow::Borrowed(default), Value::to_js_string)
    };
    let (words, two, last) = (connector(3, ", "), connector(4, " and "), connector(5, ", and "));
    scope.charge_work(items.len().saturating_mul(words.len()))?;
    let text = |index: usize| items.get(index).unwrap_or(Value::Undefined);
    let count = items.len();
    Ok(match count {
        1 => text(0),
        2 => [&*text(0).to_js_string(), &*two, &*text(1).to_js_string()]
            .concat()
            .into(),
        _ if limit >= count as f64 => [
            &*joined(&items, count - 1, &words)?,
            &*last,
            &*text(count - 1).to_js_string(),
        ]
        .concat()
        .into(),
        _ => {
            let suffix = arguments
                .given(2)
                .cloned()
                .unwrap_or(Value::Text(Text::Borrowed("other")));
            let rest = count as f64 - limit;
            format!(
                "{}{}{} {}",
                joined(&items, slice_index(limit, count), &words)?,
                if only_one { two } else { last },
                Value::Number(rest).to_text(),
                word(&suffix, rest)?
            )
            .into()
        }
    })
}
