//! Limits on nesting, turns, output, work, memory and time.

use super::{failure, render, render_with};
use crate::liquid::{Error, ErrorKind, Scope, Template, filters::FILTERS, meter::cost};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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
        assert!(failure(&format!("{{{{ {} }}}}", open.repeat(20_000))).contains("too deep"));
    }
    assert_eq!(
        render(&format!("{{{{ {}1{} }}}}", "a[".repeat(90), "]".repeat(90))).unwrap(),
        ""
    );
}

#[test]
fn long_templates_parse_and_render() {
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
fn loops_end_after_a_million_turns() {
    let endless = "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}";
    assert!(failure(endless).contains("1000000 times"));
    assert!(failure("{{ (1..99999999999) }}").contains("range is too long"));
    assert!(failure("{{ (9007199254740992..9007199254740999) }}").contains("range is too long"));
}

#[test]
fn recursive_expressions_in_data_are_rejected() {
    let payload = json!({ "l": [1], "e": "payload.l | where_exp: 'x', payload.e" });
    let error = render_with("{{ payload.l | where_exp: 'x', payload.e }}", &payload).unwrap_err();
    assert!(error.to_string().contains("too deep"));
}

const TOO_MUCH_DATA: &str = "too much data";

/// Renders `text` with a payload and returns the work that it took, and the result.
fn measure(text: &str, payload: &Value) -> (u64, Result<String, Error>) {
    let payload = payload.into();
    let mut scope = Scope::new([("payload", &payload)]);
    let mut out = String::new();
    let result = Template::parse(text).and_then(|template| template.render(&mut scope, &mut out));
    (scope.work(), result.map(|()| out))
}

#[test]
fn each_part_of_a_value_that_is_looked_at_is_charged() {
    let payload = json!({
        "list": vec![1; 1_000], "same": vec![1; 1_000], "short": vec![1; 100], "deep": [[vec![1; 1_000]]],
        "longs": vec!["x".repeat(10_000); 16], "others": vec!["x".repeat(10_000); 16], "text": "x".repeat(10_000),
        "foreign": "é".repeat(1_000), "digits": "1".repeat(10_000), "path": "a.".repeat(5_000), "names": "a.".repeat(100),
        "words": "a ".repeat(5_000), "object": { "a": { "b": { "c": "x".repeat(1_000) } } }, "none": [], "two": { "a": 1, "b": 2 },
    });
    for (text, least) in [
        ("{{ payload.none | where: payload.path }}", 100_000),
        ("{{ payload.none | where_exp: 'x', payload.words }}", 100_000),
        ("{{ payload.short | map: payload.names }}", 100_000),
        ("{{ payload.short | sum: payload.names }}", 100_000),
        ("{{ payload.short | sort: payload.names }}", 100_000),
        ("{{ 'x' | replace: payload.list, '' }}", 50_000),
        ("{{ payload.list == payload.same }}", 20_000),
        ("{{ payload.longs == payload.others }}", 20_000),
        ("{{ payload.list < payload.same }}", 100_000),
        ("{{ payload.list contains 2 }}", 20_000),
        (
            "{% case payload.list %}{% when payload.same %}{% endcase %}",
            20_000,
        ),
        ("{{ payload.deep | inspect | size }}", 50_000),
        ("{{ payload.deep | json | size }}", 50_000),
        ("{{ payload.deep | json: 9 | size }}", 50_000),
        ("{{ payload.deep | append: '' | size }}", 50_000),
        ("{{ payload.object | json | size }}", 2_000),
        ("{{ payload.foreign | slugify | size }}", 40_000),
        ("{{ payload.longs | sum }}", 160_000),
        ("{{ payload.longs | sort | size }}", 150_000),
        ("{{ payload.longs | sort_natural | size }}", 450_000),
        ("{{ payload.longs | uniq | size }}", 160_000),
        ("{{ payload.two[payload.list] }}", 50_000),
        ("{{ payload.text.size }}", 10_000),
        ("{{ payload.text[9999] }}", 10_000),
        ("{{ (payload.digits..payload.digits) }}", 20_000),
        ("{% for i in (1..2) limit: payload.text %}{% endfor %}", 10_000),
        ("{% cycle payload.text: 1 %}", 20_000),
        ("{% tablerow i in (1..1000) cols: 2 %}{% endtablerow %}", 100_000),
        ("{% for p in payload.two %}{{ p[0] }}{% endfor %}", 500),
    ] {
        let (work, result) = measure(text, &payload);
        assert!(result.is_ok(), "{text}: {}", result.unwrap_err());
        assert!(work >= least, "{text}: {work} in place of {least}");
    }
}

#[test]
fn each_node_is_charged_beside_what_it_prints() {
    let text = "x{% comment %}{% endcomment %}".repeat(100);
    let (work, printed) = measure(&text, &json!({}));
    assert_eq!(printed.unwrap(), "x".repeat(100));
    // A comment leaves no node. A text costs a node, and a write of one byte.
    assert_eq!(work, 100 * (cost::NODE + cost::WRITE + 1) as u64);
}

#[test]
fn work_beyond_the_limit_is_rejected() {
    let payload = Value::Null.into();
    let mut scope = Scope::new([("payload", &payload)]).with_work_left(1 << 18);
    let text = "{% for i in (1..500) %}{{ 'abc' | append: 'def' | size }}{% endfor %}";
    let template = Template::parse(text).unwrap();
    assert!(template.render(&mut scope, &mut String::new()).is_ok());
    let error = template.render(&mut scope, &mut String::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Render);
    assert!(
        error.to_string().starts_with("templates do too much work"),
        "{error}"
    );
    // Nothing is left for the templates after it.
    assert!(
        Template::parse("{{ a }}")
            .unwrap()
            .render(&mut scope, &mut String::new())
            .is_err()
    );
}

#[test]
fn output_beyond_10_mib_is_rejected() {
    let payload = json!({ "a": "x".repeat(1 << 20) });
    let print = |times| render_with(&"{{ payload.a }}".repeat(times), &payload);
    assert_eq!(print(10).unwrap().len(), 10 << 20);
    assert!(
        print(11)
            .unwrap_err()
            .to_string()
            .starts_with("output is longer than 10 MiB")
    );
    let captured = format!(
        "{{% capture b %}}{}{{% endcapture %}}",
        "{{ payload.a }}".repeat(11)
    );
    let error = render_with(&captured, &payload).unwrap_err();
    assert!(error.to_string().starts_with("output is longer than 10 MiB"));
    let list = json!({ "l": vec![payload["a"].clone(); 11] });
    let error = render_with("{{ payload.l }}", &list).unwrap_err();
    assert!(error.to_string().starts_with("output is longer than 10 MiB"));
}

#[test]
fn texts_and_arrays_that_double_hit_the_memory_limit() {
    let payload = json!({ "l": [1, 2, 3, 4], "big": [vec!["x".repeat(100); 1000]] });
    for (start, step) in [
        ("'ab'", "{% assign a = a | append: a %}"),
        ("'ab'", "{% assign a = a | prepend: a %}"),
        ("'abcdefgh'", "{% assign a = a | replace: 'b', a %}"),
        ("'ab'", "{% assign a = a | replace: '', a %}"),
        ("payload.l", "{% assign a = a | concat: a %}"),
        ("payload.l", "{% assign a = a | join: a | split: '' %}"),
    ] {
        let text = format!("{{% assign a = {start} %}}{}", step.repeat(28));
        let error = render_with(&text, &payload).unwrap_err().to_string();
        assert!(error.contains(TOO_MUCH_DATA), "{step}: {error}");
    }
    // The same array twice takes no memory, but is printed twice.
    let text = format!(
        "{{% assign e = '' | split: '' %}}{{% assign a = payload.big %}}{}{{{{ a }}}}",
        "{% assign a = e | push: a | push: a %}".repeat(40)
    );
    let error = render_with(&text, &payload).unwrap_err().to_string();
    assert!(error.contains("10 MiB"), "{error}");
}

#[test]
fn memory_of_replaced_values_is_free_again() {
    let payload = json!({ "a": "x".repeat(1 << 20) });
    let text = "{% for i in (1..60) %}{% assign a = payload.a | append: 'b' %}{% endfor %}{{ a | size }}";
    assert_eq!(render_with(text, &payload).unwrap(), "1048577");
    let kept = "{% assign l = '' | split: '' %}{% for i in (1..60) %}{% assign a = payload.a | append: 'b' %}\
        {% assign l = l | push: a %}{% endfor %}";
    assert!(
        render_with(kept, &payload)
            .unwrap_err()
            .to_string()
            .contains(TOO_MUCH_DATA)
    );
}

#[test]
fn texts_that_filters_return_are_held_until_dropped() {
    // Filters that cost more than six units a byte reach the limit on work first.
    let (text, encoded) = ("x".repeat(150_000) + "é", "x".repeat(150_000) + "%C3%A9");
    let payload = json!({ "a": text, "b": "eHh4".repeat(75_000), "u": encoded });
    for filter in [
        "payload.a | base64_encode",
        "payload.b | base64_decode",
        "payload.a | url_encode",
        "payload.u | url_decode",
        "payload.a | append: 'b'",
        "payload.a | escape | append: 'b'",
        "payload.a | replace: 'é', 'y'",
        "payload.a | json",
    ] {
        // 300 of them exceed 32 MiB, before the limit on work.
        let text = format!(
            "{{% assign l = '' | split: '' %}}{{% for i in (1..300) %}}{{% assign a = {filter} %}}\
             {{% assign l = l | push: a %}}{{% endfor %}}"
        );
        let kept = render_with(&text, &payload).unwrap_err().to_string();
        assert!(kept.contains(TOO_MUCH_DATA), "{filter}: {kept}");
        let dropped = text.replace("| push: a", "").replace("(1..300)", "(1..20)");
        assert!(render_with(&dropped, &payload).is_ok(), "{filter}");
    }
}

#[test]
fn names_and_cycles_take_memory() {
    let key = "k".repeat(5_000);
    let text = format!("{{% for i in (1..10000) %}}{{% cycle i: 'a', '{key}' %}}{{% endfor %}}");
    assert!(failure(&text).contains(TOO_MUCH_DATA));
}

#[test]
fn arrays_nested_deeper_than_a_hundred_are_rejected() {
    let nest = |times| {
        let steps = "{% assign a = e | push: a %}".repeat(times);
        render(&format!(
            "{{% assign e = '' | split: '' %}}{{% assign a = e %}}{steps}{{{{ a }}}}"
        ))
    };
    assert_eq!(nest(99).unwrap().len(), 200);
    assert!(nest(100).unwrap_err().to_string().contains("nested too deep"));
    let grouped = "{% assign a = (1..9) | group_by_exp: 'i', 'a' %}".repeat(60);
    assert!(failure(&grouped).contains("nested too deep"));
}

#[test]
fn templates_of_more_than_16_mib_are_rejected() {
    let is_too_large = |text: &str| {
        let parsed = Template::parse(text);
        parsed.is_err_and(|error| error.to_string().starts_with("template is too large"))
    };
    for unit in [" a", ".a", "[a]", " | abs: a", ",a", "''", "==a", " not"] {
        assert!(
            is_too_large(&format!("{{{{ a{} }}}}", unit.repeat(240_000))),
            "{unit}"
        );
        assert!(
            is_too_large(&format!("{{% echo a{} %}}", unit.repeat(240_000))),
            "{unit}"
        );
    }
    assert!(is_too_large(&format!(
        "{{% liquid {}%}}",
        "\nbreak".repeat(60_000)
    )));
    assert!(is_too_large(&"{{a}}".repeat(90_000)));
    assert!(is_too_large(&"{%a%}".repeat(90_000)));
    assert!(!is_too_large(&"{{a}} ".repeat(10_000)));
}

#[test]
fn passed_deadline_ends_rendering_with_an_error_of_its_own() {
    let render = |text: &str, deadline| {
        let mut scope = Scope::new([]).with_deadline(deadline);
        Template::parse(text)
            .unwrap()
            .render(&mut scope, &mut String::new())
    };
    let heavy = "{% for i in (1..1000000) %}{{ i | append: i }}{% endfor %}";
    let now = Instant::now();
    assert_eq!(render("{{ a }}", now).unwrap_err().kind(), ErrorKind::Deadline);
    // It passes before the heaviest templates end, on any machine.
    let soon = now + Duration::from_micros(100);
    assert_eq!(render(heavy, soon).unwrap_err().kind(), ErrorKind::Deadline);
    assert!(render("{{ a }}", now + Duration::from_secs(3_600)).is_ok());
}

/// Filters over a text: those that read it, and those whose arguments read it. `v` is the text.
pub(super) const OVER_TEXT: &str = "
    v | abs; v | append: 'b'; 'b' | append: v; (1..3) | array_to_sentence_string: v; v | at_least: 1;
    1 | at_least: v; v | at_most: 1; 1 | at_most: v; v | base64_decode; v | base64_encode; v | capitalize;
    v | ceil; v | cgi_escape; v | date; 0 | date: v; v | date_to_long_string; 0 | date_to_long_string: v;
    v | date_to_rfc822; v | date_to_string; 0 | date_to_string: v; v | date_to_xmlschema;
    (1..3) | digest: v; (1..3) | digest: 1, v; (1..3) | digest: 3, '', v; v | divided_by: 1;
    1 | divided_by: v; v | downcase; v | escape; v | escape_once; (1..3) | find: v;
    (1..3) | find_exp: v, 'false'; (1..3) | find_exp: 'x', v; (1..3) | find_index: v;
    (1..3) | find_index_exp: 'x', v; v | first; v | floor; (1..3) | group_by: v;
    (1..3) | group_by_exp: 'x', v; (1..3) | has: v; (1..3) | has_exp: 'x', v; v | hmac_sha256: 'k';
    'b' | hmac_sha256: v; v | inspect; v | join; (1..3) | join: v; v | json; v | jsonify; v | last;
    'b' | lstrip: v; (1..3) | map: v; v | minus: 1; 1 | minus: v; v | modulo: 1; 1 | modulo: v;
    v | newline_to_br; v | normalize_whitespace; v | number_of_words; 'b' | number_of_words: v;
    v | pluralize: 'b'; 1 | pluralize: v; 2 | pluralize: v; 2 | pluralize: 'b', v;
    1 | pluralize: 'b', 'c', v; v | plus: 1; 1 | plus: v; v | prepend: 'b'; 'b' | prepend: v;
    (1..3) | reject: v; (1..3) | reject_exp: 'x', v; v | remove: 'b'; 'b' | remove: v;
    v | remove_first: 'b'; 'b' | remove_first: v; v | remove_last: 'b'; 'b' | remove_last: v;
    v | replace: 'b', 'c'; v | replace: '', 'c'; 'b' | replace: v, 'c'; 'b' | replace: 'b', v;
    v | replace_first: 'b', 'c'; 'b' | replace_first: v, 'c'; 'b' | replace_first: 'b', v;
    v | replace_last: 'b', 'c'; 'b' | replace_last: v, 'c'; 'b' | replace_last: 'b', v; v | round;
    1 | round: v; 'b' | rstrip: v; v | sample; v | sample: 2; (1..3) | sample: v; v | sha256; v | size;
    'b' | slice: v; 'b' | slice: 0, v; v | slugify; v | slugify: 'pretty', true; 'b' | slugify: v;
    (1..3) | sort: v; (1..3) | sort_natural: v; v | split: 'b'; 'b' | split: v; v | squish; 'b' | strip: v;
    v | strip_html; v | strip_newlines; v | sum; (1..3) | sum: v; v | times: 1; 1 | times: v;
    (1..3) | toSentence: v; (1..3) | toSentence: nil, v; (1..3) | toSentence: nil, 1, v;
    (1..3) | toSentence: nil, 3, 'b', v; (1..2) | toSentence: nil, 3, 'b', ',', v;
    (1..3) | toSentence: nil, 3, 'b', ',', '', v; v | to_integer; v | truncate: 9; 'b' | truncate: v;
    'bbb' | truncate: 1, v; v | truncatewords: 99999; v | truncatewords: 1; 'b' | truncatewords: v;
    'b c' | truncatewords: 1, v; v | uniq; v | upcase; v | uri_escape; v | url_decode; v | url_encode;
    (1..3) | where: v; (1..3) | where_exp: 'x', v; v | xml_escape";

/// Filters that return part of a text that they have read.
pub(super) const PARTS_OF_TEXT: &str = "
    v | lstrip; v | rstrip; v | slice: 0, 99999; v | strip; v | truncate: 99999";

/// Filters over an array `v`.
pub(super) const OVER_ARRAY: &str = "
    v | array_to_sentence_string; v | compact; v | concat: v; 'b' | concat: v; v | date; v | digest: 99999;
    v | find: 'k'; v | find_exp: 'x', 'false'; v | find_index: 'k'; v | find_index_exp: 'x', 'false';
    v | group_by: 'k'; v | group_by_exp: 'x', 'x'; v | has: 'k'; v | has_exp: 'x', 'false'; v | inspect;
    v | join; v | json; v | jsonify; v | map: 'k'; v | pop; v | push: 1; v | reject: 'k';
    v | reject_exp: 'x', 'false'; v | reverse; v | sample: 99999; v | shift; v | slice: 0, 99999; v | sort;
    v | sort_natural; v | sum; v | toSentence: nil, 99999; v | uniq; v | unshift: 1; v | upcase;
    v | where: 'k'; v | where_exp: 'x', 'true'; 'b' | append: v; 'b' | replace: v, 'c';
    'b' | replace: 'b', v; 'b' | split: v";

/// Returns the work of assigning `expression`, and the size of the value.
fn assigned(expression: &str, v: &Value) -> (u64, u64) {
    let text = format!("{{% assign v = payload.v %}}{{% assign x = {expression} %}}");
    let payload = json!({ "v": v });
    let (work, result) = measure(&text, &payload);
    assert!(result.is_ok(), "{expression}: {}", result.unwrap_err());
    let size = render_with(&format!("{text}{{{{ x | size }}}}"), &payload).unwrap();
    (work, size.parse().unwrap())
}

/// Splits one of the lists.
pub(super) fn expressions(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(';').map(str::trim)
}

/// Returns the growth of work, and of the value, when `v` grows by 2,000 bytes or elements.
fn growth(expression: &str, v: impl Fn(usize) -> Value) -> (u64, u64) {
    let (before, small) = assigned(expression, &v(1_000));
    let (after, large) = assigned(expression, &v(3_000));
    (after - before, large.saturating_sub(small))
}

#[test]
fn each_byte_and_element_that_a_filter_reads_or_writes_is_charged() {
    let text = |length| json!("x".repeat(length));
    let array = |length| json!(vec![1; length]);
    let mut cheap = Vec::new();
    let mut check = |expression, work, expected| {
        if work < expected {
            cheap.push((expression, work, expected));
        }
    };
    for expression in expressions(OVER_TEXT) {
        let (work, written) = growth(expression, text);
        check(expression, work, 2_000 + written);
    }
    for expression in expressions(PARTS_OF_TEXT) {
        check(expression, growth(expression, text).0, 2_000);
    }
    for expression in expressions(OVER_ARRAY) {
        let (work, written) = growth(expression, array);
        check(expression, work, (2_000 + written) * cost::ELEMENT as u64);
    }
    assert!(cheap.is_empty(), "{cheap:#?}");
}

#[test]
fn each_filter_but_default_is_tested_for_its_charges() {
    for (filter, _) in FILTERS {
        let is_tested = [OVER_TEXT, PARTS_OF_TEXT, OVER_ARRAY]
            .into_iter()
            .flat_map(expressions)
            .any(|expression| expression.split([' ', ':']).any(|word| word == *filter));
        // It returns the value or the argument as it is.
        assert!(is_tested || *filter == "default", "{filter}");
    }
}
