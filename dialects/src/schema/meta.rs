//! The shape of schemas: the demands of the draft-07 meta-schema on every keyword (§9).
//!
//! Like the reference we validate schemas against the meta-schema, which is one that schemas may refer to.
//! `draft-07.json` is the published text without the keywords that are not applied to it: defaults, formats
//! and removals.

use super::{
    MAX_SCHEMA_DEPTH, SchemaError, Violation,
    compile::compile_trusted,
    evaluate::{Limits, evaluate},
    pointer::Pointer,
    program::{Program, ROOT},
};
use crate::json::Json;
use serde_json::Value;
use std::{cmp::Reverse, sync::LazyLock};

/// The meta-schema. Its text is well-formed: the tests use it.
pub(super) static DRAFT_07: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("draft-07.json")).unwrap_or_default());

/// Checks whole documents.
static DOCUMENT: LazyLock<Program> = LazyLock::new(|| compile_trusted(&DRAFT_07).unwrap_or_default());

/// Checks rules only.
static RULES: LazyLock<Program> = LazyLock::new(|| {
    let mut schema = DRAFT_07.clone();
    if let Some(Value::Object(keywords)) = schema.get_mut("properties") {
        keywords.retain(|name, _| is_rule(name));
    }
    compile_trusted(&schema).unwrap_or_default()
});

/// Returns whether a keyword does anything when data is validated, which makes a schema more than a bag of
/// annotations.
pub(super) fn is_rule(name: &str) -> bool {
    matches!(
        name,
        "$comment"
            | "$ref"
            | "additionalItems"
            | "additionalProperties"
            | "allOf"
            | "anyOf"
            | "const"
            | "contains"
            | "dependencies"
            | "else"
            | "enum"
            | "exclusiveMaximum"
            | "exclusiveMinimum"
            | "format"
            | "formatExclusiveMaximum"
            | "formatExclusiveMinimum"
            | "formatMaximum"
            | "formatMinimum"
            | "id"
            | "if"
            | "items"
            | "maxItems"
            | "maxLength"
            | "maxProperties"
            | "maximum"
            | "minItems"
            | "minLength"
            | "minProperties"
            | "minimum"
            | "multipleOf"
            | "not"
            | "nullable"
            | "oneOf"
            | "pattern"
            | "patternProperties"
            | "properties"
            | "propertyNames"
            | "required"
            | "then"
            | "type"
            | "uniqueItems"
    )
}

/// Returns whether a schema accepts everything without a look at the data: `true`, `{}`, annotations only.
pub fn accepts_all(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => *accepts,
        Value::Object(map) => !map.keys().any(|key| is_rule(key)),
        _ => false,
    }
}

/// Refuses documents that are nested too deeply to be walked.
pub(super) fn check_depth(schema: &Value) -> Result<(), SchemaError> {
    fn fits(value: &Value, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else {
            return false;
        };
        match value {
            Value::Array(items) => items.iter().all(|item| fits(item, left)),
            Value::Object(map) => map.values().all(|value| fits(value, left)),
            _ => true,
        }
    }
    if fits(schema, MAX_SCHEMA_DEPTH) {
        Ok(())
    } else {
        Err(SchemaError::fault(
            "",
            format!("nested more than {MAX_SCHEMA_DEPTH} levels deep"),
        ))
    }
}

/// The parts of a schema that are checked, and of the schemas inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All, annotations included: the document, which the reference checks against the meta-schema.
    Document,
    /// The rules: a target of references outside the places where the meta-schema knows of schemas.
    Rules,
}

/// Checks a schema and the schemas inside it, also those that are never compiled, such as unused
/// `definitions`.
pub(super) fn check(schema: &Value, at: &Pointer<'_>, extent: Extent) -> Result<(), SchemaError> {
    let program = match extent {
        Extent::Document => &DOCUMENT,
        Extent::Rules => &RULES,
    };
    evaluate(program, ROOT, &mut Json::from(schema), &mut Limits::default()).map_err(|violations| {
        // Of the branches of a union, the one that got furthest is likely the one that was meant.
        let depth = |violation: &&Violation| Reverse(violation.path.matches('/').count());
        let (path, cause) = match violations.iter().min_by_key(depth) {
            Some(furthest) => (&furthest.path[..], &furthest.message[..]),
            None => ("", "is not a schema"),
        };
        SchemaError::fault(at.text() + path, cause)
    })
}
