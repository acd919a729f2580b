use super::*;
use proptest::prelude::*;

/// Repairs as control compilation does: only what looks like a JSON object or array and is none.
fn repaired(input: &str) -> String {
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(input) {
        let mut out = String::new();
        crate::json::stringify(&mut out, &value.into());
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

/// Asserts what `input` is mended to.
#[track_caller]
fn mends(input: &str, output: &str) {
    assert_eq!(repair(input).as_deref(), Ok(output), "{input}");
}

/// Asserts where the repair of `input` fails.
#[track_caller]
fn fails(input: &str, position: usize) {
    assert_eq!(repair(input), Err(RepairError { position }), "{input}");
}

#[test]
fn the_recorded_texts_are_mended() {
    crate::vectors::replay("jsonrepair-vectors", |case| {
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

#[test]
fn printed_objects_get_double_quotes() {
    mends("{'a':1,'b':['x',null]}", r#"{"a":1,"b":["x",null]}"#);
    mends("{'s':'it's'}", r#"{"s":"it\"s"}"#);
    mends("{“a”: ‘b’, `c`: ´d´}", r#"{"a": "b", "c": "d"}"#);
}

#[test]
fn what_is_missing_is_added() {
    mends(r#"{"a":[1,{"b":"c"#, r#"{"a":[1,{"b":"c"}]}"#);
    mends(r#"{"a" 1 "b":}"#, r#"{"a": 1, "b":null}"#);
    mends("[1 2\n3]", "[1, 2,\n3]");
    mends(
        "[-, .5, 1., 2e, 007, -e5]",
        r#"[-0, 0.5, 1.0, 2e0, "007", "-e5"]"#,
    );
}

#[test]
fn what_is_too_much_is_dropped() {
    mends("[,1,2,]]}", "[1,2]");
    mends("[1,/* two */2,...]// end", "[1,2]");
    mends("/*/[1]", "[1]");
    mends("```json\n[1]\n```", "\n[1]\n");
    mends(r#"ObjectId("1")"#, r#""1""#);
}

#[test]
fn lines_of_values_become_an_array() {
    mends("{\"a\":1}\n{\"a\":2}\n", "[\n{\"a\":1},\n{\"a\":2}\n\n]");
}

#[test]
fn bare_text_is_quoted() {
    mends(
        "{a: b c, d: undefined, e: True}",
        r#"{"a": "b c", "d": null, "e": true}"#,
    );
    mends(
        "[http://a.b/c?d=1, /x\\/y/]",
        r#"["http://a.b/c?d=1", "/x\\/y/"]"#,
    );
}

#[test]
fn entities_are_quotes() {
    mends("[&quot;a&amp;b&#34;, &apos;c\"]", r#"["a&b", "c"]"#);
    mends("[&#39 x;a]", r#"["a"]"#);
    mends("[&#x1F600;]", r#"["&#x1F600;"]"#);
}

#[test]
fn misplaced_quotes_end_strings_at_delimiters() {
    mends(r#"{"a":"b,c,"d":"e"}"#, r#"{"a":"b,c","d":"e"}"#);
    mends(r#"["say "hi" now"]"#, r#"["say \"hi\" now"]"#);
    mends(r#"["a, 1]"#, r#"["a", 1]"#);
}

#[test]
fn strings_are_joined() {
    mends(r#"["a" + 'b' /* c */ + "d", "e" + 1]"#, r#"["abd", "e",1]"#);
}

#[test]
fn unbalanced_brackets_keep_a_string_open() {
    mends(r#"{"a":["x [y"]}"#, r#"{"a":["x", ["y"]]}"#);
    fails(r#"{"body":"Hello {x"}"#, 15);
}

#[test]
fn positions_count_utf16_units() {
    fails("[\"😀\\u12\"]", 4);
    fails("", 0);
    fails("[\\x]", 2);
}

#[test]
fn endless_restarts_are_an_error() {
    assert!(repair(r#"["q\,"t"]"#).is_err());
}

#[test]
fn deep_nesting_is_an_error() {
    mends(&"[".repeat(128), &("[".repeat(128) + &"]".repeat(128)));
    for opener in ["[", "{a:", "f("] {
        assert!(repair(&(opener.repeat(127) + "[1")).is_ok());
        assert!(repair(&(opener.repeat(128) + "[1")).is_err());
        assert!(repair(&opener.repeat(100_000)).is_err());
    }
}

#[test]
fn long_concatenations_do_not_nest() {
    let text = format!("[{}\"a\"]", "\"a\" + ".repeat(20_000));
    mends(&text, &format!("[\"{}\"]", "a".repeat(20_001)));
}

#[test]
fn text_read_over_and_over_is_an_error() {
    let restarts = format!("['a{}]", ",x' b".repeat(20_000));
    assert!(repair(&restarts).is_err());
    let comments = format!("[\"a{}*/x\"]", "\"/* b".repeat(20_000));
    assert!(repair(&comments).is_err());
}

proptest! {
    #[test]
    fn any_text_is_mended_or_refused(text in r#"[\[\]{}"'`,:+/*\\&;#0-9a-f \n.“é😀()-]{0,60}"#) {
        if let Err(error) = repair(&text) {
            prop_assert!(error.position <= text.encode_utf16().count());
        }
    }

    #[test]
    fn compact_json_without_brackets_in_strings_is_kept(
        members in proptest::collection::btree_map("[a-zé]{1,4}", "[a-z \"\\\\\n:,'é😀]{0,12}", 0..5),
    ) {
        let mut text = String::new();
        crate::json::stringify(&mut text, &serde_json::json!([members]).into());
        prop_assert_eq!(repair(&text), Ok(text));
    }
}
