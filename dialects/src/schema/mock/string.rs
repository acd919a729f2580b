//! Strings.

use super::{
    PLACEHOLDER,
    conjunction::Conjunction,
    format,
    generator::{Effort, Generator, Goal},
};
use serde_json::Value;

/// Longer strings than this are not made, whatever `minLength` says.
const MAX_LENGTH: usize = 65_536;

/// Tried when a plain string is refused.
const OTHERS: [&str; 10] = ["placeholder", "", "a", "A", "0", "1", "true", "/", " ", "é"];

impl<'d> Generator<'d> {
    /// A string: from the pattern, else from the format, else the placeholder, made to fit the bounds.
    pub(super) fn string(&mut self, goal: Goal<'_, 'd>, conjunction: &Conjunction<'d>) -> Option<Value> {
        let min = conjunction.at_least("minLength");
        let max = conjunction.at_most("maxLength").unwrap_or(usize::MAX);
        let patterns: Vec<&'d str> = conjunction.texts("pattern").collect();
        let formats: Vec<&'d str> = conjunction.texts("format").collect();
        let template = conjunction.texts("template").next().map(str::to_owned);
        if min > MAX_LENGTH || !self.spend(1 + min / 16) {
            return None;
        }
        for source in &patterns {
            let pattern = self.pattern(source)?;
            if let Some(text) = self.fitting(goal, &patterns, min..=max, pattern.samples(min, max)) {
                return Some(text);
            }
        }
        if patterns.len() > 1
            && let Some(joined) = self.joined(&patterns)
            && let Some(text) = self.fitting(goal, &patterns, min..=max, joined)
        {
            return Some(text);
        }
        for format in &formats {
            let tried = 8 + goal.taken.len();
            let samples = (0..tried).filter_map(|n| format::sample(format, n));
            let stretched = [min, max.min(min + 24)]
                .into_iter()
                .filter_map(|length| format::stretched(format, length));
            let limits = ["formatMinimum", "formatMaximum"]
                .into_iter()
                .flat_map(|key| conjunction.texts(key));
            let extremes = format::extremes(format).iter().copied();
            let samples = samples
                .chain(stretched)
                .chain(limits.chain(extremes).map(str::to_owned));
            if let Some(text) = self.fitting(goal, &patterns, min..=max, samples) {
                return Some(text);
            }
        }
        let plain = template.unwrap_or_else(|| fit(PLACEHOLDER, min, max));
        if self.effort == Effort::Quick && goal.taken.is_empty() {
            // A pattern or a length that the plain text breaks is for the closer search.
            return self.fitting(goal, &patterns, min..=max, [plain]);
        }
        let numbered = (1..=goal.taken.len()).map(|n| distinct(n, min, max));
        let others = OTHERS.into_iter().map(|text| fit(text, min, max));
        let longer = [14, 40, 260]
            .into_iter()
            .map(|length| fit(PLACEHOLDER, length.max(min), max));
        let candidates = [plain.clone()]
            .into_iter()
            .chain(numbered)
            .chain(others)
            .chain(longer);
        self.fitting(goal, &patterns, min..=max, candidates)
            .or_else(|| (self.effort == Effort::Salvage).then_some(Value::String(plain)))
    }

    /// Strings put together from samples of several patterns, which match all that have no anchor in the way.
    fn joined(&mut self, patterns: &[&'d str]) -> Option<Vec<String>> {
        let mut joined = vec![String::new()];
        for source in patterns.iter().take(4) {
            let samples: Vec<String> = self.pattern(source)?.samples(0, usize::MAX).take(4).collect();
            let both = |known: &String, sample: &String| {
                [[&known[..], sample].concat(), [&sample[..], known].concat()]
            };
            joined = joined
                .iter()
                .flat_map(|known| samples.iter().flat_map(move |sample| both(known, sample)))
                .collect();
            joined.truncate(64);
        }
        Some(joined)
    }

    /// The first of `candidates` that has the right length, matches all `patterns` and is accepted.
    fn fitting(
        &mut self,
        goal: Goal<'_, 'd>,
        patterns: &[&'d str],
        length: std::ops::RangeInclusive<usize>,
        candidates: impl IntoIterator<Item = String>,
    ) -> Option<Value> {
        candidates.into_iter().find_map(|text| {
            let matches = length.contains(&text.chars().count())
                && patterns
                    .iter()
                    .all(|source| self.pattern(source).is_some_and(|pattern| pattern.matches(&text)));
            let text = Value::String(text);
            (self.spend(1) && matches && self.accepts(goal, &text)).then_some(text)
        })
    }
}

/// `text`, repeated up to `min` characters and cut to `max` (bridge.md §6.1, where the cut is at random).
fn fit(text: &str, min: usize, max: usize) -> String {
    let length = text.chars().count();
    if min <= length && length <= max {
        return text.to_owned();
    }
    let text = if text.is_empty() { "a" } else { text };
    text.chars()
        .cycle()
        .take(
            if length < min {
                length.max(1) * min.div_ceil(length.max(1))
            } else {
                length
            }
            .min(max),
        )
        .collect()
}

/// The `n`th string of the right length, all different as far as the length allows.
fn distinct(n: usize, min: usize, max: usize) -> String {
    let number = n.to_string();
    if PLACEHOLDER.len() + number.len() <= max {
        return [
            &fit(PLACEHOLDER, min.saturating_sub(number.len()), max - number.len()),
            &number[..],
        ]
        .concat();
    }
    let (mut digits, mut left) = (Vec::new(), n);
    while digits.len() < min.max(1) || left > 0 {
        digits.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    digits.iter().rev().collect()
}
