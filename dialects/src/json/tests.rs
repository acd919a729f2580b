mod data;
mod outline;

use super::{error::ReadError, parse::MAX_DEPTH, *};
use proptest::prelude::*;
use serde_json::{Value, json};

fn canonical_text(body: impl AsRef<[u8]>) -> String {
    canonical(body.as_ref()).unwrap_or_else(|error| panic!("{error}: {:?}", body.as_ref()))
}

fn refused(body: impl AsRef<[u8]>) -> String {
    let error = read(body.as_ref()).unwrap_err();
    assert_eq!(canonical(body.as_ref()).unwrap_err(), error);
    assert_eq!(error.kind(), ReadErrorKind::Syntax);
    error.to_string()
}

fn nested(depth: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// Reads a body as a `serde_json` value.
fn read_value(body: &[u8]) -> Result<Value, ReadError> {
    read(body).map(Value::from)
}

/// Pairs of a text and the result of Node 20 for `JSON.stringify(JSON.parse(text))`.
const CANONICAL: &[(&str, &str)] = &[
    // bridge.md §2.4, row by row
    (r#"{ "a" : 1 }"#, r#"{"a":1}"#),
    (
        r#"{"b":1,"10":2,"2":3,"01":4,"4294967295":7}"#,
        r#"{"2":3,"10":2,"b":1,"01":4,"4294967295":7}"#,
    ),
    (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
    (
        "[1.0,1E5,1e20,1e21,0.1e-6,0.000001]",
        "[1,100000,100000000000000000000,1e+21,1e-7,0.000001]",
    ),
    (
        "[12345678901234567890,1e400,-0.0,5e-324]",
        "[12345678901234567000,null,0,5e-324]",
    ),
    ("\"\\u00e9\\/\\u2028\\u007f\"", "\"é/\u{2028}\u{7f}\""),
    (r#""\uD83D\uDE00""#, "\"😀\""),
    (r#""\uD800""#, r#""\ud800""#),
    (r#"{"__proto__":{"x":1},"a":1}"#, r#"{"__proto__":{"x":1},"a":1}"#),
    // values at the top
    (" null\t", "null"),
    ("\r\ntrue\n", "true"),
    ("false", "false"),
    ("\"\"", "\"\""),
    ("[ ]", "[]"),
    ("{ }", "{}"),
    ("[[],{},[[]]]", "[[],{},[[]]]"),
    // numbers
    ("[-0,-1,-0e5,0e999,-1e999]", "[0,-1,0,0,null]"),
    (
        "[999999999999999,9999999999999999,9007199254740993]",
        "[999999999999999,10000000000000000,9007199254740992]",
    ),
    (
        "[1e-400,2.5e-324,1.7976931348623157e308,1.7976931348623159e308]",
        "[0,5e-324,1.7976931348623157e+308,null]",
    ),
    (
        "[1e+2,1E-2,1.50,123456789012345678e3]",
        "[100,0.01,1.5,123456789012345680000]",
    ),
    // strings
    (
        r#""\u0000\u001f\u0008\u0009\u000a\u000b\u000c\u000d\u0022\u005c\u002f""#,
        r#""\u0000\u001f\b\t\n\u000b\f\r\"\\/""#,
    ),
    (r#""\"\\\b\f\n\r\t""#, r#""\"\\\b\f\n\r\t""#),
    (r#""a\uDE00b\uD83Dc""#, r#""a\ude00b\ud83dc""#),
    (r#""\uD83D\uD83D\uDE00\uDE00""#, "\"\\ud83d😀\\ude00\""),
    (r#""\uD83D\n\uDE00""#, r#""\ud83d\n\ude00""#),
    (r#""\uDbFf\udFfF""#, "\"\u{10ffff}\""),
    (r#""\\uD83D\\uDE00""#, r#""\\uD83D\\uDE00""#),
    // keys
    (r#"{"\u0061":1,"a":2}"#, r#"{"a":2}"#),
    (r#"{"\u0031":1,"0":2,"1":3}"#, r#"{"0":2,"1":3}"#),
    (
        r#"{"\ud800":1,"\uD800":2,"\ud801":3}"#,
        r#"{"\ud800":2,"\ud801":3}"#,
    ),
    (
        r#"{"":1,"-1":2,"1.5":3,"0":4,"":5}"#,
        r#"{"0":4,"":5,"-1":2,"1.5":3}"#,
    ),
    (r#"{"\"":1,"\\":2,"\"":3}"#, r#"{"\"":3,"\\":2}"#),
    (
        r#"{"z":{"9":1,"8":{"b":1,"a":2,"b":[{"1":1,"0":0}]}},"1":[{"2":2,"x":0,"1":1}]}"#,
        r#"{"1":[{"1":1,"2":2,"x":0}],"z":{"8":{"b":[{"0":0,"1":1}],"a":2},"9":1}}"#,
    ),
    (
        r#"{"a":{"1":1,"0":0},"b":{"1":1,"0":0},"a":{"3":3,"2":2}}"#,
        r#"{"a":{"2":2,"3":3},"b":{"0":0,"1":1}}"#,
    ),
    (
        r#"{"j":0,"i":0,"h":0,"g":0,"f":0,"e":0,"d":0,"c":0,"b":0,"a":0,"j":1}"#,
        r#"{"j":1,"i":0,"h":0,"g":0,"f":0,"e":0,"d":0,"c":0,"b":0,"a":0}"#,
    ),
];

#[test]
fn canonical_text_equals_what_javascript_prints() {
    for (text, want) in CANONICAL {
        assert_eq!(canonical_text(text), *want, "{text}");
        assert_eq!(canonical_text(want), *want, "twice: {text}");
    }
}

#[test]
fn one_byte_order_mark_is_dropped() {
    assert_eq!(canonical_text("\u{feff}{ }"), "{}");
    assert_eq!(read_value("\u{feff}{}".as_bytes()).unwrap(), json!({}));
    assert_eq!(
        refused("\u{feff}\u{feff}{}"),
        "expected a value at line 1 column 1"
    );
}

#[test]
fn invalid_utf_8_is_replaced_as_text_decoder_does() {
    // A cut-off sequence becomes one U+FFFD, like in `TextDecoder`, and every other invalid byte one.
    let body = b"{\"a\":\"\xff-\xf0\x9f\x98-\xed\xa0\x80-\xc0\x80\"}";
    let want = "{\"a\":\"\u{fffd}-\u{fffd}-\u{fffd}\u{fffd}\u{fffd}-\u{fffd}\u{fffd}\"}";
    assert_eq!(canonical_text(body), want);
    assert_eq!(
        read_value(body).unwrap(),
        serde_json::from_str::<Value>(want).unwrap()
    );
    assert_eq!(
        refused(b"{\xff}"),
        "expected a key in double quotes at line 1 column 2"
    );
}

#[test]
fn lone_surrogates_and_huge_numbers_are_replaced_in_values() {
    assert_eq!(
        read_value(br#"["a\ud800b","\udc00","\ud83d\ude00",1e400,-1e400,1,"\n"]"#).unwrap(),
        json!(["a\u{fffd}b", "\u{fffd}", "😀", null, null, 1, "\n"])
    );
    let numbers = read_value(b"[18446744073709551615,-9223372036854775808,1.5,-0,1e999]").unwrap();
    assert_eq!(
        numbers,
        serde_json::from_str::<Value>("[18446744073709551615,-9223372036854775808,1.5,-0,null]").unwrap()
    );
}

#[test]
fn duplicate_keys_keep_the_last_value_at_the_first_place() {
    for body in [r#"{"a":1,"b":2,"a":3}"#, r#"{"a":1,"b":2,"a":3,"c":1e999}"#] {
        let value = read_value(body.as_bytes()).unwrap();
        let members: Vec<_> = value.as_object().unwrap().iter().take(2).collect();
        assert_eq!(
            members,
            [(&"a".to_owned(), &json!(3)), (&"b".to_owned(), &json!(2))]
        );
    }
}

#[test]
fn errors_have_position_and_cause() {
    for (body, want) in [
        ("", "expected a value at line 1 column 1"),
        ("hello", "expected a value at line 1 column 1"),
        ("NaN", "expected a value at line 1 column 1"),
        ("nul", "expected a value at line 1 column 1"),
        ("{'a':1}", "expected a key in double quotes at line 1 column 2"),
        ("{\"a\":1,}", "expected a key in double quotes at line 1 column 8"),
        ("{,}", "expected a key in double quotes at line 1 column 2"),
        ("{\"a\" 1}", "expected `:` at line 1 column 6"),
        ("{\"a\":1 \"b\":2}", "expected `,` or `}` at line 1 column 8"),
        ("{\"a\":", "expected a value at line 1 column 6"),
        ("{\"a\":1", "expected `,` or `}` at line 1 column 7"),
        ("[1,]", "expected a value at line 1 column 4"),
        ("[,1]", "expected a value at line 1 column 2"),
        ("[1 2]", "expected `,` or `]` at line 1 column 4"),
        ("[1}", "expected `,` or `]` at line 1 column 3"),
        ("{} x", "expected the end of the text at line 1 column 4"),
        ("[\n1,", "expected a value at line 2 column 3"),
        ("[\n  \"ééé\",\n  tru]", "expected a value at line 3 column 3"),
        ("\"a", "expected the end of the string at line 1 column 3"),
        (
            "\"é\n\"",
            "unescaped control character in a string at line 1 column 3",
        ),
        (
            "\"\u{1f}\\n\"",
            "unescaped control character in a string at line 1 column 2",
        ),
        (r#""\x41""#, "invalid escape in a string at line 1 column 2"),
        (r#""\u12""#, "invalid escape in a string at line 1 column 2"),
        (r#""\u+123""#, "invalid escape in a string at line 1 column 2"),
        (r#""\u12é4""#, "invalid escape in a string at line 1 column 2"),
        ("\"\\", "invalid escape in a string at line 1 column 2"),
        ("01", "expected the end of the text at line 1 column 2"),
        ("-", "expected a digit at line 1 column 2"),
        ("+1", "expected a value at line 1 column 1"),
        (".5", "expected a value at line 1 column 1"),
        ("1.", "expected a digit at line 1 column 3"),
        ("1e", "expected a digit at line 1 column 3"),
        ("1e+", "expected a digit at line 1 column 4"),
        ("-a", "expected a digit at line 1 column 2"),
        ("[1]\u{a0}", "expected the end of the text at line 1 column 4"),
        ("\u{b}1", "expected a value at line 1 column 1"),
        ("/**/1", "expected a value at line 1 column 1"),
    ] {
        assert_eq!(refused(body), want, "{body:?}");
    }
}

#[test]
fn text_nested_beyond_max_depth_is_too_deep() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = nested(MAX_DEPTH, open, "1e999", close);
        assert_eq!(canonical_text(&deep), deep.replace("1e999", "null"));
        assert!(read(deep.as_bytes()).is_ok());
        let deeper = nested(MAX_DEPTH + 1, open, "1", close);
        let error = read(deeper.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::TooDeep);
        assert_eq!(canonical(deeper.as_bytes()), Err(error));
        assert!(
            error
                .to_string()
                .starts_with("arrays and objects nested too deep at line 1 column ")
        );
        let deepest = open.repeat(500_000);
        assert_eq!(
            read(deepest.as_bytes()).unwrap_err().kind(),
            ReadErrorKind::TooDeep
        );
    }
    // The limit is on open arrays and objects, not on closed ones.
    let wide = format!("[{}1]", "[[[]]],".repeat(1000));
    assert_eq!(canonical_text(&wide), wide);
}

#[test]
fn deepest_accepted_text_fits_a_small_stack() {
    // The members are in the wrong order at every depth, so all of it is copied level by level.
    let deep = nested(MAX_DEPTH, r#"{"1":0,"0":"#, "1e999", "}");
    let want = nested(MAX_DEPTH, r#"{"0":"#, "null", r#","1":0}"#);
    std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(move || {
            assert_eq!(canonical_text(&deep), want);
            assert!(read(deep.as_bytes()).is_ok());
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    // Each would take minutes if any step looked at everything before it.
    let mut keys = String::from("{");
    for key in (0..40_000).rev() {
        keys.push_str(&format!("\"{key}\":[],\"k{}\":1e999,", key % 1000));
    }
    keys.push_str("\"\":0}");
    let sorted = canonical_text(&keys);
    assert!(sorted.starts_with(r#"{"0":[],"1":[],"2":[]"#));
    assert!(read(keys.as_bytes()).is_ok());
    let reordered = format!("[{}1e999]", r#"{"1":{"1":0,"0":0},"0":0},"#.repeat(20_000));
    assert_eq!(canonical_text(&reordered).len(), reordered.len() - 1);
    let escapes = format!("\"{}\"", r"\ud800\n".repeat(100_000));
    assert_eq!(canonical_text(&escapes), escapes);
    let digits = format!("1{}", "0".repeat(500_000));
    assert_eq!(canonical_text(&digits), "null");
}

/// Generates text that is JSON, or nearly: values of all kinds in all spellings.
fn jsonish() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}").replace("NaN", "0").replace("inf", "0")),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?",
    ];
    let string = "\"([a-z0-9é\u{2028}😀]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4}|\\\\ud[89a-f]00|\\\\u00[0-3][0-9]){0,6}\"";
    let key = prop_oneof![string.prop_map(String::from), "\"[0-9]{1,2}\"", "\"[ab]\""];
    let leaf = prop_oneof![
        number,
        string.prop_map(String::from),
        "null|true|false",
        "[ {}\\[\\]\",:a0-]{0,3}"
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(" ,"))),
            prop::collection::vec((key.clone(), inner), 0..10).prop_map(|members| {
                let members: Vec<_> = members
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{\n{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn canonical_text_equals_read_and_stringify(text in jsonish()) {
        let ours = canonical(text.as_bytes());
        prop_assert_eq!(is_json(&text), ours.is_ok());
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => {
                let mut want = String::new();
                stringify(&mut want, &Json::from(&value));
                prop_assert_eq!(ours.as_ref(), Ok(&want));
                prop_assert_eq!(read_value(text.as_bytes()), Ok(value));
            }
            Err(_) => prop_assert_eq!(read(text.as_bytes()).err(), ours.clone().err()),
        }
        if let Ok(ours) = ours {
            prop_assert_eq!(canonical(ours.as_bytes()), Ok(ours));
        }
    }

    #[test]
    fn reading_arbitrary_bytes_does_not_panic(body in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = read(&body);
        let _ = canonical(&body);
    }
}

#[test]
fn texts_may_have_100_000_values_or_one_for_each_20_bytes() {
    let list = |count: usize, item: &str| format!("[{}]", vec![item; count - 1].join(","));
    let limit = ValueLimit::default();
    for (item, count) in [
        ("0", 100_000),
        // Without blanks behind it, a text of this length may have one value less.
        ("\"a text of 20 b\"", 250_000),
    ] {
        let text = list(count, item);
        let text = format!("{text}{}", " ".repeat((20 * count).saturating_sub(text.len())));
        assert!(read(text.as_bytes()).is_ok(), "{item}");
        assert!(super::read_value(text.as_bytes(), limit).is_ok(), "{item}");
        let more = list(count + 1, item);
        for error in [
            read(more.as_bytes()).unwrap_err(),
            read_text(&more).unwrap_err(),
            super::read_value(more.as_bytes(), limit).unwrap_err(),
        ] {
            assert!(
                matches!(error.kind(), ReadErrorKind::TooManyValues { .. }),
                "{item}"
            );
        }
    }
}

#[test]
fn only_members_of_a_known_name_are_built_and_limited() {
    let body = r#"{"a":[1,2],"unread":[[[3,4]]],"\u0061":{"x":5},"b":6}"#;
    let read = |limit| {
        let mut taken = Vec::new();
        read_members(
            body.as_bytes(),
            ValueLimit::new(limit),
            &["b", "a"],
            |name, value| {
                taken.push(format!("{name}={value}"));
            },
        )
        .map(|is_object| (is_object, taken.join(" ")))
    };
    assert_eq!(read(6), Ok((true, r#"a=[1,2] a={"x":5} b=6"#.to_owned())));
    assert_eq!(
        read(5).unwrap_err().kind(),
        ReadErrorKind::TooManyValues { limit: 5 }
    );
    let members = |body: &[u8]| read_members(body, ValueLimit::new(0), &["a"], |_, _| unreachable!());
    assert_eq!(members(br#"[{"a":1}]"#), Ok(false));
    assert_eq!(members(br#"{"b":[1,2]}"#), Ok(true));
    assert!(members(br#"{"b":[1,2}"#).is_err());
}

#[test]
fn canonical_form_has_a_limit_on_members() {
    let object = |count: usize| {
        let members: Vec<_> = (0..count).map(|n| format!("\"{n}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    assert!(canonical(object(100_000).as_bytes()).is_ok());
    let error = canonical(object(100_001).as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ReadErrorKind::TooManyValues { limit: 100_000 });
    // Items are not kept.
    assert!(canonical(format!("[{}]", vec!["0"; 200_000].join(",")).as_bytes()).is_ok());
}
