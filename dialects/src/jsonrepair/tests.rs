use super::*;
use proptest::prelude::*;

/// Asserts the result of a repair.
#[track_caller]
fn repairs(input: &str, output: &str) {
    assert_eq!(repair(input).as_deref(), Ok(output), "{input}");
}

/// Asserts the position where a repair fails.
#[track_caller]
fn fails(input: &str, position: usize) {
    assert_eq!(repair(input), Err(RepairError { position }), "{input}");
}

#[test]
fn single_quotes_of_printed_objects_become_double_quotes() {
    repairs("{'a':1,'b':['x',null]}", r#"{"a":1,"b":["x",null]}"#);
    repairs("{'s':'it's'}", r#"{"s":"it\"s"}"#);
    repairs("{“a”: ‘b’, `c`: ´d´}", r#"{"a": "b", "c": "d"}"#);
}

#[test]
fn missing_quotes_commas_and_brackets_are_added() {
    repairs(r#"{"a":[1,{"b":"c"#, r#"{"a":[1,{"b":"c"}]}"#);
    repairs(r#"{"a" 1 "b":}"#, r#"{"a": 1, "b":null}"#);
    repairs("[1 2\n3]", "[1, 2,\n3]");
    repairs(
        "[-, .5, 1., 2e, 007, -e5]",
        r#"[-0, 0.5, 1.0, 2e0, "007", "-e5"]"#,
    );
}

#[test]
fn surplus_commas_comments_and_brackets_are_dropped() {
    repairs("[,1,2,]]}", "[1,2]");
    repairs("[1,/* two */2,...]// end", "[1,2]");
    repairs("/*/[1]", "[1]");
    repairs("```json\n[1]\n```", "\n[1]\n");
    repairs(r#"ObjectId("1")"#, r#""1""#);
}

#[test]
fn lines_of_values_become_an_array() {
    repairs("{\"a\":1}\n{\"a\":2}\n", "[\n{\"a\":1},\n{\"a\":2}\n\n]");
}

#[test]
fn bare_text_is_quoted() {
    repairs(
        "{a: b c, d: undefined, e: True}",
        r#"{"a": "b c", "d": null, "e": true}"#,
    );
    repairs(
        "[http://a.b/c?d=1, /x\\/y/]",
        r#"["http://a.b/c?d=1", "/x\\/y/"]"#,
    );
}

#[test]
fn html_entities_close_strings_like_quotes() {
    repairs("[&quot;a&amp;b&#34;, &apos;c\"]", r#"["a&b", "c"]"#);
    repairs("[&#39 x;a]", r#"["a"]"#);
    repairs("[&#x1F600;]", r#"["&#x1F600;"]"#);
}

#[test]
fn misplaced_quotes_end_strings_at_delimiters() {
    repairs(r#"{"a":"b,c,"d":"e"}"#, r#"{"a":"b,c","d":"e"}"#);
    repairs(r#"["say "hi" now"]"#, r#"["say \"hi\" now"]"#);
    repairs(r#"["a, 1]"#, r#"["a", 1]"#);
}

#[test]
fn strings_joined_by_plus_become_one() {
    repairs(r#"["a" + 'b' /* c */ + "d", "e" + 1]"#, r#"["abd", "e",1]"#);
}

#[test]
fn unbalanced_brackets_keep_a_string_open() {
    repairs(r#"{"a":["x [y"]}"#, r#"{"a":["x", ["y"]]}"#);
    fails(r#"{"body":"Hello {x"}"#, 15);
}

#[test]
fn error_positions_are_utf_16_units() {
    fails("[\"😀\\u12\"]", 4);
    fails("", 0);
    fails("[\\x]", 2);
}

#[test]
fn string_that_would_restart_indefinitely_is_an_error() {
    assert!(repair(r#"["q\,"t"]"#).is_err());
}

#[test]
fn nesting_beyond_max_depth_is_an_error() {
    repairs(&"[".repeat(128), &("[".repeat(128) + &"]".repeat(128)));
    for opener in ["[", "{a:", "f("] {
        assert!(repair(&(opener.repeat(127) + "[1")).is_ok());
        assert!(repair(&(opener.repeat(128) + "[1")).is_err());
        assert!(repair(&opener.repeat(100_000)).is_err());
    }
}

#[test]
fn long_concatenations_do_not_use_depth() {
    let text = format!("[{}\"a\"]", "\"a\" + ".repeat(20_000));
    repairs(&text, &format!("[\"{}\"]", "a".repeat(20_001)));
}

#[test]
fn text_that_is_reread_too_often_is_an_error() {
    let restarts = format!("['a{}]", ",x' b".repeat(20_000));
    assert!(repair(&restarts).is_err());
    let comments = format!("[\"a{}*/x\"]", "\"/* b".repeat(20_000));
    assert!(repair(&comments).is_err());
}

proptest! {
    #[test]
    fn any_text_is_repaired_or_refused(text in r#"[\[\]{}"'`,:+/*\\&;#0-9a-f \n.“é😀()-]{0,60}"#) {
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

#[test]
fn escapes_that_the_text_cuts_off_are_dropped() {
    repairs(r#"{"a":"b\u12"#, r#"{"a":"b"}"#);
    repairs(r#"["\u"#, r#"[""]"#);
    fails(r#""\u12x""#, 1);
}
