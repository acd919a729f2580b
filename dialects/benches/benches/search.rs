//! Searches for templates that take more time or memory than their work accounts for.
//!
//!     cargo bench --manifest-path dialects/benches/Cargo.toml --bench search --no-default-features --
//!     SECONDS SEED WORK
//!
//! Random statements are rendered over and over, each time with WORK units: 4 million show time, 100 million
//! memory. The worst are varied further. Prints the ten worst by time and the ten worst by memory.

mod process;

use novu_framework_dialects::{
    json::Json,
    liquid::{Scope, Template, filter_names},
};
use novu_framework_dialects_benches::random::Random;
use process::{cpu_seconds, peak_mib};
use serde_json::{Map, Value, json};
use std::env;

/// How many templates are varied further.
const POOL: usize = 100;

/// Values of about `size` bytes in every form that a parser or filter may find hard.
fn payload(size: usize) -> Value {
    let text = |unit: &str| Value::from(unit.repeat(size.div_ceil(unit.len())));
    let list = |unit: Value, count: usize| Value::from(vec![unit; count.max(1)]);
    let object = |name: fn(usize) -> String| -> Map<String, Value> {
        (0..size.div_ceil(10)).map(|n| (name(n), json!(n))).collect()
    };
    let nested = (0..size.min(90)).fold(json!(1), |inner, _| json!([inner]));
    json!({
        "t": text("x"), "words": text("a b "), "blank": text(" \n"), "u": text("é"), "big": text("😀"), "cjk": text("語"),
        "upper": text("ΐ"), "digits": text("1"), "float": text("1.5e5"), "html": text("<a>"), "open": text("<"),
        "script": text("<script>"), "entity": text("&amp;"), "quote": text("\""), "control": text("\u{1}"),
        "percent": text("%41"), "base": text("QUJD"), "format": text("%c"), "wide": text("%999Y"), "dates": text("(1"),
        "path": text("a."), "expression": text("a "), "filters": text("a|abs|"), "brackets": text("[a]"), "csv": text("a,"),
        "l": list(json!(1), size / 2), "texts": list(json!("ab"), size / 4), "mixed": list(json!([null, "a", 1.5]), size / 12),
        "longs": list(text("xy"), 8), "objects": list(json!({ "a": "b", "k": 1 }), size / 16),
        "o": object(|n| format!("k{n}")), "indices": object(|n| (n * 7919 % 1_000_003).to_string()), "nested": nested,
        "exp": "x.a == payload.longs", "self": "payload.l | where_exp: 'x', payload.self", "name": "a", "n": 3,
    })
}

const NAMES: &[&str] = &[
    "t",
    "words",
    "blank",
    "u",
    "big",
    "cjk",
    "upper",
    "digits",
    "float",
    "html",
    "open",
    "script",
    "entity",
    "quote",
    "control",
    "percent",
    "base",
    "format",
    "wide",
    "dates",
    "path",
    "expression",
    "filters",
    "brackets",
    "csv",
    "l",
    "texts",
    "mixed",
    "longs",
    "objects",
    "o",
    "indices",
    "nested",
    "exp",
    "self",
    "name",
    "n",
    "missing",
];

fn value(random: &mut Random) -> String {
    match random.below(12) {
        0 => random
            .pick(&["a", "b", "c", "i", "j", "forloop", "payload"])
            .to_owned(),
        1 => random
            .pick(&[
                "nil", "empty", "blank", "true", "''", "'a'", "'x'", "'latin'", "'pretty'", "'cjk'",
            ])
            .to_owned(),
        2 => random
            .pick(&["0", "1", "-1", "2.5", "1e9", "99999", "0.1", "1.005"])
            .to_owned(),
        3 => random
            .pick(&["(1..9)", "(1..1000)", "(0.5..300.5)", "(1..1000000)"])
            .to_owned(),
        4 => format!("payload[{}]", value(random)),
        5 => format!(
            "{}.{}",
            path(random),
            random.pick(&["size", "first", "last", "a", "k1", "5"])
        ),
        6 => format!(
            "{}[{}]",
            path(random),
            random.pick(&["0", "-1", "i", "'k3'", "payload.n", "99"])
        ),
        _ => path(random),
    }
}

fn path(random: &mut Random) -> String {
    format!("payload.{}", random.pick(NAMES))
}

fn chain(random: &mut Random, filters: &[&str]) -> String {
    let mut text = value(random);
    for _ in 0..random.below(4) {
        text.push_str(" | ");
        text.push_str(random.pick(filters));
        for index in 0..random.below(4) {
            text.push_str(if index == 0 { ": " } else { ", " });
            text.push_str(&value(random));
        }
    }
    text
}

fn statement(random: &mut Random, filters: &[&str]) -> String {
    let name = random.pick(&["a", "b", "c"]);
    let operator = random.pick(&["==", "!=", "<", ">=", "contains", "and", "or"]);
    let (one, two) = (value(random), value(random));
    match random.below(14) {
        0 => format!("{{% if {one} {operator} {two} %}}x{{% endif %}}"),
        1 => format!("{{% unless {one} {operator} {two} {operator} {one} %}}x{{% endunless %}}"),
        2 => format!(
            "{{% for q in {one} limit: 3 offset: {two} %}}{{{{ q | {} }}}}{{% endfor %}}",
            random.pick(filters)
        ),
        3 => format!("{{% case {one} %}}{{% when {two}, {one} %}}x{{% endcase %}}"),
        4 => format!("{{% cycle {one}: {two}, {one} %}}"),
        5 => format!("{{% capture {name} %}}{{{{ {one} }}}}{{{{ {two} }}}}{{% endcapture %}}"),
        6 => format!("{{% tablerow q in {one} cols: {two} limit: 3 %}}{{{{ q }}}}{{% endtablerow %}}"),
        7 => "{% increment n %}".to_owned(),
        8 => format!("{{{{ {} }}}}", chain(random, filters)),
        _ => format!("{{% assign {name} = {} %}}", chain(random, filters)),
    }
}

