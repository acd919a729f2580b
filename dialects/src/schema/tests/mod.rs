mod declared;
mod limits;
mod patterns;
mod references;
mod work;

use super::*;
use serde_json::json;

/// Runs `work` on a thread as small as a runtime's.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

/// `depth` objects in each other under `key`.
fn nested(key: &str, depth: usize) -> Value {
    (0..depth).fold(json!({}), |inner, _| json!({key: inner}))
}

/// `depth` schemas in each other under `keyword`.
fn nested_schema(keyword: &str, depth: usize, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| json!({keyword: [inner]}))
}

#[test]
fn recursive_schemas_follow_data_to_the_parsers_limit() {
    on_a_small_stack(|| {
        for recursive in [
            json!({"type": "object", "properties": {"n": {"$ref": "#"}}, "additionalProperties": false}),
            json!({"type": "object", "properties": {"n": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}}}),
            json!({
                "type": "object",
                "additionalProperties": {"oneOf": [{"type": "null"}, {"$ref": "#/definitions/inner"}]},
                "definitions": {"inner": {"allOf": [{"$ref": "#"}]}},
            }),
        ] {
            let validator = Validator::compile(&recursive).unwrap();
            let mut data = nested("n", 126);
            validator.validate_value(&mut data).unwrap();
            assert_eq!(data, nested("n", 126));
        }
    });
}

#[test]
fn what_is_too_deep_is_refused() {
    on_a_small_stack(|| {
        let schema = json!({
            "type": "object",
            "properties": {"n": nested_schema("allOf", 40, json!({"$ref": "#"}))},
        });
        let validator = Validator::compile(&schema).unwrap();
        assert!(validator.validate_value(&mut nested("n", 10)).is_ok());
        let violations = validator.validate_value(&mut nested("n", 126)).unwrap_err();
        assert_eq!(violations, [Violation::limit()]);
        for keyword in ["anyOf", "oneOf", "not", "if"] {
            let inner = json!({"$ref": "#"});
            let position = match keyword {
                "not" => (0..40).fold(inner, |inner, _| json!({"not": inner})),
                "if" => (0..40).fold(inner, |inner, _| json!({"if": inner, "then": {"minLength": 1}})),
                _ => nested_schema(keyword, 40, inner),
            };
            let schema = json!({
                "type": "object",
                "properties": {"n": position},
                "patternProperties": {"^n": {"dependencies": {"n": {"minProperties": 1}}}},
            });
            let violations = Validator::compile(&schema)
                .unwrap()
                .validate_value(&mut nested("n", 126));
            assert_eq!(violations.unwrap_err(), [Violation::limit()], "{keyword}");
        }
    });
}

#[test]
fn exponential_unions_end() {
    let twice = json!([{"$ref": "#/definitions/n"}, {"$ref": "#/definitions/n"}]);
    let schema = json!({
        "type": "object",
        "anyOf": [{"$ref": "#/definitions/n"}],
        "definitions": {"n": {
            "type": "object",
            "properties": {"n": {"anyOf": twice}, "never": false},
            "required": ["n"],
        }},
    });
    let validator = Validator::compile(&schema).unwrap();
    assert!(validator.validate_value(&mut nested("n", 100)).is_err());
}

/// A schema that finds twice as much wrong with every level of objects in each other.
fn doubling() -> Validator {
    let twice = json!([{"$ref": "#"}, {"$ref": "#"}]);
    let schema = json!({"type": "object", "patternProperties": {"": {"anyOf": twice}}, "required": ["n"]});
    Validator::compile(&schema).unwrap()
}

#[test]
fn violations_are_counted_up_to_4096() {
    let count = |depth| {
        doubling()
            .validate_value(&mut nested("n", depth))
            .unwrap_err()
            .len()
    };
    assert!(count(9) < 4096);
    assert_eq!(count(14), 4096);
}

#[test]
fn violations_have_a_mebibyte_of_text_and_one_more() {
    let long = "k".repeat(100_000);
    let mut data = json!({ long.clone(): nested("n", 12) });
    data["n"] = json!({});
    let violations = doubling().validate_value(&mut data).unwrap_err();
    let bytes = |violations: &[Violation]| violations.iter().map(|one| one.path.len()).sum::<usize>();
    assert!(violations.len() > 1 && violations[0].path.contains(&long));
    assert!(
        bytes(&violations) <= (1 << 20) + 101_000,
        "{}",
        bytes(&violations)
    );
    assert!(bytes(&violations[..violations.len() - 1]) < 1 << 20);
}

