//! Measures the most expensive patterns known, on texts of 10, 100 and 1,000 KB.
//!
//!     cargo bench --manifest-path dialects/benches/Cargo.toml --bench patterns --no-default-features
//!
//! The baseline counts the characters of the same text. A pattern with look-around or back-references may end
//! at the limit on its steps, which is a violation.

mod process;

use novu_framework_dialects::{json::Json, schema::Validator};
use process::{cpu_seconds, peak_mib};
use serde_json::json;
use std::hint::black_box;

/// The lengths of the texts in bytes.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// Pattern, the text that is repeated, and the end of the text.
const CASES: &[(&str, &str, &str)] = &[
    (r"\s+$", " ", "x"),
    ("[0-9]+$", "1", "x"),
    (r"\w+@\w+\.\w+", "a", ""),
    ("^(a+)+$", "a", "b"),
    ("^(a|aa)+$", "a", "b"),
    ("^(a|a|a)*b$", "a", ""),
    ("(x+x+)+y", "x", ""),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),
    (r"^([a-z0-9]+\.)+[a-z]{2,}$", "a.", "!"),
    ("(.*)*,(.*)*,(.*)*x", "a,", ""),
    ("(?:a|ab)(?:c|bcd)(?:d*)$", "abcd", "x"),
    (r"\bword\b.*\bother\b", "word ", ""),
    ("(a{1,50}){1,50}$", "a", "b"),
    ("^(a{1,50}){1,50}$", "a", ""),
    ("(?:[a-z]{0,200}[0-9]){0,20}$", "a1", "-"),
    ("(?:a|b)*a(?:a|b){12}c", "aabab", ""),
    ("(?:a|b)*a(?:a|b){200}c", "aababbbaab", ""),
    (r"(?:\p{L}|\p{N})+$", "é1", "-"),
    (
        r"(?:(?:(?:(?:\S+@\S+){0,26}.){0,20}(?:a|ab)(?:c|bcd)){0,27}ab)*(?:a|ab)(?:c|bcd)",
        "aabb~0",
        "",
    ),
    (r"^(?=.*[0-9])(?=.*[a-z]).{8,}$", "a", ""),
    ("(?=.*a)b", "c", ""),
    ("(?=(?:a|b)+$)c", "ab", ""),
    ("(?<=a.*)b", "c", ""),
    ("(?!a+b)c", "a", ""),
    (r"(a+)+\1$", "a", "b"),
    (r"^(?:(a+)\1)+$", "a", "b"),
    (r"(.+)\1{2}x", "ab", ""),
    (r"(?=(a+))a*b\1", "a", ""),
];

/// Returns the CPU seconds of a validation, and how it ended.
fn measure(validator: &Validator, data: &Json) -> (f64, &'static str) {
    let mut data = data.clone();
    let before = cpu_seconds();
    let result = validator.validate(black_box(&mut data));
    let seconds = cpu_seconds() - before;
    let end = match result.err().and_then(|violations| violations.into_iter().next()) {
        None => "matches",
        Some(violation) if violation.keyword == "limit" => "limit",
        Some(_) => "none",
    };
    (seconds, end)
}

/// Returns the lowest time of three, in milliseconds, and how the last run ended.
fn lowest(validator: &Validator, data: &Json) -> (f64, &'static str) {
    let runs = [(); 3].map(|()| measure(validator, data));
    let seconds = runs.iter().map(|(seconds, _)| *seconds).fold(f64::MAX, f64::min);
    (seconds * 1e3, runs[2].1)
}

fn baseline() {
    let times = SIZES.map(|size| {
        let text = "a".repeat(size);
        let before = cpu_seconds();
        black_box(black_box(&text).chars().filter(|c| *c != 'b').count());
        format!("{:.2}", (cpu_seconds() - before) * 1e3)
    });
    println!("| counting characters | `a` | | | {} | | |", times.join(" | "));
}

fn main() {
    println!(
        "| pattern | text | engine | compile, ms | 10 KB, ms | 100 KB | 1,000 KB | peak MiB | verdict |\n|---|---|---|---:|---:|---:|---:|---:|---|"
    );
    baseline();
    for (pattern, unit, end) in CASES {
        let schema = json!({ "type": "object", "properties": { "a": { "pattern": pattern } } });
        let before = cpu_seconds();
        let validator = Validator::compile(&schema).expect("the pattern is right");
        let compiling = (cpu_seconds() - before) * 1e3;
        let engine = match format!("{validator:?}").contains("Pattern(linear)") {
            true => "linear",
            false => "budget",
        };
        let (mut verdicts, mut peak) = (Vec::new(), 0.0);
        let times = SIZES.map(|size| {
            let text = unit.repeat(size / unit.len()) + end;
            let data = Json::from(&json!({ "a": text }));
            peak = peak_mib(|| {
                let _ = measure(&validator, &data);
            });
            let (time, verdict) = lowest(&validator, &data);
            verdicts.push(verdict);
            format!("{time:.2}")
        });
        verdicts.dedup();
        let text = format!("`{unit}`…{end}");
        let pattern = pattern.replace('|', "\\|");
        println!(
            "| `{pattern}` | {text} | {engine} | {compiling:.2} | {} | {peak:.1} | {} |",
            times.join(" | "),
            verdicts.join(", ")
        );
    }
}
