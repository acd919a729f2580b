//! Numbers.

use super::{
    conjunction::Conjunction,
    generator::{Generator, Goal},
};
use serde_json::{Number, Value};
use std::collections::HashSet;

/// Whole numbers beyond this are not exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Tried when the numbers that the bounds suggest are refused.
const OTHERS: [f64; 12] = [2.0, 3.0, 5.0, 7.0, 10.0, 100.0, 1e6, -1.0, -2.0, -100.0, 0.5, 1e9];

/// How many numbers in a row are tried: more than there are items to be told apart.
const SERIES: u32 = 1024;

impl<'d> Generator<'d> {
    /// Returns a number: 1 if it will do (0 is a divisor nobody expects), else the nearest the bounds allow.
    pub(super) fn number(
        &mut self,
        goal: Goal<'_, 'd>,
        conjunction: &Conjunction<'d>,
        whole: bool,
    ) -> Option<Value> {
        let format = conjunction
            .texts("format")
            .find(|format| matches!(*format, "int32" | "int64"));
        let whole = whole || format.is_some();
        let (least, most) = match format {
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            Some(_) => (-EXACT * 1024.0, EXACT * 1023.0),
            None => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let bounds = |keys: [&str; 2]| keys.map(|key| conjunction.numbers(key).collect::<Vec<_>>());
        let [minimum, above] = bounds(["minimum", "exclusiveMinimum"]);
        let [maximum, below] = bounds(["maximum", "exclusiveMaximum"]);
        // Draft-04 has booleans here, which the reference's generator knows.
        let flag = |key| conjunction.all(key).any(|value| *value == Value::Bool(true));
        let above = if flag("exclusiveMinimum") {
            [&above[..], &minimum].concat()
        } else {
            above
        };
        let below = if flag("exclusiveMaximum") {
            [&below[..], &maximum].concat()
        } else {
            below
        };
        let steps: Vec<f64> = conjunction.numbers("multipleOf").collect();
        let low = minimum.iter().chain(&above).copied().fold(least, f64::max);
        let high = maximum.iter().chain(&below).copied().fold(most, f64::min);
        // Multiples are judged by their quotient (validation.md §6).
        let fits = |n: f64| {
            n.is_finite()
                && (low..=high).contains(&n)
                && above.iter().all(|bound| n > *bound)
                && below.iter().all(|bound| n < *bound)
                && (!whole || n.fract() == 0.0)
                && steps.iter().all(|step| (n / step).fract() == 0.0)
        };
        // A multiple of several steps is found among those of the largest.
        let step = steps.iter().copied().chain(whole.then_some(1.0)).reduce(f64::max);
        let unit = step.unwrap_or(if high - low < 512.0 {
            (high - low) / f64::from(SERIES)
        } else {
            1.0
        });
        let series = |first: f64, sign: f64| {
            (0..SERIES)
                .map(move |n| (first + sign * f64::from(n)) * unit)
                .take_while(|n| n.is_finite())
        };
        let upwards = || series((low / unit).ceil(), 1.0);
        let downwards = || series((high / unit).floor(), -1.0);
        let edges = match step {
            Some(step) => [step]
                .into_iter()
                .chain(upwards().take(2))
                .chain(downwards().take(2))
                .collect(),
            None => vec![
                low,
                low.floor() + 1.0,
                high,
                high.ceil() - 1.0,
                low + (high - low) / 2.0,
            ],
        };
        let hints = hints(conjunction)
            .into_iter()
            .flat_map(|n| [n, n + 1.0, n - 1.0, n + 0.5]);
        let candidates = [1.0, 0.0].into_iter().chain(edges).chain(OTHERS).chain(hints);
        let candidates = candidates
            .chain(upwards())
            .chain(downwards())
            .chain(series(0.0, 1.0));
        // Bounds are tried as written, too: beyond 2^53 they lose digits as doubles.
        let written = conjunction.all("minimum").chain(conjunction.all("maximum"));
        let written = written.filter(|n| n.as_f64().is_some_and(fits)).cloned();
        let budget = self.budget();
        let compared = [&minimum, &above, &maximum, &below, &steps].map(|bounds| bounds.len());
        let cost = 8 + compared.iter().sum::<usize>() as u64;
        // Compared here: there may be as many candidates as items.
        let taken: HashSet<u64> = goal
            .taken
            .iter()
            .filter_map(Value::as_f64)
            .map(f64::to_bits)
            .collect();
        let mut candidates = candidates
            .take_while(|_| budget.get() > 0)
            .filter(|n| {
                budget.set(budget.get().saturating_sub(cost));
                fits(*n) && !taken.contains(&n.to_bits())
            })
            .filter_map(|n| number(n, whole))
            .chain(written);
        // As in the reference, a number of an empty range becomes `null`.
        let found = candidates.find(|value| self.spend(1) && self.accepts(goal, value));
        found.or_else(|| self.salvaging.then_some(Value::Null))
    }
}

/// Numbers that `not` and `if` mention: what they forbid or ask for is beside these.
fn hints(conjunction: &Conjunction<'_>) -> Vec<f64> {
    let mut hints = Vec::new();
    let mut pending: Vec<&Value> = conjunction.all("not").chain(conjunction.all("if")).collect();
    while let Some(value) = pending.pop()
        && hints.len() < 64
    {
        match value {
            Value::Number(n) => hints.extend(n.as_f64()),
            Value::Object(map) => pending.extend(map.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    hints
}

/// Returns `n` as JSON: whole numbers without a fraction, so that they can be read into Rust's integers.
#[allow(clippy::cast_possible_truncation)] // guarded by `EXACT`
fn number(n: f64, whole: bool) -> Option<Value> {
    if n.fract() == 0.0 && (n.abs() <= EXACT || (whole && n.abs() < 9.2e18)) {
        Some(Value::from(n as i64))
    } else {
        Number::from_f64(n).map(Value::Number)
    }
}