#[test]
fn two_million_positions_are_visited_and_no_more() {
    let schema = json!({"type": "object", "properties": {"l": {"items": {"type": "null"}}}});
    let validator = Validator::compile(&schema).unwrap();
    // The object and the list count, too.
    let data = |length| json!({ "l": vec![Value::Null; length] });
    validator.validate_value(&mut data(1_999_998)).unwrap();
    let violations = validator.validate_value(&mut data(1_999_999)).unwrap_err();
    assert_eq!(violations, [Violation::limit()]);
}

#[test]
fn defaults_named_like_indices_come_first() {
    let schema = json!({
        "type": "object",
        "properties": {"4": {"default": false}, "b": {"type": "string"}, "c": {"default": 1}, "2": {"default": {}}},
    });
    let mut data = json!({"b": "x"});
    Validator::compile(&schema)
        .unwrap()
        .validate_value(&mut data)
        .unwrap();
    assert_eq!(data.to_string(), r#"{"2":{},"4":false,"b":"x","c":1}"#);
}

#[test]
fn schemas_nested_too_deeply_are_refused() {
    let schema = json!({"type": "object", "allOf": [nested_schema("allOf", 70, json!({}))]});
    assert!(
        Validator::compile(&schema)
            .unwrap_err()
            .cause
            .contains("levels deep")
    );
    let schema = json!({"type": "object", "allOf": [nested_schema("allOf", 60, json!({}))]});
    Validator::compile(&schema).unwrap();
}

#[test]
fn long_chains_of_references_cost_no_stack() {
    on_a_small_stack(|| {
        let definitions: serde_json::Map<String, Value> = (0..5_000)
            .map(|at| {
                (
                    at.to_string(),
                    json!({"items": {"$ref": format!("#/definitions/{}", at + 1)}}),
                )
            })
            .chain([("5000".to_owned(), json!({"type": "string"}))])
            .collect();
        let schema = json!({
            "type": "object",
            "properties": {"a": {"$ref": "#/definitions/0"}},
            "definitions": definitions,
        });
        let validator = Validator::compile(&schema).unwrap();
        validator.validate_value(&mut json!({"a": [[["x"]]]})).unwrap();
    });
}

#[test]
fn faults_name_their_place() {
    for (schema, pointer) in [
        (
            json!({"type": "object", "properties": {"a/b": {"type": "foo"}}}),
            "/properties/a~1b/type",
        ),
        (
            json!({"type": "object", "properties": {"a": {"pattern": "("}}}),
            "/properties/a/pattern",
        ),
        (
            json!({"type": "object", "allOf": [{}, {"$ref": "#/nope"}]}),
            "/allOf/1/$ref",
        ),
        (
            json!({"type": "object", "items": [{"nullable": true}]}),
            "/items/0/nullable",
        ),
        (
            json!({"type": "object", "properties": {"a": {"$ref": "#/x"}}, "x": {"enum": []}}),
            "/x/enum",
        ),
        (
            json!({"type": "object", "definitions": {"a": {"minLength": -1}}}),
            "/definitions/a/minLength",
        ),
        (
            json!({"type": "object", "$schema": "https://json-schema.org/draft/2020-12/schema"}),
            "/$schema",
        ),
    ] {
        let error = Validator::compile(&schema).unwrap_err();
        assert_eq!(
            (error.kind, error.pointer.as_str()),
            (SchemaErrorKind::Fault, pointer),
            "{error}"
        );
    }
    assert_eq!(
        Validator::compile(&json!({})).unwrap_err().kind,
        SchemaErrorKind::Root
    );
}

#[test]
fn annotations_of_the_wrong_type_are_faults() {
    for (schema, pointer) in [
        (json!({"type": "object", "title": 5}), "/title"),
        (json!({"type": "object", "description": null}), "/description"),
        (
            json!({"type": "object", "properties": {"a": {"description": []}}}),
            "/properties/a/description",
        ),
        (
            json!({"type": "object", "definitions": {"a": {"$comment": 4}}}),
            "/definitions/a/$comment",
        ),
    ] {
        assert_eq!(
            Validator::compile(&schema).unwrap_err().pointer,
            pointer,
            "{schema}"
        );
    }
    // Properties may be called so, and what no keyword leads to is not looked at.
    let schema = json!({
        "type": "object",
        "properties": {"title": {"type": "integer"}, "a": {"$ref": "#/x"}},
        "x": {"title": 5, "properties": {"b": {"description": 6}}},
    });
    Validator::compile(&schema)
        .unwrap()
        .validate_value(&mut json!({"title": 1}))
        .unwrap();
}

#[test]
fn messages_are_one_lower_case_clause() {
    let schema = json!({"type": "object", "properties": {
        "type": {"type": ["string", "null"]},
        "enum": {"enum": ["a", 1]},
        "size": {"maxItems": 2},
        "range": {"minimum": 1.5},
        "format": {"format": "date"},
        "required": {"required": ["k"]},
        "union": {"anyOf": [{"const": 1}, {"const": 2}]},
    }});
    let validator = Validator::compile(&schema).unwrap();
    for (data, messages) in [
        (
            json!({"type": 1.5}),
            vec!["expected string or null, found a number with a fraction"],
        ),
        (json!({"enum": "b"}), vec!["expected one of \"a\", 1"]),
        (json!({"size": [1, 2, 3]}), vec!["must have at most 2 items"]),
        (json!({"range": 1}), vec!["must be at least 1.5"]),
        (json!({"format": "x"}), vec!["must be a date such as 2024-12-31"]),
        (json!({"required": {}}), vec!["lacks the property `k`"]),
        (
            json!({"union": 3}),
            vec!["expected 1", "expected 2", "matches none of 2 alternatives"],
        ),
    ] {
        let violations = validator.validate_value(&mut data.clone()).unwrap_err();
        let found: Vec<_> = violations
            .iter()
            .map(|violation| violation.message.as_str())
            .collect();
        assert_eq!(found, messages);
    }
}

#[test]
fn holes_before_a_default_item_are_no_values() {
    let schema =
        json!({"type": "object", "properties": {"l": {"items": [{"type": "null"}, {"default": 1}]}}});
    let validator = Validator::compile(&schema).unwrap();
    assert_eq!(
        validator.validate_value(&mut json!({"l": []})).unwrap_err()[0].path,
        "/l/0"
    );
    let mut data = json!({"l": [null]});
    validator.validate_value(&mut data).unwrap();
    assert_eq!(data, json!({"l": [null, 1]}));
}

#[test]
fn short_lists_are_checked_whole() {
    let schema = json!({
        "type": "object",
        "properties": {
            "pair": {
                "type": "array",
                "items": [{}, {}, { "type": "string" }],
                "uniqueItems": true,
                "contains": { "type": "string" },
            },
            "lists": { "type": "array", "items": { "type": "array", "contains": { "type": "number" } } },
        },
    });
    let validator = Validator::compile(&schema).unwrap();
    for (mut data, path) in [
        (json!({ "pair": [] }), "/pair"),
        (json!({ "pair": ["a", "a"] }), "/pair"),
        (json!({ "lists": [[1], []] }), "/lists/1"),
    ] {
        assert_eq!(validator.validate_value(&mut data).unwrap_err()[0].path, path);
    }
}

#[test]
fn validators_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Validator>();
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    const FORMATS: [&str; 18] = [
        "date",
        "time",
        "date-time",
        "duration",
        "email",
        "uri",
        "uri-reference",
        "uri-template",
        "url",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
        "regex",
        "json-pointer",
        "json-pointer-uri-fragment",
        "relative-json-pointer",
        "byte",
    ];

    fn json_value() -> impl Strategy<Value = Value> {
        let keyword =
            "type|properties|items|anyOf|not|if|then|required|\\$ref|default|enum|pattern|format|[a-c]";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3i32..9).prop_map(Value::from),
            "object|array|string|#|#/a|#/properties/a|\\PC{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((keyword, inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn formats_never_panic(text in "[\\PC\\s]{0,24}|[-+:.TZPWD0-9a-f/@\\[\\]%?#{}~=éK\u{2028}]{0,24}") {
            for name in FORMATS {
                let format = format::Format::named(name).unwrap();
                format.accepts_text(&text);
                let _ = format.compare(&text, &text);
            }
        }

        #[test]
        fn neither_schemas_nor_data_panic(mut schema in json_value(), mut data in json_value()) {
            if let Value::Object(map) = &mut schema {
                map.insert("type".into(), "object".into());
            }
            if let Ok(validator) = Validator::compile(&schema) {
                let _ = validator.validate_value(&mut data);
            }
        }

        #[test]
        fn what_was_accepted_is_accepted_again(mut data in json_value()) {
            let schema = json!({
                "type": "object",
                "properties": {"a": {"default": {}, "properties": {"b": {"default": 1}}}, "b": {}},
                "additionalProperties": {"type": "string"},
            });
            let validator = Validator::compile(&schema).unwrap();
            if validator.validate_value(&mut data).is_ok() {
                let once = data.clone();
                validator.validate_value(&mut data).unwrap();
                prop_assert_eq!(once, data);
            }
        }
    }
}

#[test]
fn uri_with_an_unclosed_address_is_invalid() {
    let validator =
        Validator::compile(&json!({ "type": "object", "properties": { "at": { "format": "uri" } } }))
            .unwrap();
    for (uri, is_valid) in [
        ("http://[::1]/", true),
        ("http://[::1/", false),
        ("http://[::1]:80/", true),
    ] {
        assert_eq!(
            validator.validate_value(&mut json!({ "at": uri })).is_ok(),
            is_valid,
            "{uri}"
        );
    }
}
