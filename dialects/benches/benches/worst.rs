//! Measures the most expensive templates known: CPU time and peak memory of one rendering each.
//!
//!     cargo bench --manifest-path dialects/benches/Cargo.toml --bench worst --no-default-features
//!
//! Each case runs in a process of its own, so that none is slowed down by the heap of another.

mod process;

use novu_framework_dialects::{
    json::Json,
    liquid::{Scope, Template},
};
use process::{cpu_seconds, peak_mib};
use serde_json::{Value, json};
use std::{env, process::Command};

/// Around `body`, loops that end only at the limits.
fn looped(body: &str) -> String {
    format!("{{% for i in (1..1000) %}}{{% for j in (1..1000) %}}{body}{{% endfor %}}{{% endfor %}}")
}

fn text(count: usize) -> Value {
    json!("x".repeat(count))
}

/// Name, template and payload.
fn cases() -> Vec<(&'static str, String, Value)> {
    let list = |count: usize| Value::from(vec![1; count]);
    let same = |value: &Value, count: usize| Value::from(vec![value.clone(); count]);
    vec![
        ("where: long path", looped("{{ payload.l | where: payload.a }}"), json!({ "l": [1], "a": "a.".repeat(5_000) })),
        ("map: long path", looped("{{ payload.l | map: payload.a }}"), json!({ "l": list(2_000), "a": "a.".repeat(2_000) })),
        ("sum: long path", looped("{{ payload.l | sum: payload.a }}"), json!({ "l": list(2_000), "a": "a.".repeat(2_000) })),
        ("where_exp: long expression", looped("{{ payload.l | where_exp: 'x', payload.a }}"), json!({ "l": [1], "a": "a ".repeat(5_000) })),
        ("replace: list as argument", looped("{{ 'x' | replace: payload.l, '' }}"), json!({ "l": list(5_000) })),
        ("== of two lists", looped("{% if payload.l == payload.m %}{% endif %}"), json!({ "l": list(2_500), "m": list(2_500) })),
        ("== of two lists of texts", looped("{% if payload.l == payload.m %}{% endif %}"), json!({ "l": same(&text(100), 50), "m": same(&text(100), 50) })),
        ("contains in a list", looped("{% if payload.l contains 2 %}{% endif %}"), json!({ "l": list(5_000) })),
        ("contains in a text", looped("{% if payload.a contains 'y' %}{% endif %}"), json!({ "a": text(10_000) })),
        ("< of two lists", looped("{% if payload.l < payload.m %}{% endif %}"), json!({ "l": list(2_500), "m": list(2_500) })),
        ("inspect", looped("{% assign x = payload.l | inspect %}"), json!({ "l": [list(5_000)] })),
        ("json", looped("{% assign x = payload.l | json %}"), json!({ "l": [list(5_000)] })),
        ("json with indentation", looped("{% assign x = payload.l | json: 10 %}"), json!({ "l": [[[[list(5_000)]]]] })),
        ("slugify", looped("{% assign x = payload.a | slugify: 'default' %}"), json!({ "a": "é".repeat(5_000) })),
        ("sum of long texts", looped("{% assign x = payload.l | sum %}"), json!({ "l": [text(9_000)] })),
        ("sort of long texts", looped("{% assign x = payload.l | sort %}"), json!({ "l": same(&text(100), 100) })),
        ("sort_natural of long texts", looped("{% assign x = payload.l | sort_natural %}"), json!({ "l": same(&text(100), 100) })),
        ("uniq of long texts", looped("{% assign x = payload.l | uniq %}"), json!({ "l": same(&text(100), 100) })),
        ("group_by long texts", looped("{% assign x = payload.l | group_by: 'k' %}"), json!({ "l": same(&json!({ "k": text(100) }), 80) })),
        ("append doubled 28 times", format!("{{% assign a = 'ab' %}}{}", "{% assign a = a | append: a %}".repeat(28)), json!({})),
        ("capture doubled", format!("{{% assign a = 'ab' %}}{}", "{% capture a %}{{ a }}{{ a }}{% endcapture %}".repeat(28)), json!({})),
        ("lists doubled", format!("{{% assign a = payload.l %}}{}", "{% assign a = a | concat: a %}".repeat(28)), json!({ "l": list(10) })),
        ("many texts of one", "{% for i in (1..1000) %}{% assign l = l | push: payload.a | join | split: 'z' %}{% endfor %}".to_owned(), json!({ "a": text(8_000) })),
        ("texts kept in a list", "{% assign l = '' | split: '' %}{% for i in (1..10000) %}{% assign b = payload.a | upcase %}{% assign l = l | push: b %}{% endfor %}".to_owned(), json!({ "a": text(9_000) })),
        ("range", "{% for i in (1..1000000) %}{{ i }}{% endfor %}".to_owned(), json!({})),
        ("ranges kept", "{% assign a = (1..900000) %}{% assign b = (1..900000) %}{% assign c = (1..900000) %}{% assign d = (1..900000) %}".to_owned(), json!({})),
        ("cheap tags", looped(&"{% if a %}{% endif %}".repeat(400)), json!({})),
        ("cheap outputs", looped(&"{{ a }}".repeat(1_000)), json!({})),
        ("cheap filters", looped(&format!("{{{{ 1 {} }}}}", "| abs ".repeat(1_500))), json!({})),
        ("round", looped(&format!("{{% assign x = 1.005 {} %}}", "| round: 2 ".repeat(700))), json!({})),
        ("pluralize", looped(&format!("{{% assign x = 2 {} %}}", "| pluralize: 'mouse' | size ".repeat(300))), json!({})),
        ("date", looped(&format!("{{% assign x = 0 {} %}}", "| date: '%c' ".repeat(600))), json!({})),
        ("date in a zone", looped(&format!("{{% assign x = 0 {} %}}", "| date: '%s', 'Asia/Tokyo' ".repeat(350))), json!({})),
        ("date with wide fields", looped("{% assign x = 0 | date: payload.f %}"), json!({ "f": "%1000Y".repeat(1_500) })),
        ("date from a list", looped("{% assign x = payload.l | date %}"), json!({ "l": list(5_000) })),
        ("size of a text", looped("{{ payload.a.size }}"), json!({ "a": text(10_000) })),
        ("unit of a text", looped("{{ payload.a[9999] }}"), json!({ "a": text(10_000) })),
        ("operators", looped(&format!("{{{{ a {} }}}}", "and a ".repeat(1_500))), json!({})),
        ("long path", looped(&format!("{{{{ a{} }}}}", ".a".repeat(4_500))), json!({})),
        ("strip_html", looped("{% assign x = payload.a | strip_html %}"), json!({ "a": "<a>".repeat(3_000) })),
        ("cycle keys", looped(&format!("{{% cycle j: {} %}}", "'a',".repeat(2_000))), json!({})),
        ("split into characters", looped("{% assign x = payload.a | upcase | split: '' %}"), json!({ "a": text(9_000) })),
        ("pairs of an object", looped("{% for p in payload.o %}{% break %}{% endfor %}"), json!({ "o": (0..1000).map(|n| (format!("a{n}"), json!(1))).collect::<serde_json::Map<_, _>>() })),
        ("index keys of an object", looped("{{ payload.o.size }}{% for p in payload.o %}{% break %}{% endfor %}"), json!({ "o": (0..1000).map(|n| (format!("{}", n * 7919 % 100_000), json!(1))).collect::<serde_json::Map<_, _>>() })),
        ("sha256", looped("{% assign x = payload.a | sha256 %}"), json!({ "a": text(9_000) })),
        ("truncatewords", looped("{% assign x = payload.a | truncatewords: 9999999 %}"), json!({ "a": "a ".repeat(4_500) })),
        ("split and normalize_whitespace", looped("{{ payload.a | strip_newlines | split | normalize_whitespace }}"), json!({ "a": "a.".repeat(5_000) })),
        ("find_exp and group_by_exp", looped("{% assign b = (1..9) | find_exp: 'x', payload.a | group_by_exp: 'x', payload.a %}"), json!({ "a": "\"".repeat(5_000) })),
        ("keys of cycles", looped("{% cycle payload.l: i, payload.l %}"), json!({ "l": same(&text(3_000), 3) })),
        ("outputs in a large template", "{{a}}".repeat(1_000_000), json!({})),
        ("operands in a large template", format!("{{{{ {} }}}}", "a ".repeat(2_500_000)), json!({})),
    ]
}

