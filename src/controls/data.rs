//! `data`: strings in it that almost are JSON are mended (jsonstring.md §2).

use super::json_string::looks_like_json;
use dialects::{
    json::{Json, Object, is_json},
    jsonrepair::repair,
};

/// Mends strings in `data` and the objects below it, not in arrays: `{{ payload.object }}` prints apostrophes
/// for quotes, and here it becomes JSON again.
pub(super) fn repair_strings(data: &mut Object) {
    for value in data.values_mut() {
        match value {
            Json::Object(inner) => repair_strings(inner),
            Json::String(text) if looks_like_json(text) => {
                if !is_json(text)
                    && let Ok(repaired) = repair(text)
                {
                    *text = repaired.into();
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_broken_json_in_objects_is_mended() {
        let mut data = Json::from(json!({
            "broken": "{'a': 1}",
            "whole": "{\"a\":  1}",
            "text": "{<b>x</b>}",
            "inner": { "broken": "[1, 2,]" },
            "array": ["{'a': 1}"],
            "number": 1,
        }));
        repair_strings(data.as_object_mut().unwrap());
        let expected = json!({
            "broken": "{\"a\": 1}",
            "whole": "{\"a\":  1}",
            "text": "{<b>x</b>}",
            "inner": { "broken": "[1, 2]" },
            "array": ["{'a': 1}"],
            "number": 1,
        });
        assert_eq!(data, Json::from(expected));
    }
}
