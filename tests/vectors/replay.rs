//! Replays the recorded cases under `tests/vectors/`, with one list of known failures.

use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// Reads `tests/vectors/{file}`.
pub(crate) fn load(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(file);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs `check` on every case of `tests/vectors/{set}.json`; see [`replay_cases`].
pub(crate) fn replay(set: &str, check: impl FnMut(&Value) -> Result<(), String>) {
    let cases = load(&format!("{set}.json"));
    replay_cases(set, cases.as_array().expect("an array of cases"), check);
}

/// Runs `check` on every case, an object with a `name`.
///
/// A failing case must be listed in `tests/xfail.json` under `set` with its reason; a listed case must fail.
/// Panics with the list of differences.
pub(crate) fn replay_cases(set: &str, cases: &[Value], mut check: impl FnMut(&Value) -> Result<(), String>) {
    let expected = expected_failures(set);
    let mut unknown: Vec<String> = expected.keys().cloned().collect();
    let mut wrong = Vec::new();
    for case in cases {
        let name = case["name"].as_str().expect("every case has a name");
        unknown.retain(|known| known != name);
        match (check(case), expected.contains_key(name)) {
            (Ok(()), false) | (Err(_), true) => {}
            (Ok(()), true) => wrong.push(format!("{name}: passes, but is listed in xfail.json")),
            (Err(why), false) => wrong.push(format!("{name}: {why}")),
        }
    }
    wrong.extend(
        unknown
            .into_iter()
            .map(|name| format!("{name}: in xfail.json, but there is no such case")),
    );
    assert!(
        wrong.is_empty(),
        "{set}: {} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

/// Compares JSON values: the order of keys is free, and `1` is `1.0`.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The cases of `set` that are known to fail, each with its reason.
pub(crate) fn expected_failures(set: &str) -> BTreeMap<String, String> {
    // One list for all crates of the workspace, beside the tests of the first.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root
        .ancestors()
        .map(|folder| folder.join("tests/xfail.json"))
        .find(|path| path.exists())
        .expect("xfail.json");
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sets: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_slice(&text).expect("xfail.json");
    sets.remove(set).unwrap_or_default()
}
