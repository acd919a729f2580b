//! Rules for numbers and strings.

use super::{Run, Scope};
use crate::{
    json::push_number,
    schema::program::{NumberRules, StringRules},
    text::counted,
};
use serde_json::Number;
use std::cmp::Ordering;

impl Run<'_> {
    /// Checks the rules for numbers, in their order.
    pub(super) fn number(&mut self, rules: &NumberRules, number: &Number, scope: Scope<'_>) -> bool {
        let value = number.as_f64().unwrap_or(f64::NAN);
        let bounds = [
            (
                "maximum",
                rules.maximum,
                "at most",
                value <= rules.maximum.unwrap_or(value),
            ),
            (
                "minimum",
                rules.minimum,
                "at least",
                value >= rules.minimum.unwrap_or(value),
            ),
            (
                "exclusiveMaximum",
                rules.exclusive_maximum,
                "less than",
                value < rules.exclusive_maximum.unwrap_or(f64::INFINITY),
            ),
            (
                "exclusiveMinimum",
                rules.exclusive_minimum,
                "more than",
                value > rules.exclusive_minimum.unwrap_or(f64::NEG_INFINITY),
            ),
            (
                "multipleOf",
                rules.multiple_of,
                "a multiple of",
                is_multiple(value, rules.multiple_of),
            ),
        ];
        for (keyword, bound, words, holds) in bounds {
            if let (Some(bound), false) = (bound, holds) {
                return self.fail(keyword, scope, || format!("must be {words} {}", shown(bound)));
            }
        }
        match rules.format {
            Some(format) if !format.accepts_number(value) => {
                self.fail("format", scope, || format!("must be {}", format.describe()))
            }
            _ => true,
        }
    }

    /// Checks the limits on a length or a count of `nouns`, each with its keyword.
    #[inline]
    pub(super) fn within(
        &mut self,
        size: usize,
        most: (&'static str, Option<f64>),
        least: (&'static str, Option<f64>),
        [noun, nouns]: [&str; 2],
        scope: Scope<'_>,
    ) -> bool {
        let size = size as f64;
        let (keyword, word, bound) = match (most, least) {
            ((keyword, Some(bound)), _) if size > bound => (keyword, "most", bound),
            (_, (keyword, Some(bound))) if size < bound => (keyword, "least", bound),
            _ => return true,
        };
        self.fail(keyword, scope, || {
            format!("must have at {word} {}", counted(&shown(bound), noun, nouns))
        })
    }

    /// Checks the rules for strings, in their order.
    pub(super) fn string(&mut self, rules: &StringRules, text: &str, scope: Scope<'_>) -> bool {
        if !self.step(text.len() as u64, scope) {
            return false;
        }
        if rules.max_length.is_some() || rules.min_length.is_some() {
            let most = ("maxLength", rules.max_length);
            let least = ("minLength", rules.min_length);
            if !self.within(
                text.chars().count(),
                most,
                least,
                ["character", "characters"],
                scope,
            ) {
                return false;
            }
        }
        if rules
            .pattern
            .as_ref()
            .is_some_and(|pattern| !self.matches(pattern, text, scope))
        {
            return self.fail("pattern", scope, || "does not match the pattern".to_owned());
        }
        if let Some(format) = rules.format.filter(|format| !format.accepts_text(text)) {
            return self.fail("format", scope, || format!("must be {}", format.describe()));
        }
        for limit in &rules.limits {
            let Some(order) = limit.format.compare(text, &limit.limit) else {
                continue;
            };
            let (holds, words) = match limit.keyword {
                "formatMaximum" => (order != Ordering::Greater, "no later than"),
                "formatMinimum" => (order != Ordering::Less, "no earlier than"),
                "formatExclusiveMaximum" => (order == Ordering::Less, "before"),
                _ => (order == Ordering::Greater, "after"),
            };
            if !holds {
                return self.fail(limit.keyword, scope, || {
                    format!("must be {words} {}", limit.limit)
                });
            }
        }
        true
    }
}

/// Returns whether the quotient is an integer that JavaScript prints without an exponent (§6).
fn is_multiple(value: f64, divisor: Option<f64>) -> bool {
    divisor.is_none_or(|divisor| {
        let quotient = value / divisor;
        quotient.fract() == 0.0 && quotient.abs() < 1e21
    })
}

/// Returns a number of the schema, as JavaScript prints it.
#[cold]
fn shown(number: f64) -> String {
    let mut out = String::new();
    match Number::from_f64(number) {
        Some(number) => push_number(&mut out, &number),
        None => out.push_str("NaN"),
    }
    out
}
