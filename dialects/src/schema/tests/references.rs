//! References: their characters, the meta-schema, and loops.

use super::*;

/// The definition `a`, for the property `a`.
fn defined(definitions: &Value) -> Value {
    json!({"type": "object", "properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": definitions})
}

#[test]
fn schemas_that_never_end_are_build_errors() {
    let to = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    for (schema, pointer) in [
        (json!({"type": "object", "allOf": [{"$ref": "#"}]}), ""),
        (
            json!({"type": "object", "properties": {"a": {"$ref": "#", "default": {}}}}),
            "/properties/a",
        ),
        (
            json!({"type": "object", "properties": {"a": {"default": [], "items": [{"$ref": "#", "default": {}}]}}}),
            "/properties/a",
        ),
        (defined(&json!({"a": to("a")})), "/definitions/a"),
        (defined(&json!({"a": to("b"), "b": to("a")})), "/definitions/b"),
    ] {
        let error = Validator::compile(&schema).unwrap_err();
        assert_eq!(error.kind, SchemaErrorKind::Fault);
        assert!(error.cause.contains("leads back to itself"), "{error}");
        assert_eq!(error.pointer, pointer, "{schema}");
    }
}

#[test]
fn loops_end_only_the_requests_that_enter_them() {
    let to = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    for (schema, fine, endless) in [
        (
            defined(&json!({"a": {"allOf": [to("a")]}})),
            json!({}),
            json!({"a": 1}),
        ),
        (
            defined(&json!({"a": {"$ref": "#/definitions/b", "minLength": 1}, "b": to("a")})),
            json!({}),
            json!({"a": "x"}),
        ),
        (
            defined(&json!({"a": {"not": {"anyOf": [{"type": "null"}, to("a")]}}})),
            json!({}),
            json!({"a": 1}),
        ),
        (
            defined(&json!({"a": {"properties": {"b": {"$ref": "#/definitions/a", "default": {}}}}})),
            json!({"a": 1}),
            json!({"a": {}}),
        ),
        (
            json!({"type": "object", "required": ["a"], "properties": {"b": {"$ref": "#", "default": {"a": 1}}}}),
            json!({"a": 1, "b": {"a": 2, "b": {"a": 3, "b": {"a": 3, "b": 7}}}}),
            json!({"a": 1}),
        ),
    ] {
        let validator = Validator::compile(&schema).unwrap();
        let ends = |data: &Value| match validator.validate_value(&mut data.clone()) {
            Ok(()) => true,
            Err(violations) => !violations[0].is_endless(),
        };
        assert!(ends(&fine), "{schema}");
        assert!(!ends(&endless), "{schema}");
    }
}

#[test]
fn deep_data_is_not_blamed_on_the_schema() {
    let schema = json!({
        "type": "object",
        "properties": {"n": nested_schema("allOf", 40, json!({"$ref": "#"})), "d": {"default": 1}},
    });
    let violations = Validator::compile(&schema)
        .unwrap()
        .validate_value(&mut nested("n", 126));
    assert!(!violations.unwrap_err()[0].is_endless());
}

#[test]
fn references_and_ids_may_have_characters_that_uris_do_not() {
    for name in [
        "Opt<Str>",
        "Order Item",
        "Text|Null",
        "a^b",
        "a\"b",
        "a\\b",
        "{a}",
        "ü",
        "a%b",
    ] {
        let reference = format!("#/definitions/{}", name.replace('%', "%25"));
        let schema = json!({
            "$id": format!("order {}", name.replace('%', "")),
            "type": "object",
            "properties": {"a": {"$ref": reference}},
            "definitions": {name: {"type": ["string", "null"]}},
        });
        let validator = Validator::compile(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        validator.validate_value(&mut json!({"a": null})).unwrap();
        assert_eq!(
            validator.validate_value(&mut json!({"a": 1})).unwrap_err()[0].path,
            "/a",
            "{name}"
        );
    }
    let schema = defined(&json!({"a": {}, "100%": {}}));
    Validator::compile(&schema).unwrap();
    let schema = json!({"type": "object", "properties": {"a": {"$ref": "#/definitions/100%"}}, "definitions": {"100%": {}}});
    assert_eq!(
        Validator::compile(&schema).unwrap_err().pointer,
        "/properties/a/$ref"
    );
}

#[test]
fn the_meta_schema_may_be_referred_to() {
    let to = |reference: &str| {
        let schema = json!({"type": "object", "properties": {"form": {"$ref": reference}}});
        Validator::compile(&schema).unwrap_or_else(|error| panic!("{reference}: {error}"))
    };
    let paths = |reference: &str, form: Value| {
        let violations = to(reference)
            .validate_value(&mut json!({ "form": form }))
            .unwrap_err();
        violations
            .into_iter()
            .map(|violation| (violation.path, violation.keyword))
            .collect::<Vec<_>>()
    };
    let draft = "http://json-schema.org/draft-07/schema";
    for reference in [
        draft,
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/schema#",
    ] {
        let form =
            json!({"form": {"type": "string", "minLength": 2, "pattern": "(", "additionalProperties": {}}});
        let mut data = form.clone();
        to(reference).validate_value(&mut data).unwrap();
        assert_eq!(data, form);
        let at = |keyword| ("/form/type".to_owned(), keyword);
        assert_eq!(
            paths(reference, json!({"type": "strin"})),
            [at("enum"), at("type"), at("anyOf")]
        );
    }
    for (pointer, form, path) in [
        ("#/definitions/simpleTypes", json!("strin"), "/form"),
        ("#/definitions/nonNegativeInteger", json!(-1), "/form"),
        ("#/properties/title", json!(1), "/form"),
        (
            "#",
            json!({"properties": {"x": {"title": 4}}}),
            "/form/properties/x/title",
        ),
    ] {
        assert_eq!(paths(&format!("{draft}{pointer}"), form)[0].0, path, "{pointer}");
    }
    for unknown in [
        "https://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-06/schema#",
    ] {
        let schema = json!({"type": "object", "properties": {"form": {"$ref": unknown}}});
        assert_eq!(
            Validator::compile(&schema).unwrap_err().pointer,
            "/properties/form/$ref"
        );
    }
}
