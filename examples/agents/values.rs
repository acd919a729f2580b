//! Values of operations: JSON in which `{"get": path}` and `{"text": [..]}` are replaced.

use serde_json::{Map, Value};

/// Replaces what is to be replaced in a value. `None` is JavaScript's `undefined`: what a path does not lead
/// to.
///
/// `get` returns what is at a path.
pub(crate) fn evaluate(value: &Value, get: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    match value {
        Value::Object(members) if members.len() == 1 && members.contains_key("get") => {
            get(members["get"].as_str()?)
        }
        Value::Object(members) if members.len() == 1 && members.get("text").is_some_and(Value::is_array) => {
            let parts = members["text"].as_array().into_iter().flatten();
            let text: String = parts.map(|part| text(evaluate(part, get))).collect();
            Some(text.into())
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), evaluate(value, get)?)));
            Some(Value::Object(members.collect()))
        }
        Value::Array(items) => Some(
            items
                .iter()
                .map(|item| evaluate(item, get).unwrap_or_default())
                .collect(),
        ),
        other => Some(other.clone()),
    }
}

/// Returns a part of a text: texts as they are, everything else as compact JSON.
fn text(value: Option<Value>) -> String {
    match value {
        Some(Value::String(text)) => text,
        other => other.unwrap_or_default().to_string(),
    }
}

/// Returns what is at a dotted path of an object; list items have numbers.
pub(crate) fn at(root: &Map<String, Value>, path: &str) -> Option<Value> {
    let mut names = path.split('.');
    let first = root.get(names.next()?)?;
    names
        .try_fold(first, |value, name| match value {
            Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            _ => value.get(name),
        })
        .cloned()
}