/// Statements, and which payload they are rendered with.
#[derive(Clone)]
struct Candidate {
    statements: Vec<String>,
    repeat: usize,
    size: usize,
}

impl Candidate {
    fn new(random: &mut Random, filters: &[&str]) -> Self {
        Self {
            statements: (0..1 + random.below(3))
                .map(|_| statement(random, filters))
                .collect(),
            repeat: [1, 10, 100][random.below(3)],
            size: random.below(SIZES.len()),
        }
    }

    fn vary(&mut self, random: &mut Random, filters: &[&str]) {
        let at = random.below(self.statements.len());
        match random.below(5) {
            0 => self.statements[at] = statement(random, filters),
            1 if self.statements.len() > 1 => drop(self.statements.remove(at)),
            2 => self.statements.push(statement(random, filters)),
            3 => self.repeat = [1, 10, 100][random.below(3)],
            _ => self.size = random.below(SIZES.len()),
        }
    }

    fn template(&self) -> String {
        format!(
            "{{% for i in (1..1000) %}}{{% for j in (1..1000) %}}{}{{% endfor %}}{{% endfor %}}",
            self.statements.concat().repeat(self.repeat)
        )
    }
}

const SIZES: [usize; 4] = [10, 500, 10_000, 300_000];

/// Sorts the worst to the front and drops the others. Of candidates that share a statement, only the worst
/// stays.
fn keep(pool: &mut Vec<(f64, Candidate)>, score: f64, candidate: &Candidate) {
    if pool.len() == POOL && pool.last().is_some_and(|(last, _)| score <= *last) {
        return;
    }
    let shared = |other: &Candidate| {
        other
            .statements
            .iter()
            .any(|text| candidate.statements.contains(text))
    };
    if pool
        .iter()
        .any(|(other_score, other)| shared(other) && *other_score >= score)
    {
        return;
    }
    pool.retain(|(_, other)| !shared(other));
    pool.push((score, candidate.clone()));
    pool.sort_by(|a, b| b.0.total_cmp(&a.0));
    pool.truncate(POOL);
}

/// Nanoseconds for each unit of work, and MiB, of rendering a candidate.
fn measure(candidate: &Candidate, payloads: &[Json], most: u64) -> Option<[f64; 2]> {
    let template = Template::parse(&candidate.template()).ok()?;
    let mut scope = Scope::new([("payload", &payloads[candidate.size])]).with_work_left(most);
    let mut out = String::new();
    let (before, work_before) = (cpu_seconds(), scope.work());
    let mib = peak_mib(|| {
        let _ = template.render(&mut scope, &mut out);
    });
    let (time, work) = (cpu_seconds() - before, scope.work() - work_before);
    // A step that is too large is charged as a whole, and fails before it is taken.
    let units = work.clamp(200_000, most) as f64;
    Some([time * 1e9 / units, mib])
}

/// Removes statements and filters that do not matter for the score at `index`.
fn minimise(candidate: &mut Candidate, payloads: &[Json], work: u64, index: usize) {
    let score =
        |candidate: &Candidate| measure(candidate, payloads, work).map_or(0.0, |scores| scores[index]);
    let least = score(candidate) * 0.8;
    for at in (0..candidate.statements.len()).rev() {
        let mut shorter = candidate.clone();
        shorter.statements.remove(at);
        if !shorter.statements.is_empty() && score(&shorter) >= least {
            *candidate = shorter;
            continue;
        }
        for piece in (1..candidate.statements[at].matches(" | ").count()).rev() {
            let mut shorter = candidate.clone();
            let mut pieces: Vec<&str> = candidate.statements[at].split(" | ").collect();
            pieces.remove(piece);
            shorter.statements[at] = pieces.join(" | ");
            if score(&shorter) >= least {
                *candidate = shorter;
            }
        }
    }
}

fn main() {
    let mut arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    let mut number = |missing| {
        arguments
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(missing)
    };
    let (seconds, seed, work) = (number(60.0), number(1.0) as u64, number(4e6) as u64);
    let filters: Vec<&str> = filter_names().collect();
    let payloads = SIZES.map(|size| Json::from(&payload(size)));
    let mut random = Random::new(seed);
    let mut pools: [Vec<(f64, Candidate)>; 2] = Default::default();
    let mut tried = 0_usize;
    while cpu_seconds() < seconds {
        let mut candidate = match random.below(5) {
            0 | 1 if pools[0].len() == POOL => pools[0][random.below(POOL)].1.clone(),
            2 if pools[1].len() == POOL => pools[1][random.below(POOL)].1.clone(),
            _ => Candidate::new(&mut random, &filters),
        };
        candidate.vary(&mut random, &filters);
        tried += 1;
        if let Some(scores) = measure(&candidate, &payloads, work) {
            for (pool, score) in pools.iter_mut().zip(scores) {
                keep(pool, score, &candidate);
            }
        }
    }
    println!("{tried} templates");
    for (index, unit) in ["ns a unit", "MiB"].into_iter().enumerate() {
        let mut shown: Vec<String> = Vec::new();
        for (_, candidate) in &mut pools[index] {
            minimise(candidate, &payloads, work, index);
            let text = candidate.statements.concat();
            if shown.len() < 12 && !shown.contains(&text) {
                let score = measure(candidate, &payloads, work).map_or(0.0, |scores| scores[index]);
                println!(
                    "{score:.2} {unit}: {} times {text}, payload of {}",
                    candidate.repeat, SIZES[candidate.size]
                );
                shown.push(text);
            }
        }
    }
}
