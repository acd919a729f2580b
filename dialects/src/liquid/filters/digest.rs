//! Novu's `digest`, and what it shares with `toSentence` (liquid.md §11).

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{Items, List, Quotes, Value, join, print_json, slice_index},
};

/// `Ann, Bob and 3 others`.
pub(super) fn digest<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let max = arguments.given(0).map_or(2.0, Value::to_js_number);
    let Some(items) = sentence_items(&value, arguments.given(1))? else {
        return Ok(Value::empty_text());
    };
    let separator = arguments.given(2).map_or(", ".into(), Value::to_js_string);
    scope.charge_work(items.len().saturating_mul(separator.len()))?;
    let text = |index: usize| items.get(index).unwrap_or(Value::Undefined);
    let count = items.len();
    Ok(match count {
        1 => text(0),
        2 => format!("{} and {}", text(0).to_js_string(), text(1).to_js_string()).into(),
        _ if max >= count as f64 => {
            let last = text(count - 1);
            format!(
                "{} and {}",
                joined(&items, count - 1, &separator)?,
                last.to_js_string()
            )
            .into()
        }
        _ => {
            let rest = Value::Number(count as f64 - max);
            format!(
                "{} and {} {}",
                joined(&items, slice_index(max, count), &separator)?,
                rest.to_text(),
                if count as f64 - max == 1.0 {
                    "other"
                } else {
                    "others"
                }
            )
            .into()
        }
    })
}

/// The parts of a sentence; `None` when there are none.
pub(super) fn sentence_items<'v>(
    value: &Value<'v>,
    path: Option<&Value<'v>>,
) -> Result<Option<Items<'v>>, crate::liquid::Error> {
    let Some(items) = value.as_items().filter(|items| items.len() > 0) else {
        return Ok(None);
    };
    match path.filter(|path| path.is_js_truthy()) {
        None => Ok(Some(items)),
        Some(path) => {
            let path = path.to_js_string();
            let parts = items.iter().map(|item| part_at(&item, &path)).collect();
            List::new(parts).map(|parts| Some(Items::List(parts)))
        }
    }
}

/// The first `count` parts in one string.
pub(super) fn joined(
    items: &Items<'_>,
    count: usize,
    separator: &str,
) -> Result<String, crate::liquid::Error> {
    let head: Vec<_> = items.iter().take(count).collect();
    let mut out = String::new();
    join(&mut out, &Items::List(List::new(head)?), separator);
    Ok(out)
}

/// What stands at a path of names inside an item, as text; nothing if the item is no object.
fn part_at<'v>(item: &Value<'v>, path: &str) -> Value<'v> {
    let mut value = item.clone();
    for key in path.split('.') {
        if matches!(value, Value::Text(_) | Value::Number(_) | Value::Bool(_)) {
            return Value::empty_text();
        }
        value = value.own_property(key).unwrap_or(Value::Undefined);
    }
    match &value {
        Value::Text(_) => value,
        Value::Number(_) | Value::Bool(_) => value.to_text().into_owned().into(),
        Value::Array(_) | Value::List(_) | Value::Object(_) | Value::Group(_) => {
            let mut out = String::new();
            print_json(&mut out, &value, Quotes::Json, "");
            if out == "{}" {
                out.clear();
            }
            out.into()
        }
        _ => Value::empty_text(),
    }
}
