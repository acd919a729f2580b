//! `data`: strings in it that almost are JSON are mended (jsonstring.md §2).

use super::json_string::looks_like_json;
use dialects::{
    json::{Json, Object, is_json},
    jsonrepair::repair_within,
};

/// The bytes of all strings of `data` together that may be read to mend them, those read again included. It
/// takes a tenth of a second. Strings beyond stay as they are.
const MAX_READ: usize = 4 << 20;

/// Mends strings in `data` and the objects below it, not in arrays: `{{ payload.object }}` prints apostrophes
/// for quotes, and here it becomes JSON again.
pub(super) fn repair_strings(data: &mut Object) {
    let mut left = MAX_READ;
    repair_strings_within(data, &mut left);
}

fn repair_strings_within(data: &mut Object, left: &mut usize) {
    for value in data.values_mut() {
        match value {
            Json::Object(inner) => repair_strings_within(inner, left),
            Json::String(text) if looks_like_json(text) => {
                if !is_json(text)
                    && let Ok(repaired) = repair_within(text, left)
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

    #[test]
    fn strings_beyond_4_mib_read_or_reread_stay_as_they_are() {
        // Each quote lets the rest of the string be read again, 65 times its length.
        let hard = format!("[{}}}]", "\"http://x".repeat(100));
        let data = (0..200).map(|n| (format!("k{n}").into(), Json::from(hard.as_str())));
        let mut data: Object = data.collect();
        let last = format!("['{}']", "x".repeat(hard.len()));
        data.insert("last".into(), last.as_str().into());
        let mut left = MAX_READ;
        repair_strings_within(&mut data, &mut left);
        assert!(left < hard.len(), "{left} bytes left");
        assert_eq!(data.get("last"), Some(&last.as_str().into()));
        let mut long: Object = [(
            "a".into(),
            Json::from(format!("['{}]", "x".repeat(MAX_READ)).as_str()),
        )]
        .into_iter()
        .collect();
        let before = long.clone();
        repair_strings(&mut long);
        assert_eq!(long, before);
    }
}
