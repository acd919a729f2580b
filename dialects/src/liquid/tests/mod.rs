//! Errors, scopes, and rules that the vectors leave open. The helpers are shared with the modules.

mod limits;
mod random;
mod references;
mod work;

use super::{Clock, Error, ErrorKind, Scope, Template};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Renders `text` with a payload.
fn render_with(text: &str, payload: &Value) -> Result<String, Error> {
    let mut out = String::new();
    Template::parse(text)?.render(&mut Scope::new([("payload", &payload.into())]), &mut out)?;
    Ok(out)
}

fn render(text: &str) -> Result<String, Error> {
    render_with(text, &Value::Null)
}

/// Returns the message of the error of `text`.
fn failure(text: &str) -> String {
    match render(text) {
        Ok(out) => panic!("{} bytes printed", out.len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn date_filters_print_fixed_formats() {
    for (filter, want) in [
        ("date_to_xmlschema", "2024-03-05T09:07:03+00:00"),
        ("date_to_rfc822", "Tue, 05 Mar 2024 09:07:03 +0000"),
        ("date_to_string", "05 Mar 2024"),
        ("date_to_string: 'ordinal'", "5th Mar 2024"),
        ("date_to_string: 'ordinal', 'US'", "Mar 5th, 2024"),
        ("date_to_long_string", "05 March 2024"),
        ("date_to_long_string: '', 'US'", "05 March 2024"),
        ("date_to_long_string: 'ordinal', 'UK'", "5th March 2024"),
        ("date_to_long_string: 'ordinal', 'US'", "March 5th, 2024"),
    ] {
        let template = Template::parse(&format!("{{{{ '2024-03-05T09:07:03.045Z' | {filter} }}}}")).unwrap();
        let mut scope = Scope::new([]).with_clock(Clock::in_zone(TimeZone::UTC));
        let mut out = String::new();
        template.render(&mut scope, &mut out).unwrap();
        assert_eq!(out, want, "{filter}");
    }
    assert_eq!(
        render("{{ 'not a date' | date_to_string }}").unwrap(),
        "not a date"
    );
}

#[test]
fn templates_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Template>();
}

#[test]
fn names_assigned_by_one_template_are_seen_by_the_next() {
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

/// As liquidjs reads them. A template in a control is JSON text first and has only some of these escapes.
#[test]
fn escapes_in_strings_are_javascripts() {
    for (text, printed) in [
        (r"\b\f\n\r\t\v", "\u{8}\u{c}\n\r\t\u{b}"),
        (r"\101\7x\1234\400", "A\u{7}xS4\u{100}"),
        (r"\u00e9\u4ex", "éNx"),
        (r"\ud83d\ude00!", "😀!"),
        // Half of a character does not exist in Rust.
        (r"\ud83d!\ude00\u!", "\u{fffd}!\u{fffd}\0!"),
        (r"\q\é\\", r"qé\"),
    ] {
        assert_eq!(render(&format!("{{{{ '{text}' }}}}")).unwrap(), printed, "{text}");
    }
}

#[test]
fn memory_limit_ends_a_table_wherever_it_is_reached() {
    for before in 0..24 {
        let text = format!(
            "{}{{% tablerow i in (1..999999) %}}{{% endtablerow %}}",
            "x".repeat(before)
        );
        let error = render(&text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Render, "{error}");
        assert!(
            error.to_string().contains("memory") || error.to_string().contains("output"),
            "{error}"
        );
    }
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
fn break_in_tablerow_keeps_the_first_node_of_later_cells() {
    let text = "{% tablerow i in (1..2) %}{{ i }}{% break %}x{% endtablerow %}y";
    let row = r#"<tr class="row1"><td class="col1">1</td><td class="col2">2</td></tr>"#;
    assert_eq!(render(text).unwrap(), row);
}

#[test]
fn filters_are_sorted_by_name() {
    assert!(super::filters::FILTERS.is_sorted_by(|(a, _), (b, _)| a < b));
}

#[test]
fn sample_returns_elements_of_the_array() {
    assert_eq!(
        render("{{ (1..5) | sample: 9 | sort | join: '' }}").unwrap(),
        "12345"
    );
    assert_eq!(
        render("{{ (7..7) | sample }}{{ nil | sample | size }}").unwrap(),
        "70"
    );
}

#[test]
fn undefined_values_print_nothing_and_ideographs_count_as_words() {
    for (text, want) in [
        ("{{ nothing | json }}", ""),
        ("{{ '豈豈 a' | number_of_words: 'cjk' }}", "3"),
    ] {
        assert_eq!(render(text).unwrap(), want, "{text}");
    }
}

#[test]
fn counters_begin_at_the_number_that_has_their_name() {
    let count = serde_json::json!(41);
    let template = Template::parse("{% increment n %} {% increment n %} {% decrement n %} {{ n }}").unwrap();
    let mut out = String::new();
    let count = (&count).into();
    template
        .render(&mut Scope::new([("n", &count)]), &mut out)
        .unwrap();
    assert_eq!(out, "41 42 42 42");
}
