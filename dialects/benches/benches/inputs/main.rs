//! Searches for inputs that take more time or memory a byte than others.
//!
//!     cargo bench --manifest-path dialects/benches/Cargo.toml --bench inputs --no-default-features --
//!     KIND SECONDS SEED [memory]
//!
//! The kinds are `read`, `canonical`, `repair`, `sanitize`, `data`, `pattern`, `schema` and `mock`. Random
//! inputs are measured, the worst are varied further, and the worst of all are printed: their CPU time for a
//! byte in two sizes, and CPU time and peak memory of one run. With `memory` the score is the peak memory for
//! a byte, not the time. An input that takes
//! more than 30 s of CPU time ends the search and is printed.

#[path = "../process/mod.rs"]
mod process;
mod schemas;
mod target;

use novu_framework_dialects_benches::random::Random;
use process::{cpu_seconds, peak_mib};
use std::{
    env,
    sync::{Arc, Mutex},
    time::Duration,
};
use target::{Candidate, Target};

/// How many inputs are varied further.
const POOL: usize = 60;

/// The size of inputs during the search, and the one whose time shows whether it grows faster than the input.
const SMALL: usize = 20_000;
const LARGE: usize = 200_000;

/// Ends the process when one input takes too long.
#[derive(Clone, Default)]
struct Watchdog(Arc<Mutex<Option<(f64, String)>>>);

impl Watchdog {
    fn start(&self) {
        let current = Arc::clone(&self.0);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                if let Some((since, text)) = &*current.lock().expect("not poisoned")
                    && cpu_seconds() - since > 30.0
                {
                    println!("more than 30 s: {text}");
                    std::process::exit(1);
                }
            }
        });
    }

    fn watch(&self, candidate: &Candidate) {
        *self.0.lock().expect("not poisoned") = Some((cpu_seconds(), candidate.to_json().to_string()));
    }
}

/// Nanoseconds for each byte, of `size` bytes of input.
fn time(target: Target, candidate: &Candidate, size: usize) -> Option<f64> {
    let prepared = target.prepare(candidate, size)?;
    let before = cpu_seconds();
    prepared.run();
    // Short times are mostly those of the clock and of allocating.
    Some((cpu_seconds() - before) * 1e9 / prepared.bytes().max(2_000) as f64)
}

/// The measure that the search tries to raise.
#[derive(Clone, Copy, PartialEq)]
enum Score {
    Time,
    Memory,
}

impl Score {
    /// Nanoseconds or bytes of memory for each byte of input. Of two times the lower, as other programs
    /// disturb them.
    fn of(self, target: Target, candidate: &Candidate, size: usize) -> Option<f64> {
        if self == Self::Memory {
            let prepared = target.prepare(candidate, size)?;
            let mib = peak_mib(|| prepared.run());
            return Some(mib * f64::from(1 << 20) / prepared.bytes().max(2_000) as f64);
        }
        let first = time(target, candidate, size)?;
        Some(time(target, candidate, size)?.min(first))
    }
}

/// Keeps the worst; of inputs that share a part only the worst stays.
fn keep(pool: &mut Vec<(f64, Candidate)>, score: f64, candidate: &Candidate) {
    if pool.len() == POOL && pool.last().is_some_and(|(last, _)| score <= *last) {
        return;
    }
    let related = |(_, other): &(f64, Candidate)| other.related(candidate);
    if pool.iter().any(|entry| related(entry) && entry.0 >= score) {
        return;
    }
    pool.retain(|entry| !related(entry));
    pool.push((score, candidate.clone()));
    pool.sort_by(|a, b| b.0.total_cmp(&a.0));
    pool.truncate(POOL);
}

/// Removes the parts that do not matter for the score.
fn minimise(score: Score, target: Target, candidate: &mut Candidate, watchdog: &Watchdog) {
    let least = score.of(target, candidate, SMALL).unwrap_or(0.0) * 0.8;
    let mut tries = 1000;
    let mut simpler = candidate.simpler();
    while let (Some(shorter), true) = (simpler.pop(), tries > 0) {
        tries -= 1;
        watchdog.watch(&shorter);
        if score
            .of(target, &shorter, SMALL)
            .is_some_and(|score| score >= least)
        {
            simpler = shorter.simpler();
            *candidate = shorter;
        }
    }
}

/// Returns bytes of input, CPU seconds and peak MiB of one run.
fn measure(target: Target, candidate: &Candidate) -> Option<(usize, f64, f64)> {
    let prepared = target.prepare(candidate, LARGE)?;
    let before = cpu_seconds();
    let mib = peak_mib(|| prepared.run());
    Some((prepared.bytes(), cpu_seconds() - before, mib))
}

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let target = Target::named(arguments.first().map_or("", |name| name)).expect("the name of a kind");
    let number = |index: usize, missing| {
        arguments
            .get(index)
            .and_then(|text| text.parse().ok())
            .unwrap_or(missing)
    };
    let (seconds, seed): (f64, f64) = (number(1, 60.0), number(2, 1.0));
    let (score, unit) = match arguments.get(3).map(String::as_str) {
        Some("memory") => (Score::Memory, "bytes"),
        _ => (Score::Time, "ns"),
    };
    let mut random = Random::new(seed as u64);
    let watchdog = Watchdog::default();
    watchdog.start();
    let mut pool: Vec<(f64, Candidate)> = Vec::new();
    let mut tried = 0_usize;
    while cpu_seconds() < seconds {
        let mut candidate = match random.below(3) {
            0 | 1 if pool.len() == POOL => pool[random.below(POOL)].1.clone(),
            _ => target.candidate(&mut random),
        };
        for _ in 0..1 + random.below(3) {
            target.vary(&mut candidate, &mut random);
        }
        watchdog.watch(&candidate);
        tried += 1;
        if let Some(score) = score.of(target, &candidate, SMALL) {
            keep(&mut pool, score, &candidate);
        }
    }
    println!(
        "{tried} inputs\n\n| {unit} a byte, {SMALL} | {LARGE} | bytes | CPU s | peak MiB | input |\n|---:|---:|---:|---:|---:|---|"
    );
    let mut shown: Vec<Candidate> = Vec::new();
    for (_, candidate) in &mut pool {
        minimise(score, target, candidate, &watchdog);
        if shown.len() == 12 {
            break;
        }
        if shown.iter().any(|other| other.related(candidate)) {
            continue;
        }
        shown.push(candidate.clone());
        watchdog.watch(candidate);
        let score = |size| score.of(target, candidate, size).unwrap_or(f64::NAN);
        let (small, large) = (score(SMALL), score(LARGE));
        let json = candidate.to_json().to_string();
        if let Some((bytes, seconds, mib)) = measure(target, candidate) {
            println!("| {small:.1} | {large:.1} | {bytes} | {seconds:.3} | {mib:.1} | `{json}` |");
        }
    }
}
