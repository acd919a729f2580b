use super::*;
use serde_json::json;

#[test]
fn validation_vectors() {
    crate::vectors::replay("validation-vectors", |case| {
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
        match validator.validate(&mut data) {
            Ok(()) if case["valid"] == true => {
                let same = equality::equal(&data, &case["data_after"]);
                if same {
                    Ok(())
                } else {
                    Err(format!("after: {data}, expected {}", case["data_after"]))
                }
            }
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
