//! Numbers.

use super::{
    conjunction::Conjunction,
    generator::{Effort, Generator, Goal},
};
use serde_json::{Number, Value};

/// Whole numbers beyond this are not exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Tried when what the bounds suggest is refused.
const OTHERS: [f64; 12] = [2.0, 3.0, 5.0, 7.0, 10.0, 100.0, 1e6, -1.0, -2.0, -100.0, 0.5, 1e9];

impl<'d> Generator<'d> {
    /// A number: 1 if it will do (0 is a divisor nobody expects), else the nearest thing the bounds allow.
    pub(super) fn number(
        &mut self,
        goal: Goal<'_, 'd>,
        conjunction: &Conjunction<'d>,
        whole: bool,
    ) -> Option<Value> {
        let range = Range::of(conjunction, whole);
        let whole = range.whole;
        let mut candidates = vec![1.0, 0.0];
        candidates.extend(range.edges());
        if self.effort != Effort::Quick || !goal.taken.is_empty() {
            candidates.extend(OTHERS);
            candidates.extend(
                hints(conjunction)
                    .into_iter()
                    .flat_map(|n| [n, n + 1.0, n - 1.0, n + 0.5]),
            );
            candidates.extend(range.series(goal.taken.len().saturating_add(16).min(512)));
        }
        // Bounds are kept as written: beyond 2^53 they lose digits as doubles.
        let bounds = ["minimum", "maximum"]
            .into_iter()
            .flat_map(|key| conjunction.all(key))
            .filter(|n| n.is_number());
        let candidates: Vec<Value> = candidates
            .into_iter()
            .filter(|n| range.contains(*n))
            .filter_map(|n| number(n, whole))
            .chain(
                bounds
                    .filter(|n| n.as_f64().is_some_and(|n| range.contains(n)))
                    .cloned(),
            )
            .collect();
        if let Some(value) = candidates
            .into_iter()
            .find(|value| self.spend(1) && self.accepts(goal, value))
        {
            return Some(value);
        }
        // As in the reference, what has an empty range becomes `null`.
        (self.effort == Effort::Salvage).then_some(Value::Null)
    }
}

/// The numbers that a conjunction allows.
#[derive(Debug)]
struct Range {
    low: f64,
    low_open: bool,
    high: f64,
    high_open: bool,
    steps: Vec<f64>,
    whole: bool,
}

impl Range {
    /// The narrowest bounds of all parts.
    fn of(conjunction: &Conjunction<'_>, whole: bool) -> Self {
        let mut range = Self {
            low: f64::NEG_INFINITY,
            low_open: conjunction.flag("exclusiveMinimum"),
            high: f64::INFINITY,
            high_open: conjunction.flag("exclusiveMaximum"),
            steps: conjunction
                .numbers("multipleOf")
                .filter(|step| *step > 0.0)
                .collect(),
            whole,
        };
        range.low = conjunction.numbers("minimum").fold(range.low, f64::max);
        range.high = conjunction.numbers("maximum").fold(range.high, f64::min);
        let low = conjunction
            .numbers("exclusiveMinimum")
            .fold(f64::NEG_INFINITY, f64::max);
        if low > f64::NEG_INFINITY && low >= range.low {
            (range.low, range.low_open) = (low, true);
        }
        let high = conjunction
            .numbers("exclusiveMaximum")
            .fold(f64::INFINITY, f64::min);
        if high < f64::INFINITY && high <= range.high {
            (range.high, range.high_open) = (high, true);
        }
        for format in conjunction.texts("format") {
            let (low, high) = match format {
                "int32" => (-2_147_483_648.0, 2_147_483_647.0),
                "int64" => (-EXACT * 1024.0, EXACT * 1023.0),
                _ => continue,
            };
            (range.low, range.high) = (range.low.max(low), range.high.min(high));
            range.whole = true;
        }
        range
    }

    /// Whether `n` is allowed; multiples are judged by their quotient (validation.md §6).
    fn contains(&self, n: f64) -> bool {
        n.is_finite()
            && (n > self.low || (n == self.low && !self.low_open))
            && (n < self.high || (n == self.high && !self.high_open))
            && (!self.whole || n.fract() == 0.0)
            && self.steps.iter().all(|step| (n / step).fract() == 0.0)
    }

    /// The distance between neighbours, if there is one.
    fn step(&self) -> Option<f64> {
        let unit = self.whole.then_some(1.0);
        let steps = self.steps.iter().copied().chain(unit);
        steps.reduce(|a, b| {
            if (a / b).fract() == 0.0 {
                a
            } else if (b / a).fract() == 0.0 {
                b
            } else {
                multiple(a, b)
            }
        })
    }

    /// The first numbers from either end, and one in the middle.
    fn edges(&self) -> Vec<f64> {
        let mut edges = Vec::new();
        match self.step() {
            Some(step) => {
                edges.push(step);
                for n in [(self.low / step).ceil(), (self.low / step).floor() + 1.0] {
                    edges.push(n * step);
                }
                for n in [(self.high / step).floor(), (self.high / step).ceil() - 1.0] {
                    edges.push(n * step);
                }
            }
            None => {
                edges.extend([
                    self.low,
                    self.low.floor() + 1.0,
                    self.high,
                    self.high.ceil() - 1.0,
                ]);
                edges.push(self.low + (self.high - self.low) / 2.0);
            }
        }
        edges
    }

    /// `count` different numbers, upwards from the lower end or downwards from the upper.
    fn series(&self, count: usize) -> Vec<f64> {
        let count = u32::try_from(count).unwrap_or(512);
        let span = self.high - self.low;
        let step = self.step().unwrap_or(if span < f64::from(count) {
            span / f64::from(count + 1)
        } else {
            1.0
        });
        let numbers = 0..=count;
        if self.low.is_finite() {
            let start = (self.low / step).ceil();
            numbers.map(|n| (start + f64::from(n)) * step).collect()
        } else if self.high.is_finite() {
            let start = (self.high / step).floor();
            numbers.map(|n| (start - f64::from(n)) * step).collect()
        } else {
            numbers.map(|n| f64::from(n) * step).collect()
        }
    }
}

/// A common multiple of two steps that do not divide one another.
fn multiple(a: f64, b: f64) -> f64 {
    (1..=1000)
        .map(|n| f64::from(n) * a)
        .find(|n| (n / b).fract() == 0.0)
        .unwrap_or(a * b)
}

/// Numbers that `not` and `if` mention: what they forbid or ask lies beside these.
fn hints(conjunction: &Conjunction<'_>) -> Vec<f64> {
    let mut hints = Vec::new();
    let mut pending: Vec<&Value> = conjunction.all("not").chain(conjunction.all("if")).collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Number(n) => hints.extend(n.as_f64()),
            Value::Object(map) => pending.extend(map.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
        if hints.len() > 64 {
            break;
        }
    }
    hints
}

/// `n` as JSON: whole numbers without a fraction, so that they can be read into Rust's integers.
#[allow(clippy::cast_possible_truncation)] // guarded by `EXACT`
fn number(n: f64, whole: bool) -> Option<Value> {
    if n.fract() == 0.0 && (n.abs() <= EXACT || (whole && n.abs() < 9.2e18)) {
        Some(Value::Number(Number::from(n as i64)))
    } else {
        Number::from_f64(n).map(Value::Number)
    }
}
