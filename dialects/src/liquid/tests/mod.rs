//! Limits, hostile templates, and what errors say.

use super::{ErrorKind, Scope, Template};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What `text` prints with these variables.
fn render_with(text: &str, payload: &Value) -> Result<String, super::Error> {
    let mut out = String::new();
    Template::parse(text)?.render(&mut Scope::new([("payload", &payload.into())]), &mut out)?;
    Ok(out)
}

fn render(text: &str) -> Result<String, super::Error> {
    render_with(text, &Value::Null)
}

/// The message that `text` fails with.
fn failure(text: &str) -> String {
    match render(text) {
        Ok(out) => panic!("{} bytes printed", out.len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn templates_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Template>();
}

#[test]
fn names_live_on_in_the_templates_of_one_scope() {
    let mut scope = Scope::new([]);
    let mut out = String::new();
    for text in [
        "{% assign a = 'x' %}{% increment c %}{% cycle 1, 2 %}|",
        "{% for i in (1..2) %}{% break %}{% endfor %}{% continue %}lost",
        "{{ a }}{% increment c %}{% cycle 1, 2 %}[{{ i }}]",
    ] {
        Template::parse(text)
            .unwrap()
            .render(&mut scope, &mut out)
            .unwrap();
    }
    assert_eq!(out, "01|x12[]");
}

#[test]
fn errors_name_line_and_token() {
    let error = Template::parse("a\n{{ b }}\n {% bogus %}").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parse);
    assert_eq!(
        error.to_string(),
        "tag is unknown or out of place in `{% bogus %}` on line 3"
    );
    assert_eq!(
        failure("{{ 1 + 1 }}"),
        "unexpected `+` in `{{ 1 + 1 }}` on line 1"
    );
    assert_eq!(
        failure("{% if true %}\n{{ 'x' | append }}{% endif %}"),
        "filter takes exactly one argument in `{{ 'x' | append }}` on line 2"
    );
}

#[test]
fn raw_lines_of_a_liquid_tag_keep_their_line_breaks() {
    assert_eq!(
        render("{% liquid\n raw\n  a b\n c  \n\n e\n endraw\n echo 1 %}").unwrap(),
        "a b\nc  \ne\n1"
    );
    assert_eq!(
        failure("{% liquid\n echo 1\n bogus \n%}"),
        "tag is unknown or out of place in `bogus` on line 3"
    );
}

#[test]
fn unclosed_quotes_lose_their_last_character() {
    for (text, printed) in [
        ("{% echo ' %}", ""),
        ("{% echo 'xy %}", "x"),
        (r"{% echo 'xy\' %}", "xy'"),
        (r"{% echo 'x\ %}", "x"),
        (r"{% echo 'x\\ %}", r"x\"),
        (r"{% echo 'x\u004a %}", "xJ"),
        ("{% echo 'é %}", ""),
    ] {
        assert_eq!(render(text).unwrap(), printed, "{text}");
    }
}

#[test]
fn tags_nest_a_hundred_deep_and_no_deeper() {
    for (open, close) in [
        ("{% if true %}", "{% endif %}"),
        ("{% for i in (1..1) %}", "{% endfor %}"),
        ("{% case 1 %}{% when 1 %}", "{% endcase %}"),
        ("{% capture x %}", "{% endcapture %}{{ x }}"),
        ("{% tablerow i in (1..1) %}", "{% endtablerow %}"),
    ] {
        let nested = |depth| format!("{}x{}", open.repeat(depth), close.repeat(depth));
        assert!(render(&nested(100)).unwrap().contains('x'));
        assert!(failure(&nested(101)).starts_with("tags are nested too deep"));
        assert!(failure(&open.repeat(5000)).starts_with("tags are nested too deep"));
    }
    assert!(failure(&format!("{{% {}%}}", "liquid ".repeat(5000))).contains("too deep"));
}

#[test]
fn brackets_nest_a_hundred_deep_and_no_deeper() {
    for open in ["(", "[", "a[", "('a'..("] {
        assert!(failure(&format!("{{{{ {} }}}}", open.repeat(50_000))).contains("too deep"));
    }
    assert_eq!(
        render(&format!("{{{{ {}1{} }}}}", "a[".repeat(90), "]".repeat(90))).unwrap(),
        ""
    );
}

#[test]
fn long_templates_are_no_trouble() {
    let filters = "| append: 'x' ".repeat(10_000);
    assert_eq!(render(&format!("{{{{ 'a' {filters}}}}}")).unwrap().len(), 10_001);
    let operators = "and true ".repeat(50_000);
    assert_eq!(render(&format!("{{{{ true {operators}}}}}")).unwrap(), "true");
    let operators = "not ".repeat(50_000);
    assert_eq!(render(&format!("{{{{ {operators}true }}}}")).unwrap(), "true");
    let keys = ".a".repeat(50_000);
    assert_eq!(render(&format!("{{{{ a{keys} }}}}")).unwrap(), "");
    for piece in [
        "{{ 'a",
        "{% raw %}{% endraw ",
        "{{{{",
        "{% # ",
        "{%",
        "'t.a",
        "{{ t.",
    ] {
        assert!(Template::parse(&piece.repeat(50_000)).is_err() || !piece.contains('{'));
    }
}

#[test]
fn loops_end() {
    let endless = "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}";
    assert!(failure(endless).contains("1000000 times"));
    assert!(failure("{{ (1..99999999999) }}").contains("range is too long"));
    assert!(failure("{{ (9007199254740992..9007199254740999) }}").contains("range is too long"));
}

#[test]
fn output_ends() {
    let doubled = "{% assign a = a | append: a %}".repeat(40);
    let text = format!("{{% assign a = 'abcdefgh' %}}{doubled}{{{{ a }}}}");
    assert!(failure(&text).contains("too much data"));
    let printed = "{% for i in (1..100) %}{{ a }}{% endfor %}";
    let text = format!("{{% assign a = 'abcdefgh' %}}{}{printed}", &doubled[..30 * 16]);
    assert!(failure(&text).contains("10 MiB"));
    let text = format!(
        "{{% assign a = 'abcdefgh' %}}{}{{{{ a | replace: '', a }}}}",
        &doubled[..30 * 16]
    );
    assert!(failure(&text).contains("too much data"));
}

#[test]
fn arrays_of_arrays_end() {
    let payload = json!({ "big": [vec!["x".repeat(100); 1000]] });
    let start = "{% assign e = '' | split: '' %}{% assign a = payload.big %}";
    for step in [
        "{% assign a = a | concat: a %}",
        "{% assign a = e | push: a | push: a %}",
        "{% assign a = (1..9) | group_by_exp: 'i', 'a' | push: a | push: a %}",
    ] {
        let text = format!("{start}{}{{{{ a }}}}", step.repeat(40));
        assert!(
            render_with(&text, &payload)
                .unwrap_err()
                .to_string()
                .contains("too large")
        );
    }
    let deep = "{% assign a = e | push: a %}".repeat(200);
    assert!(failure(&format!("{start}{deep}")).contains("too large"));
}

#[test]
fn expressions_in_data_do_not_call_themselves_for_ever() {
    let payload = json!({ "l": [1], "e": "payload.l | where_exp: 'x', payload.e" });
    let error = render_with("{{ payload.l | where_exp: 'x', payload.e }}", &payload).unwrap_err();
    assert!(error.to_string().contains("too deep"));
}

#[test]
fn long_arrays_sort_stably() {
    let items: Vec<Value> = (0..1000).map(|n| json!({ "k": n * 7 % 10, "n": n })).collect();
    let payload = json!({ "l": items });
    let sorted = render_with("{{ payload.l | sort: 'k' | map: 'n' | join: ',' }}", &payload).unwrap();
    let mut expected: Vec<usize> = (0..1000).collect();
    expected.sort_by_key(|n| n * 7 % 10);
    let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(sorted, expected.join(","));
}

#[test]
fn blanks_may_follow_a_dot() {
    let payload = json!({ "a": { "and": 7 } });
    let text = "{{ payload. a.\n and }}{{ payload .a.and }}";
    assert_eq!(render_with(text, &payload).unwrap(), "7{'a':{'and':7}}");
}

#[test]
fn a_break_in_a_table_leaves_the_first_nodes_of_the_other_cells() {
    let text = "{% tablerow i in (1..2) %}{{ i }}{% break %}x{% endtablerow %}y";
    let row = r#"<tr class="row1"><td class="col1">1</td><td class="col2">2</td></tr>"#;
    assert_eq!(render(text).unwrap(), row);
}

#[test]
fn every_filter_is_found() {
    assert!(super::filters::FILTERS.is_sorted_by(|(a, _), (b, _)| a < b));
}

#[test]
fn samples_come_from_the_array() {
    assert_eq!(
        render("{{ (1..5) | sample: 9 | sort | join: '' }}").unwrap(),
        "12345"
    );
    assert_eq!(
        render("{{ (7..7) | sample }}{{ nil | sample | size }}").unwrap(),
        "70"
    );
}

/// Pieces that templates are made of.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-%}",
    "|",
    ":",
    ",",
    ".",
    "..",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "\\",
    " ",
    "\n",
    "-",
    "1",
    "2.5",
    "-3",
    "a",
    "payload",
    "payload.l",
    "payload.o",
    "payload.s",
    "nil",
    "empty",
    "blank",
    "true",
    "==",
    "<",
    "contains",
    "and",
    "not",
    "if",
    "endif",
    "else",
    "elsif",
    "for",
    "in",
    "endfor",
    "limit",
    "offset",
    "continue",
    "reversed",
    "break",
    "case",
    "when",
    "endcase",
    "assign",
    "=",
    "capture",
    "endcapture",
    "cycle",
    "increment",
    "raw",
    "endraw",
    "comment",
    "endcomment",
    "liquid",
    "echo",
    "tablerow",
    "endtablerow",
    "cols",
    "unless",
    "endunless",
    "forloop",
    "é",
    "😀",
    "\u{a0}",
    "where_exp",
    "slice",
    "truncate",
    "split",
    "join",
    "sort",
    "date",
    "'%Y %e %:z'",
    "round",
    "json",
    "default",
    "toSentence",
    "digest",
    "pluralize",
    "group_by",
    "map",
    "slugify",
    "strip_html",
    "replace",
    "url_decode",
    "base64_decode",
    "capitalize",
    "truncatewords",
    "first",
    "last",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_panics_and_all_print_the_same_again(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let payload = json!({ "l": [3, "b", null, [1], { "k": 1 }], "o": { "k": "ü😀", "2": 1 }, "s": "x 😀\ny" });
        for text in [pieces.concat(), pieces.join(" ")] {
            let print = || render_with(&text, &payload).map_err(|error| error.to_string());
            prop_assert_eq!(print(), print());
        }
    }

    #[test]
    fn no_filter_panics(
        value in prop::sample::select(&["payload.l", "payload.o", "payload.s", "nil", "blank", "2.5", "'é😀x'", "(1..3)"][..]),
        filters in prop::collection::vec(
            (
                prop::sample::select(super::filters::FILTERS),
                prop::collection::vec(
                    prop::sample::select(&["1", "-2", "0.5", "'x'", "''", "nil", "payload.l", "1e9", "'😀'", "'i'", "k: 1", "99999999999"][..]),
                    0..4,
                ),
            ),
            1..4,
        ),
    ) {
        let payload = json!({ "l": [3, "b", null, [1], { "k": 1 }], "o": { "k": "ü😀", "2": 1 }, "s": "x 😀\ny" });
        let mut text = format!("{{{{ {value}");
        for ((name, _), arguments) in filters {
            text.push_str(" | ");
            text.push_str(name);
            if !arguments.is_empty() {
                text.push_str(": ");
                text.push_str(&arguments.join(", "));
            }
        }
        text.push_str(" }}");
        let _ = render_with(&text, &payload);
    }

    #[test]
    fn plain_text_is_printed_as_it_is(text in "[^{]*") {
        prop_assert_eq!(render(&text).unwrap(), text);
    }
}
