//! The shape of schemas: what the draft-07 meta-schema demands of every keyword (§9).
//!
//! This also looks at what is never compiled, such as unused `definitions`.

use super::{MAX_SCHEMA_DEPTH, SchemaError, equality, format::Format, pointer::Pointer, program::Types};
use crate::json::Json;
use serde_json::{Map, Value};

/// The shapes of the values of keywords.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Number,
    PositiveNumber,
    Size,
    UriReference,
    Type,
    Enum,
    Examples,
    Names,
    Schema,
    Schemas,
    SchemaOrSchemas,
    SchemaMap,
    Dependencies,
    /// Nothing is demanded.
    Any,
}

/// The keywords, each with the shape of its value and whether it is a rule, which makes a schema more than a
/// bag of annotations.
fn keyword(name: &str) -> Option<(Shape, bool)> {
    use Shape::*;
    Some(match name {
        "$comment" => (Text, true),
        "$id" => (UriReference, false),
        "$ref" => (UriReference, true),
        "$schema" => (Text, false),
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "else"
        | "if"
        | "not"
        | "propertyNames"
        | "then" => (Schema, true),
        "allOf" | "anyOf" | "oneOf" => (Schemas, true),
        "const" | "id" => (Any, true),
        "contentEncoding" | "contentMediaType" => (Text, false),
        "definitions" => (SchemaMap, false),
        "dependencies" => (Dependencies, true),
        "enum" => (Enum, true),
        "examples" => (Examples, false),
        "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" => (Number, true),
        "format" => (Text, true),
        "formatExclusiveMaximum" | "formatExclusiveMinimum" | "formatMaximum" | "formatMinimum" => {
            (Any, true)
        }
        "items" => (SchemaOrSchemas, true),
        "maxItems" | "maxLength" | "maxProperties" | "minItems" | "minLength" | "minProperties" => {
            (Size, true)
        }
        "multipleOf" => (PositiveNumber, true),
        "nullable" => (Any, true),
        "pattern" => (Text, true),
        "patternProperties" => (SchemaMap, true),
        "properties" => (SchemaMap, true),
        "readOnly" => (Flag, false),
        "required" => (Names, true),
        "type" => (Type, true),
        "uniqueItems" => (Flag, true),
        _ => return None,
    })
}

/// Whether a keyword does anything when data is validated.
pub(super) fn is_rule(name: &str) -> bool {
    keyword(name).is_some_and(|(_, rule)| rule)
}

/// Whether a schema accepts everything without a look at the data: `true`, `{}`, annotations only.
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
    /// The rules: what a reference leads to outside the places where the meta-schema knows of schemas.
    Rules,
}

/// Checks a schema and the schemas inside it.
pub(super) fn check(schema: &Value, at: &Pointer<'_>, extent: Extent) -> Result<(), SchemaError> {
    match schema {
        Value::Bool(_) => Ok(()),
        Value::Object(map) => {
            for (name, value) in map {
                if let Some((shape, rule)) = keyword(name)
                    && (rule || extent == Extent::Document)
                {
                    check_keyword(shape, value, &Pointer::Key(at, name), extent)?;
                }
            }
            Ok(())
        }
        _ => fault(at, "a schema is an object or a boolean"),
    }
}

fn check_keyword(shape: Shape, value: &Value, at: &Pointer<'_>, extent: Extent) -> Result<(), SchemaError> {
    match shape {
        Shape::Any => Ok(()),
        Shape::Text => demand(value.is_string(), at, "must be a string"),
        Shape::Flag => demand(value.is_boolean(), at, "must be a boolean"),
        Shape::Number => demand(value.is_number(), at, "must be a number"),
        Shape::PositiveNumber => demand(
            value.as_f64().is_some_and(|number| number > 0.0),
            at,
            "must be a number above 0",
        ),
        Shape::Size => {
            let size = value
                .as_f64()
                .is_some_and(|number| number >= 0.0 && number.fract() == 0.0);
            demand(size, at, "must be a whole number, 0 or more")
        }
        Shape::UriReference => {
            let reference = value
                .as_str()
                .is_some_and(|text| Format::UriReference.accepts_text(text));
            demand(reference, at, "must be a URI reference")
        }
        Shape::Examples => demand(value.is_array(), at, "must be a list"),
        Shape::Type => check_type(value, at),
        Shape::Enum => {
            let Some(items) = value.as_array().filter(|items| !items.is_empty()) else {
                return fault(at, "must be a list that is not empty");
            };
            demand(are_different(items), at, "must not list a value twice")
        }
        Shape::Names => check_names(value, at),
        Shape::Schema => check(value, at, extent),
        Shape::Schemas => check_list(value, at, extent),
        Shape::SchemaOrSchemas if value.is_array() => check_list(value, at, extent),
        Shape::SchemaOrSchemas => check(value, at, extent),
        Shape::SchemaMap => check_map(value, at, |_, value, at| check(value, at, extent)),
        Shape::Dependencies => check_map(value, at, |_, value, at| {
            if value.is_array() {
                check_names(value, at)
            } else {
                check(value, at, extent)
            }
        }),
    }
}

/// Whether no value is listed twice.
fn are_different(items: &[Value]) -> bool {
    let items: Vec<_> = items.iter().map(Json::from).collect();
    equality::duplicate(&items, |_| true).is_none()
}

/// The `type` of a schema: a name, or a list of different names.
fn check_type(value: &Value, at: &Pointer<'_>) -> Result<(), SchemaError> {
    let known = |value: &Value| value.as_str().and_then(Types::named).is_some();
    let good = match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(known) && are_different(items),
        _ => known(value),
    };
    demand(
        good,
        at,
        "must be one of the seven JSON type names, or a list of different ones",
    )
}

fn check_names(value: &Value, at: &Pointer<'_>) -> Result<(), SchemaError> {
    let good = value
        .as_array()
        .is_some_and(|items| items.iter().all(Value::is_string) && are_different(items));
    demand(good, at, "must be a list of different strings")
}

fn check_list(value: &Value, at: &Pointer<'_>, extent: Extent) -> Result<(), SchemaError> {
    let Some(items) = value.as_array().filter(|items| !items.is_empty()) else {
        return fault(at, "must be a list of schemas that is not empty");
    };
    for (index, item) in items.iter().enumerate() {
        check(item, &Pointer::Index(at, index), extent)?;
    }
    Ok(())
}

fn check_map(
    value: &Value,
    at: &Pointer<'_>,
    each: impl Fn(&str, &Value, &Pointer<'_>) -> Result<(), SchemaError>,
) -> Result<(), SchemaError> {
    let members: Option<&Map<String, Value>> = value.as_object();
    let Some(members) = members else {
        return fault(at, "must be an object of schemas");
    };
    for (name, member) in members {
        each(name, member, &Pointer::Key(at, name))?;
    }
    Ok(())
}

fn demand(good: bool, at: &Pointer<'_>, what: &str) -> Result<(), SchemaError> {
    if good { Ok(()) } else { fault(at, what) }
}

fn fault(at: &Pointer<'_>, what: &str) -> Result<(), SchemaError> {
    Err(SchemaError::fault(at.text(), what))
}