fn measure(index: usize) {
    let (name, template, payload) = cases().swap_remove(index);
    let bytes = template.len() + payload.to_string().len();
    let payload = Json::from(&payload);
    let before = cpu_seconds();
    let mut scope = Scope::new([("payload", &payload)]);
    let mut result = Ok(0);
    let mib = peak_mib(|| {
        result = Template::parse(&template).and_then(|template| {
            let mut out = String::new();
            template.render(&mut scope, &mut out).map(|()| out.len())
        });
    });
    let work = scope.work() as f64;
    let seconds = cpu_seconds() - before;
    let end = match result {
        Ok(length) => format!("prints {length} bytes"),
        Err(error) => {
            let text = error.to_string();
            text.split(" in `").next().unwrap_or_default().to_owned()
        }
    };
    println!(
        "| {name} | {bytes} | {seconds:.2} | {mib:.0} | {:.2} | {end} |",
        seconds * 1e9 / work
    );
}

fn main() {
    let mut arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    if let Some(index) = arguments.next().and_then(|index| index.parse().ok()) {
        return measure(index);
    }
    println!(
        "| template | bytes | CPU s | peak MiB | ns a unit | ends with |\n|---|---:|---:|---:|---:|---|"
    );
    let program = env::current_exe().expect("this program has a path");
    for index in 0..cases().len() {
        let run = Command::new(&program).arg(index.to_string()).status();
        assert!(run.is_ok_and(|status| status.success()));
    }
}
