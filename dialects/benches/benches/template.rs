//! The cost of parsing and of rendering a template, and its growth with the items of a loop.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use novu_framework_dialects::{
    json::Json,
    liquid::{Scope, Template},
};
use serde_json::{Value, json};
use std::hint::black_box;

const TEMPLATE: &str = "Hello {{ subscriber.firstName | default: 'there' | capitalize }}, you have {{ payload.items | size }} \
    {{ payload.items | size | pluralize: 'item', 'items', 'false' }}: {% for item in payload.items limit: 3 %}\
    {{ item.name }} ({{ item.qty | times: item.price | round: 2 }}){% unless forloop.last %}, {% endunless %}{% endfor %}\
    {% if payload.note != '' %} Note: {{ payload.note | escape | truncate: 40 }}{% endif %}.";

fn render(template: &Template, payload: &Json, subscriber: &Json) -> String {
    let mut scope = Scope::new([("payload", payload), ("subscriber", subscriber)]);
    let mut out = String::new();
    template.render(&mut scope, &mut out).unwrap();
    out
}

fn template(c: &mut Criterion) {
    let items: Vec<Value> = (0..3)
        .map(|n| json!({ "name": "Tea", "qty": n, "price": 2.5 }))
        .collect();
    let payload = Json::from(&json!({ "items": items, "note": "leave at the <door>" }));
    let subscriber = Json::from(&json!({ "firstName": "ann" }));
    let mut group = c.benchmark_group("template");
    group.throughput(Throughput::Bytes(TEMPLATE.len() as u64));
    group.bench_function("parse", |b| {
        b.iter(|| Template::parse(black_box(TEMPLATE)).unwrap())
    });
    let parsed = Template::parse(TEMPLATE).unwrap();
    group.bench_function("render", |b| {
        b.iter(|| render(&parsed, black_box(&payload), &subscriber))
    });
    group.finish();

    let parsed = Template::parse("{% for n in payload.list %}{{ n }},{% endfor %}").unwrap();
    let mut group = c.benchmark_group("template_loop");
    for count in [10, 1_000, 100_000] {
        let payload = Json::from(&json!({ "list": (0..count).collect::<Vec<_>>() }));
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| render(&parsed, black_box(&payload), &subscriber));
        });
    }
    group.finish();
}

criterion_group!(benches, template);
criterion_main!(benches);
