//! The work and the memory of each filter and tag, against a table.
//!
//! Units of work are measured times, and memory is that of the allocator (`dialects/benches/benches/worst.rs`
//! and `search.rs`). A change of the table is a change of a limit: measure again before you accept it.

use super::limits::{OVER_ARRAY, OVER_TEXT, PARTS_OF_TEXT, expressions};
use crate::liquid::{Scope, Template};
use serde_json::{Value, json};
use std::fmt::Write;

/// Units of work, bytes of memory at a time, and the template, line by line.
const TABLE: &str = include_str!("work.txt");

/// Templates about tags, operators and values.
const TAGS: &[&str] = &[
    "{{ v }}",
    "{{ l }}",
    "{{ o }}",
    "{% raw %}{{ v }}{% endraw %}x",
    "{% echo v %}",
    "{% if l == m %}x{% elsif v == w %}y{% else %}z{% endif %}",
    "{% unless l contains 7 %}x{% endunless %}",
    "{% if v contains 'zz' or o.k1 and not l %}x{% endif %}",
    "{% if l < m or v >= w %}x{% endif %}",
    "{% case l %}{% when 1, m %}x{% endcase %}",
    "{% for i in l %}{{ i }}{{ forloop.index }}{% else %}x{% endfor %}",
    "{% for i in l limit: 9 offset: 3 reversed %}{{ i }}{% endfor %}{% for i in l offset: continue %}{{ i }}{% endfor %}",
    "{% for p in o %}{{ p[0] }}{{ p.last }}{% endfor %}",
    "{% for i in (1..50) %}{% break %}{% endfor %}",
    "{% tablerow i in l cols: 3 %}{{ i }}{% endtablerow %}",
    "{% cycle v: 1, l %}{% cycle v: 1, l %}{% cycle 'a', 'b' %}",
    "{% increment n %}{% decrement n %}{% increment o %}",
    "{% capture x %}{{ v }}{{ l }}{% endcapture %}{{ x | size }}",
    "{% assign x = l %}{% assign x = x | push: l | push: x %}{{ x | json }}",
    "{{ v.size }}{{ v[3] }}{{ l.first }}{{ l.last }}{{ l[2] }}{{ l[-1] }}{{ o['k3'] }}{{ o.size }}{{ o[l] }}{{ missing.a.b }}",
    "{{ (1..d) }}{{ (d..d) }}",
    "{% for i in l limit: d offset: d %}{{ i }}{% endfor %}",
    "{{ n | plus: d | round: 2 }}{{ n }}",
    "{{ texts | sort }}{{ texts | uniq }}{{ texts | sort_natural }}{{ texts | sum }}{{ texts | group_by: 'x' | json }}",
    "{{ objects | where: 'a.b', 1 }}{{ objects | map: 'a.b' }}{{ objects | sort: 'a.b' }}{{ objects | sum: 'a.b' }}",
    "{{ objects | where_exp: 'x', 'x.a.b == n' }}{{ objects | group_by_exp: 'x', 'x.a' | json }}",
    "{{ v | split: '' | size }}{{ v | upcase | split: '' | size }}",
    "{{ l | inspect }}{{ o | json: 4 }}{{ objects | inspect }}",
];

/// Returns the templates: tags, and outputs of `v` through each filter.
fn templates() -> Vec<(String, Value)> {
    let text = "aé <b>1</b>\n z".repeat(60);
    let list: Vec<Value> = (0..90).map(|n| json!(n * 37 % 90)).collect();
    let object: serde_json::Map<_, _> = (0..30).map(|n| (format!("k{n}"), json!(n))).collect();
    let texts: Vec<_> = (0..30).map(|n| "x".repeat(n * 7 % 30)).collect();
    let objects: Vec<_> = (0..30).map(|n| json!({ "a": { "b": n * 7 % 30 } })).collect();
    let tags = json!({
        "v": text, "w": text, "l": list, "m": list, "o": object, "n": 1.005, "d": "12", "texts": texts, "objects": objects,
    });
    let assigned = |expression: &str, v: &Value| {
        let template = format!("{{% assign x = {expression} %}}");
        (template, json!({ "v": v }))
    };
    let (text, array) = (json!(text), json!(vec![1; 100]));
    let over_text = [OVER_TEXT, PARTS_OF_TEXT].into_iter().flat_map(expressions);
    let mut all: Vec<_> = TAGS
        .iter()
        .map(|text| ((*text).to_owned(), tags.clone()))
        .collect();
    all.extend(over_text.map(|expression| assigned(expression, &text)));
    all.extend(expressions(OVER_ARRAY).map(|expression| assigned(expression, &array)));
    all
}

/// Returns the work and the memory that a template takes.
fn measured(template: &str, payload: &Value) -> (u64, usize) {
    let variables: Vec<(&'static str, crate::json::Json)> =
        ["v", "w", "l", "m", "o", "n", "d", "texts", "objects"]
            .into_iter()
            .filter_map(|name| Some((name, payload.get(name)?.into())))
            .collect();
    let mut scope = Scope::new(variables.iter().map(|(name, value)| (*name, value)));
    let template = Template::parse(template).unwrap();
    template.charge_parsing(&scope).unwrap();
    // Errors take work, too.
    let _ = template.render(&mut scope, &mut String::new());
    (scope.work(), scope.meter().peak())
}

/// Sizes differ between versions of the compiler and between platforms, so less memory is accepted if it is
/// not much less.
fn is_about(counted: usize, expected: usize) -> bool {
    counted <= expected && counted * 10 >= expected * 9
}

#[test]
fn work_and_memory_of_every_filter_and_tag_are_those_of_the_table() {
    let mut table = String::new();
    let mut expected = TABLE.lines();
    let mut wrong = Vec::new();
    for (template, payload) in templates() {
        let (work, peak) = measured(&template, &payload);
        let line = expected.next().unwrap_or_default();
        let mut fields = line.splitn(3, ' ');
        let mut number = || fields.next().and_then(|field| field.parse().ok()).unwrap_or(0);
        let (units, bytes) = (number(), number());
        let is_right = work == units as u64 && is_about(peak, bytes) && fields.next() == Some(&template);
        if !is_right {
            wrong.push(format!("{work} {peak} {template}, in place of {line}"));
        }
        writeln!(table, "{work} {peak} {template}").unwrap();
    }
    assert!(wrong.is_empty(), "{wrong:#?}\n{table}");
    assert_eq!(expected.next(), None);
}
