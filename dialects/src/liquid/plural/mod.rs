//! English plurals, by the rules that `pluralize` notifications have always had (liquid.md §12).
//!
//! A word is looked up among the irregular and the uncountable ones, then the first rule whose ending fits
//! decides. The oddities (`virus` becomes `viri`) are those of the npm package of that name.

mod rules;
#[cfg(test)]
mod tests;
mod words;

use rules::{PLURAL, Rule, SINGULAR, UNCHANGED};
use std::borrow::Cow;
use words::{IRREGULAR, UNCOUNTABLE};

/// Returns the plural form of `word`; a word that is a plural stays as it is.
pub(super) fn plural(word: &str) -> Cow<'_, str> {
    let token = word.to_lowercase();
    if IRREGULAR.iter().any(|(_, plural)| *plural == token) {
        return restore_case(word, Cow::Owned(token));
    }
    // Where pairs share a form, the last one wins.
    match IRREGULAR.iter().rev().find(|(singular, _)| *singular == token) {
        Some((_, plural)) => restore_case(word, Cow::Borrowed(plural)),
        None => apply(PLURAL, word, &token),
    }
}

/// Returns the singular form of `word`; a word that is a singular stays as it is.
pub(super) fn singular(word: &str) -> Cow<'_, str> {
    let token = word.to_lowercase();
    if IRREGULAR.iter().any(|(singular, _)| *singular == token) {
        return restore_case(word, Cow::Owned(token));
    }
    match IRREGULAR.iter().rev().find(|(_, plural)| *plural == token) {
        Some((singular, _)) => restore_case(word, Cow::Borrowed(singular)),
        None => apply(SINGULAR, word, &token),
    }
}

/// Returns the form of `word` for `count`: singular for exactly 1, plural for everything else, fractions
/// included.
pub(super) fn pluralize(word: &str, count: f64) -> Cow<'_, str> {
    if count == 1.0 {
        singular(word)
    } else {
        plural(word)
    }
}

/// Applies the first rule that fits `word`, whose lower-case form is `token`.
fn apply<'a>(rules: &[Rule], word: &'a str, token: &str) -> Cow<'a, str> {
    if word.is_empty() || UNCOUNTABLE.binary_search(&token).is_ok() {
        return Cow::Borrowed(word);
    }
    let found = UNCHANGED
        .iter()
        .chain(rules)
        .find_map(|rule| rule.find(word).map(|found| (rule, found)));
    let Some((rule, found)) = found else {
        return Cow::Borrowed(word);
    };
    let (before, matched) = word.split_at(found.start);
    let replaced = format!("{}{}", &word[found.start..found.ending], rule.replacement);
    if replaced == matched {
        return Cow::Borrowed(word);
    }
    // Where nothing is replaced, the last letter decides the case.
    let model = match matched {
        "" => &word[word.char_indices().next_back().map_or(0, |(at, _)| at)..],
        matched => matched,
    };
    let cased = restore_case(model, Cow::Owned(replaced));
    Cow::Owned(format!("{before}{cased}"))
}

/// Converts `text` to the case of `model`: lower, upper or capitalised, and lower otherwise.
fn restore_case<'a>(model: &str, text: Cow<'a, str>) -> Cow<'a, str> {
    if model == text {
        return text;
    }
    if model == model.to_lowercase() {
        return Cow::Owned(text.to_lowercase());
    }
    if model == model.to_uppercase() {
        return Cow::Owned(text.to_uppercase());
    }
    let upper = |c: char| c.to_uppercase().eq([c]);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if model.starts_with(upper) => Cow::Owned(
            first
                .to_uppercase()
                .chain(chars.as_str().to_lowercase().chars())
                .collect(),
        ),
        _ => Cow::Owned(text.to_lowercase()),
    }
}
