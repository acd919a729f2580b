//! The memory that templates take is bounded, as counted by the allocator. A binary of its own, because it
//! counts allocations.

use novu_framework_dialects::{
    json::Json,
    liquid::{Scope, Template},
};
use serde_json::{Value, json};

/// The most that a rendering may take beside the payload: what the meter counts, and what it does not.
const MOST: u64 = 64 << 20;

/// Around `body`, loops that end only at the limits.
fn looped(body: &str) -> String {
    format!("{{% for i in (1..1000) %}}{{% for j in (1..1000) %}}{body}{{% endfor %}}{{% endfor %}}")
}

/// Templates that hold the most, as found by `dialects/benches/benches/{worst,search}.rs`, with payloads.
fn templates() -> Vec<(&'static str, String, Value)> {
    let text = |length: usize| json!("x".repeat(length));
    let list = |count: usize| json!(vec![1; count]);
    let start = "{% assign l = '' | split: '' %}";
    vec![
        (
            "keys of cycles",
            looped("{% cycle payload.l: i, payload.l %}"),
            json!({ "l": vec![text(300_000); 8] }),
        ),
        (
            "texts that double",
            format!(
                "{{% assign a = 'ab' %}}{}",
                "{% assign a = a | append: a %}".repeat(28)
            ),
            json!({}),
        ),
        (
            "captures that double",
            format!(
                "{{% assign a = 'ab' %}}{}",
                "{% capture a %}{{ a }}{{ a }}{% endcapture %}".repeat(28)
            ),
            json!({}),
        ),
        (
            "lists that double",
            format!(
                "{{% assign a = payload.l %}}{}",
                "{% assign a = a | concat: a %}".repeat(28)
            ),
            json!({ "l": list(10) }),
        ),
        (
            "texts kept in a list",
            format!(
                "{start}{}",
                looped("{% assign b = payload.a | upcase %}{% assign l = l | push: b %}")
            ),
            json!({ "a": text(90_000) }),
        ),
        (
            "captures kept in a list",
            format!(
                "{start}{}",
                looped("{% capture b %}{{ payload.a }}{% endcapture %}{% assign l = l | push: b %}")
            ),
            json!({ "a": text(9_000) }),
        ),
        (
            "ranges that are kept",
            (0..40)
                .map(|n| format!("{{% assign a{n} = (1..900000) | reverse %}}"))
                .collect(),
            json!({}),
        ),
        (
            "one text split into characters",
            looped("{% assign x = payload.a | upcase | split: '' %}"),
            json!({ "a": text(1 << 20) }),
        ),
        (
            "groups",
            looped("{% assign x = payload.l | group_by_exp: 'x', 'x' %}{{ x | json }}"),
            json!({ "l": (0..100_000).collect::<Vec<_>>() }),
        ),
        (
            "printed list",
            "{{ payload.l }}".repeat(20),
            json!({ "l": vec![text(100_000); 50] }),
        ),
        (
            "sorted list",
            looped("{% assign x = payload.l | sort_natural %}"),
            json!({ "l": vec![text(90); 100_000] }),
        ),
        (
            "json with indentation",
            "{{ payload.l | json: 10 }}".repeat(20),
            json!({ "l": [[[list(200_000)]]] }),
        ),
        ("many outputs", "{{a}}".repeat(80_000), json!({})),
        (
            "many operands",
            format!("{{{{ {} }}}}", "a ".repeat(200_000)),
            json!({}),
        ),
        ("too many outputs", "{{a}}".repeat(1_000_000), json!({})),
        (
            "too many operands",
            format!("{{{{ {} }}}}", "a ".repeat(2_500_000)),
            json!({}),
        ),
        ("one long text", "x".repeat(20 << 20), json!({})),
    ]
}

#[test]
fn templates_take_at_most_64_mib() {
    for (name, template, payload) in templates() {
        let payload = Json::from(&payload);
        let info = allocation_counter::measure(|| {
            let mut scope = Scope::new([("payload", &payload)]);
            let mut out = String::new();
            let _ = Template::parse(&template).and_then(|template| template.render(&mut scope, &mut out));
        });
        assert!(info.bytes_max > 0, "{name}");
        assert!(info.bytes_max <= MOST, "{name}: {} bytes", info.bytes_max);
    }
}
