//! The growth of the cost of hostile input: the worst that was found for each parser, in three sizes.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use novu_framework_dialects::{
    html::sanitize,
    json::{self, Json},
    jsonrepair,
    liquid::{Scope, Template},
    schema::Validator,
};
use novu_framework_dialects_benches::{SIZES, bench_growth};
use serde_json::{Value, json};
use std::hint::black_box;

fn sanitise(c: &mut Criterion) {
    let texts = [
        ("attributes", ["<p ", "é1x ", ">"]),
        ("open", ["", "<b>", ""]),
        ("unknown", ["", "<x></y>", ""]),
        ("comments", ["<a href=\"", "<!<!--a-->--", "\">"]),
        ("end_tags", ["", "</a/", ""]),
        ("entities", ["", "&CounterClockwiseContourIntegra", ""]),
    ];
    bench_growth(c, "sanitize", &texts, |text| drop(black_box(sanitize(text))));
}

fn repair(c: &mut Criterion) {
    let texts = [
        ("escaped_url", ["[", "\\\"http://x", "}"]),
        ("restarts", ["['a", ",x' b", "]"]),
        ("comments", ["[\"a", "\"/* b", "*/x\"]"]),
        ("nested", ["", "[", ""]),
    ];
    bench_growth(c, "repair_json", &texts, |text| {
        drop(black_box(jsonrepair::repair(text).ok()))
    });
}

fn canonical(c: &mut Criterion) {
    let texts = [
        ("floats", ["[", "1e51,", "1]"]),
        ("reordered", ["[", r#"{"1":{"1":0,"0":0},"0":0},"#, "1e999]"]),
        ("surrogates", ["\"", r"\ud800\n", "\""]),
    ];
    bench_growth(c, "canonical_json", &texts, |text| {
        drop(black_box(json::canonical(text.as_bytes()).ok()))
    });
}

fn renders(template: &Template, payload: &Json) -> bool {
    let mut scope = Scope::new([("payload", payload)]);
    template.render(&mut scope, &mut String::new()).is_ok()
}

fn template(c: &mut Criterion) {
    let texts = [
        ("cycle", ["{% cycle ", "-,", " %}"]),
        ("outputs", ["", "{{ a }}", ""]),
        ("operators", ["{{ a ", "== a ", "}}"]),
        ("unclosed", ["", "{% raw %}{% endraw ", ""]),
    ];
    bench_growth(c, "template", &texts, |text| {
        if let Ok(template) = Template::parse(text) {
            black_box(renders(&template, &Json::default()));
        }
    });
}

/// Templates that use up one limit each.
fn limits(c: &mut Criterion) {
    let payload = Json::from(&json!({ "text": "x".repeat(1 << 20) }));
    let mut group = c.benchmark_group("hostile_limits");
    for (name, text) in [
        (
            "turns",
            "{% for i in (1..1000000) %}{{ i }}{% endfor %}".to_owned(),
        ),
        ("output", "{{ payload.text }}".repeat(11)),
        (
            "work",
            format!("{{% assign a = payload.text {} %}}", "| escape ".repeat(1000)),
        ),
    ] {
        let template = Template::parse(&text).unwrap();
        group.bench_function(name, |b| b.iter(|| renders(&template, &payload)));
    }
    group.finish();
}

fn validate(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile_validate");
    let twice = json!([{ "$ref": "#/definitions/n" }, { "$ref": "#/definitions/n" }]);
    let schemas = [
        (
            "unique",
            json!({ "type": "object", "properties": { "l": { "uniqueItems": true } } }),
        ),
        (
            "unions",
            json!({
                "type": "object",
                "properties": { "l": { "items": { "oneOf": twice } } },
                "definitions": { "n": { "type": "object", "required": ["n"] } },
            }),
        ),
    ];
    for (name, schema) in schemas {
        let schema = Validator::compile(&schema).unwrap();
        for size in SIZES {
            let items: Vec<Value> = (0..size / 10).map(|number| json!({ "a": number })).collect();
            let data = Json::from(&json!({ "l": items }));
            group.bench_function(BenchmarkId::new(name, size), |b| {
                b.iter(|| schema.validate(&mut black_box(&data).clone()).is_ok())
            });
        }
    }
    group.finish();
}

/// Patterns on texts of 10, 100 and 1,000 KB that match them nearly to the end.
fn patterns(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile_pattern");
    for (pattern, unit, end) in [
        (r"\s+$", " ", "x"),
        (r"[0-9]+$", "1", "x"),
        (r"\w+@\w+\.\w+", "a", "!"),
        ("^(a+)+$", "a", "b"),
        ("(x+x+)+y", "x", "z"),
        (r"^(?=.*\d)[a-z]+$", "a", "!"),
    ] {
        let schema = json!({ "type": "object", "properties": { "a": { "pattern": pattern } } });
        let schema = Validator::compile(&schema).unwrap();
        for size in SIZES.map(|size| 10 * size) {
            let data = Json::from(&json!({ "a": unit.repeat(size) + end }));
            group.bench_function(BenchmarkId::new(pattern, size), |b| {
                b.iter(|| schema.validate(&mut black_box(&data).clone()).is_ok())
            });
        }
    }
    group.finish();
}

criterion_group!(
    benches, sanitise, repair, canonical, template, limits, validate, patterns
);
criterion_main!(benches);
