//! Replays the cases that were recorded from the reference (`dialects/tests/vectors`).

#[path = "../src/html/tests/browser.rs"]
mod browser;
#[path = "../../tests/vectors/replay.rs"]
#[allow(dead_code)] // shared with the tests of the other crate
mod replay;

use novu_framework_dialects::{
    html::sanitize,
    json::stringify,
    jsonrepair::repair,
    schema::{SchemaErrorKind, Validator, mock},
};
use replay::{load, replay, same};
use serde_json::{Value, json};

#[test]
fn strings_are_sanitised_as_the_reference_does() {
    replay("sanitize-vectors", |case| {
        let (input, expected) = (case["input"].as_str().unwrap(), case["output"].as_str().unwrap());
        let output = sanitize(input);
        if output == expected {
            Ok(())
        } else {
            Err(format!("\n {input:?}\n {output:?}\n {expected:?}"))
        }
    });
}

#[test]
fn browsers_find_nothing_forbidden_in_recorded_outputs() {
    for case in load("sanitize-vectors.json").as_array().unwrap() {
        let output = sanitize(case["input"].as_str().unwrap());
        let mut found = browser::forbidden_in_document(&output);
        found.extend(browser::forbidden_in_page(&output));
        assert_eq!(found, [""; 0], "{}", case["name"]);
    }
}

#[test]
fn recorded_texts_are_repaired_as_recorded() {
    replay("jsonrepair-vectors", |case| {
        let input = case["input"].as_str().ok_or("no input")?;
        let want = case["output"].as_str().ok_or("no output")?;
        let got = repaired(input);
        if got == want {
            Ok(())
        } else {
            Err(format!("{input:?} became {got:?}, not {want:?}"))
        }
    });
}

/// Repairs as control compilation does: only text that looks like a JSON object or array and is not valid.
fn repaired(input: &str) -> String {
    if let Ok(value) = serde_json::from_str::<Value>(input) {
        let mut out = String::new();
        stringify(&mut out, &value.into());
        return out;
    }
    let trimmed = input.trim();
    let looks_like_json = trimmed.len() > 2
        && ((trimmed.starts_with('{') && trimmed.ends_with('}'))
            || (trimmed.starts_with('[') && trimmed.ends_with(']')));
    if looks_like_json && let Ok(repaired) = repair(input) {
        return repaired;
    }
    input.to_owned()
}

#[test]
fn data_is_validated_as_the_reference_does() {
    replay("validation-vectors", |case| {
        let expected = case.get("throws").and_then(Value::as_str);
        let validator = match Validator::compile(&case["schema"]) {
            Ok(validator) => validator,
            Err(error) => {
                let family = match error.kind {
                    SchemaErrorKind::Root => "discovery",
                    SchemaErrorKind::Fault => "validation",
                };
                return if expected == Some(family) {
                    Ok(())
                } else {
                    Err(error.to_string())
                };
            }
        };
        if let Some(expected) = expected {
            return Err(format!("compiles, expected a fault of {expected}"));
        }
        let mut data = case["data"].clone();
        match validator.validate_value(&mut data) {
            Ok(()) if case["valid"] == true && same(&data, &case["data_after"]) => Ok(()),
            Ok(()) if case["valid"] == true => Err(format!("after: {data}, expected {}", case["data_after"])),
            Ok(()) => Err(format!("accepted, expected {}", case["errors"])),
            Err(violations) => {
                let found: Value = violations
                    .iter()
                    .map(|violation| json!({"path": violation.path, "keyword": violation.keyword}))
                    .collect();
                if case["valid"] == false && found == case["errors"] {
                    Ok(())
                } else {
                    Err(format!("found {found}, expected {}", case["errors"]))
                }
            }
        }
    });
}

#[test]
fn mocks_are_those_of_the_reference() {
    replay("mock-vectors", |case| {
        let (schema, reference) = (&case["schema"], &case["mock"]);
        let ours = mock(schema);
        let fixed = case["deterministic"] == true && case["generatorThrew"] != true;
        // Where the reference's own mock is invalid, ours only has to be valid (differences.md 16).
        let sound = validates(schema, reference) != Some(false);
        if fixed && sound && ours != *reference {
            return Err(format!("{ours} instead of {reference}"));
        }
        if ours != *reference && validates(schema, &ours) == Some(false) {
            return Err(format!(
                "neither {ours} nor {reference} of the reference validates"
            ));
        }
        Ok(())
    });
}

/// Returns whether the validator accepts `value`; `None` if it rejects the schema itself.
fn validates(schema: &Value, value: &Value) -> Option<bool> {
    let validator = Validator::compile(schema).or_else(|_| Validator::compile(&json!({ "allOf": [schema] })));
    let validator = validator.ok()?;
    Some(validator.validate_value(&mut value.clone()).is_ok())
}
