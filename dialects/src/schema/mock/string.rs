//! Strings.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    format,
    generator::{Generator, Goal},
};
use serde_json::Value;
use std::collections::HashSet;

/// Longer strings than this are not made, whatever `minLength` says.
const MAX_LENGTH: usize = 65_536;

/// Tried when a plain string is refused.
const OTHERS: [&str; 10] = ["placeholder", "", "a", "A", "0", "1", "true", "/", " ", "é"];

/// The rules for a string.
#[derive(Debug)]
struct Rules<'g, 'd> {
    min: usize,
    max: usize,
    patterns: Vec<&'d str>,
    /// Compared here: there may be as many candidates as items.
    taken: HashSet<&'g str>,
}

impl<'d> Generator<'d> {
    /// Returns a string: from the pattern, else from the format, else the placeholder, made to fit the
    /// bounds.
    pub(super) fn string(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let (min, max) = (
            conjunction.at_least("minLength"),
            conjunction.at_most("maxLength"),
        );
        let rules = Rules {
            min,
            max,
            patterns: conjunction.texts("pattern").collect(),
            taken: goal.taken.iter().filter_map(Value::as_str).collect(),
        };
        if min > MAX_LENGTH || !self.spend(1 + min / 16 + goal.taken.len() / 4) {
            return None;
        }
        let budget = self.budget();
        let mut joined = vec![String::new()];
        for source in &rules.patterns {
            let pattern = self.pattern(source)?;
            if let Some(text) = self.fitting(goal, &rules, pattern.samples(min, max, &budget)) {
                return Some(text);
            }
            // Samples of several patterns put together match all that have no anchor in the way.
            let samples: Vec<String> = pattern.samples(0, usize::MAX, &budget).take(4).collect();
            let both = |known: &String| {
                let known = known.clone();
                samples
                    .iter()
                    .flat_map(move |sample| [[&known[..], sample].concat(), [&sample[..], &known].concat()])
            };
            joined = joined.iter().flat_map(both).take(64).collect();
        }
        if rules.patterns.len() > 1
            && let Some(text) = self.fitting(goal, &rules, joined)
        {
            return Some(text);
        }
        for format in conjunction.texts("format") {
            let samples = (0..8 + goal.taken.len()).filter_map(|n| format::sample(format, n));
            let lengths = [min, max.min(min + 24)].into_iter();
            let stretched = lengths.filter_map(|length| format::stretched(format, length));
            let limits = conjunction
                .texts("formatMinimum")
                .chain(conjunction.texts("formatMaximum"));
            let limits = limits
                .chain(format::extremes(format).iter().copied())
                .map(str::to_owned);
            if let Some(text) = self.fitting(goal, &rules, samples.chain(stretched).chain(limits)) {
                return Some(text);
            }
        }
        let template = conjunction.texts("template").next().map(str::to_owned);
        let plain = template.unwrap_or_else(|| fit(PLACEHOLDER, min, max));
        let numbered = (1..=goal.taken.len()).map(|n| distinct(n, min, max));
        let others = OTHERS.into_iter().map(|text| fit(text, min, max));
        let longer = [14, 40, 260].map(|length| fit(PLACEHOLDER, length.max(min), max));
        let candidates = [plain.clone()]
            .into_iter()
            .chain(numbered)
            .chain(others)
            .chain(longer);
        self.fitting(goal, &rules, candidates)
            .or_else(|| self.salvaging.then_some(Value::String(plain)))
    }

    /// Returns the first candidate that has the right length, matches all patterns and is accepted.
    fn fitting(
        &mut self,
        goal: Goal<'_, 'd>,
        rules: &Rules<'_, 'd>,
        candidates: impl IntoIterator<Item = String>,
    ) -> Option<Value> {
        let budget = self.budget();
        candidates.into_iter().find_map(|text| {
            if !self.spend(1 + text.len() / 64) {
                return None;
            }
            if rules.taken.contains(&text[..]) {
                return None;
            }
            let fits = (rules.min..=rules.max).contains(&text.chars().count())
                && rules.patterns.iter().all(|source| {
                    self.pattern(source)
                        .is_some_and(|one| one.matches(&text, &budget))
                });
            let text = Value::String(text);
            (fits && self.accepts(goal, &text)).then_some(text)
        })
    }
}

/// Returns `text`, repeated up to `min` characters and cut to `max` (bridge.md §6.1, where the cut is at
/// random).
fn fit(text: &str, min: usize, max: usize) -> String {
    let length = text.chars().count();
    if length == 0 {
        return "a".repeat(min);
    }
    let repeats = min.div_ceil(length).max(1);
    text.repeat(repeats).chars().take(max).collect()
}

/// Returns the `n`th string of the right length, all different as far as the length allows.
fn distinct(n: usize, min: usize, max: usize) -> String {
    let number = n.to_string();
    if PLACEHOLDER.len() + number.len() <= max {
        return fit(PLACEHOLDER, min.saturating_sub(number.len()), max - number.len()) + &number;
    }
    let (mut digits, mut left) = (Vec::new(), n);
    while digits.len() < min.max(1) || left > 0 {
        digits.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    digits.iter().rev().collect()
}
