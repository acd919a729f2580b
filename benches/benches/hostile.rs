//! Does the cost of hostile input grow as fast as the input, or faster? The worst that was found for each parser, in
//! three sizes: a thousand bytes, ten and a hundred times as many.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework::{
    __private::{Data, Schema, Template, canonical_json, read_query, repair_json, sanitize},
    signature::{SecretKey, Verifier},
};
use serde_json::{Value, json};
use std::{hint::black_box, time::UNIX_EPOCH};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// `start`, then `unit` over and over up to `size` bytes, then `end`.
fn text(size: usize, [start, unit, end]: [&str; 3]) -> String {
    let count = size.saturating_sub(start.len() + end.len()) / unit.len();
    [start, &unit.repeat(count), end].concat()
}

/// Benches `work` on each of the named texts in each size.
fn grow(c: &mut Criterion, parser: &str, texts: &[(&str, [&str; 3])], work: impl Fn(&str)) {
    let mut group = c.benchmark_group(format!("hostile_{parser}"));
    for (name, parts) in texts {
        for size in SIZES {
            let text = text(size, *parts);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::new(*name, size), |b| {
                b.iter(|| work(black_box(&text)))
            });
        }
    }
    group.finish();
}

fn sanitise(c: &mut Criterion) {
    let texts = [
        ("attributes", ["<p ", "é1x ", ">"]),
        ("open", ["", "<b>", ""]),
        ("unknown", ["", "<x></y>", ""]),
        ("comments", ["<a href=\"", "<!<!--a-->--", "\">"]),
        ("end_tags", ["", "</a/", ""]),
        ("entities", ["", "&CounterClockwiseContourIntegra", ""]),
    ];
    grow(c, "sanitize", &texts, |text| drop(black_box(sanitize(text))));
}

fn repair(c: &mut Criterion) {
    let texts = [
        ("escaped_url", ["[", "\\\"http://x", "}"]),
        ("restarts", ["['a", ",x' b", "]"]),
        ("comments", ["[\"a", "\"/* b", "*/x\"]"]),
        ("nested", ["", "[", ""]),
    ];
    grow(c, "repair_json", &texts, |text| {
        drop(black_box(repair_json(text)))
    });
}

fn canonical(c: &mut Criterion) {
    let texts = [
        ("floats", ["[", "1e51,", "1]"]),
        ("reordered", ["[", r#"{"1":{"1":0,"0":0},"0":0},"#, "1e999]"]),
        ("surrogates", ["\"", r"\ud800\n", "\""]),
    ];
    grow(c, "canonical_json", &texts, |text| {
        drop(black_box(canonical_json(text.as_bytes())))
    });
}

fn query(c: &mut Criterion) {
    let texts = [("pairs", ["", "%&", ""]), ("repeated", ["", "&%61ction=a", ""])];
    grow(c, "query", &texts, |text| drop(black_box(read_query(text))));
}

fn header(c: &mut Criterion) {
    let verifier = Verifier::new([SecretKey::new("key").unwrap()]);
    let texts = [("parts", ["", "t=,", ""]), ("digits", ["v1=a,t=0x", "f", ""])];
    grow(c, "signature_header", &texts, |text| {
        drop(black_box(verifier.verify_at(
            Some(text.as_bytes()),
            b"{}",
            UNIX_EPOCH,
        )));
    });
}

fn template(c: &mut Criterion) {
    let texts = [
        ("cycle", ["{% cycle ", "-,", " %}"]),
        ("outputs", ["", "{{ a }}", ""]),
        ("operators", ["{{ a ", "== a ", "}}"]),
        ("unclosed", ["", "{% raw %}{% endraw ", ""]),
    ];
    grow(c, "template", &texts, |text| {
        if let Ok(template) = Template::parse(text) {
            drop(black_box(template.render(&Data::default(), &Data::default())));
        }
    });
}

/// Templates are programs: what one does is limited, whatever its length. These use up all they are allowed.
fn limits(c: &mut Criterion) {
    let payload = Data::from(&json!({ "text": "x".repeat(1 << 20) }));
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
        group.bench_function(name, |b| {
            b.iter(|| template.render(&payload, &Data::default()).is_ok())
        });
    }
    group.finish();
}

/// Data in three sizes for schemas that look at all of it.
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
        let schema = Schema::compile(&schema).unwrap();
        for size in SIZES {
            let items: Vec<Value> = (0..size / 10).map(|number| json!({ "a": number })).collect();
            let data = Data::from(&json!({ "l": items }));
            group.bench_function(BenchmarkId::new(name, size), |b| {
                b.iter(|| schema.validate(&mut black_box(&data).clone()).is_ok())
            });
        }
    }
    group.finish();
}

criterion_group!(
    benches, sanitise, repair, canonical, query, header, template, limits, validate
);
criterion_main!(benches);
