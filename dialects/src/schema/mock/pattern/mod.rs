//! Strings that match a JavaScript regular expression.
//!
//! Strings are drawn from the tree of the expression in a fixed order, and the engine has the last word.
//! Look-around, anchors and word boundaries are not constructed: a draw that breaks them is dropped and the
//! next one tried.

mod draw;

use crate::schema::pattern::{self, Tree};
use std::cell::Cell;

/// How many draws are tried before a pattern is taken for one that cannot be met.
const ATTEMPTS: u32 = 96;

/// How many steps one match may take.
const MAX_STEPS: u64 = 1_000_000;

/// How many steps a draw takes at least.
const DRAW: u64 = 64;

/// Characters tried for a class, the ones we would rather print first.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ .,:;/@+#!?=&%$*'\"~^|\\`<>(){}[]\
    \t\n\r\u{0}\u{1}\u{7f}éßñÉαΩяЖאعक中あア한😀١²½€→\u{301}\u{a0}\u{2028}";

/// An expression and what strings are drawn from.
#[derive(Debug)]
pub(super) struct Pattern {
    expression: pattern::Pattern,
    tree: Tree,
    /// Some members of each class of the tree.
    members: Vec<Vec<char>>,
}

impl Pattern {
    /// Compiles `source` as the validator does. Takes a step from `budget` for each byte that the automaton
    /// takes, which is about what compiling costs.
    pub(super) fn new(source: &str, budget: &Cell<u64>) -> Option<Self> {
        let tree = Tree::parse(source).ok()?;
        let members = tree.sets.iter().map(|set| {
            let contains = |c: &char| set.contains(*c);
            // Where these are others, the limits of ranges are what somebody has written.
            let limits = set.ranges().iter().take(8).flat_map(|&(from, to)| [from, to]);
            ALPHABET.chars().filter(contains).chain(limits).collect()
        });
        let most = usize::try_from(budget.get()).unwrap_or(usize::MAX);
        let mut left = most.min(pattern::MAX_MEMORY);
        let expression = pattern::Pattern::from_tree(&tree, &mut left);
        let spent = most.min(pattern::MAX_MEMORY) - left + source.len();
        budget.set(budget.get().saturating_sub(spent as u64));
        Some(Self {
            expression,
            members: members.collect(),
            tree,
        })
    }

    /// Returns whether the expression matches anywhere in `text`, which is the demand of `pattern`. Takes the
    /// cost from `budget`.
    pub(super) fn matches(&self, text: &str, budget: &Cell<u64>) -> bool {
        let most = budget.get().min(MAX_STEPS);
        let mut left = most;
        let matches = self.expression.matches(text, &mut left);
        // A search that takes too long uses up what it may take.
        let spent = if matches.is_some() { most - left } else { most };
        budget.set(budget.get() - spent);
        matches == Some(true)
    }

    /// Returns matching strings of `min..=max` code points, simplest first; the same ones every time. Takes
    /// the cost from `budget`.
    pub(super) fn samples<'p>(
        &'p self,
        min: usize,
        max: usize,
        budget: &'p Cell<u64>,
    ) -> impl Iterator<Item = String> + 'p {
        let attempts = (0..ATTEMPTS).take_while(|_| budget.get() > 0);
        let draws = attempts.flat_map(move |attempt| draw::sized(self, attempt, min));
        draws.filter(move |text| {
            budget.set(budget.get().saturating_sub(DRAW + 4 * text.len() as u64));
            let length = text.chars().count();
            min <= length && length <= max && self.matches(text, budget)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use proptest::prelude::*;
    use std::cell::Cell;

    fn enough() -> Cell<u64> {
        Cell::new(100_000_000)
    }

    fn first(source: &str) -> Option<String> {
        Pattern::new(source, &enough())?
            .samples(0, 4096, &enough())
            .next()
    }

    #[test]
    fn common_patterns_have_a_sample() {
        for source in [
            "^abc$",
            "^q$",
            "",
            "^$",
            "a|b",
            "^(?:foo|bar)-\\d{2,4}$",
            "^[a-c]{2}\\d$",
            "^\\+[1-9]\\d{1,14}$",
            "^HX[0-9a-fA-F]{32}$",
            "^(?!mailto:)(?:(https?):\\/\\/[^\\s/$.?#].[^\\s]*)|^(\\/[^\\s]*)$",
            "^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$",
            "^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$",
            "^(\\w)\\1$",
            "^(?<q>['\"]).*\\k<q>$",
            "\\bword\\b",
            "^\\p{Lu}\\p{L}*$",
            "^[\\u4e00-\\u9fa5]+$",
            "^\\u{1F600}$",
            "^[^a-zA-Z0-9]$",
            "^(?!a)[ab]$",
            "^(?=foo).*$",
            "(?<=x)y",
            "^[\\]\\-]+$",
            "^\\/\\x41\\cA\\0$",
            "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-[\\w.]+)?$",
            "^.{3}$",
            "^\\S+\\s\\S+$",
            "^a{0}$",
            "^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
            "^#(?:[0-9a-f]{3}){1,2}$",
            "x*?y+?",
            "^(?:a|(?:b|(?:c|d)))$",
            "^[\\s\\S]+$",
            "^\\P{L}$",
            "^(?![\\s\\S]*foo)bar",
        ] {
            assert!(first(source).is_some(), "{source}");
        }
    }

    #[test]
    fn the_first_sample_is_the_plainest() {
        assert_eq!(first("^abc$").as_deref(), Some("abc"));
        assert_eq!(first("^[a-c]{2}\\d$").as_deref(), Some("aa0"));
        assert_eq!(first("^\\+[1-9]\\d{1,14}$").as_deref(), Some("+10"));
    }

    #[test]
    fn lengths_are_kept() {
        for (source, min, max) in [
            ("^a+$", 20, 20),
            ("^(?:ab)+$", 7, 9),
            ("a", 10, 12),
            ("^[a-z]{2,}$", 0, 2),
            ("^a*b*$", 300, 300),
            ("^(?:foo|f)$", 0, 1),
            ("^\\d{3}-\\w*$", 12, 12),
        ] {
            let pattern = Pattern::new(source, &enough()).unwrap();
            let text = pattern
                .samples(min, max, &enough())
                .next()
                .unwrap_or_else(|| panic!("{source}"));
            assert!((min..=max).contains(&text.chars().count()), "{source}: {text}");
        }
    }

    #[test]
    fn impossible_and_hostile_patterns_end() {
        assert_eq!(first("^a$b"), None);
        assert_eq!(first("(?!)"), None);
        assert_eq!(first("^(((a{100}){100}){100}){100}$"), None);
        assert!(Pattern::new(&"(".repeat(20_000), &enough()).is_none());
        let nested = format!("{}a{}", "(?:".repeat(90), ")".repeat(90));
        if let Some(pattern) = Pattern::new(&nested, &enough()) {
            let _ = pattern.samples(0, 10, &enough()).next();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn arbitrary_patterns_never_panic(source in "[\\\\()\\[\\]{}*+?|^$.a-c0-3<>:=!,dwspuk-]{0,16}") {
            if let Some(pattern) = Pattern::new(&source, &enough()) {
                for text in pattern.samples(0, 40, &enough()).take(3) {
                    prop_assert!(pattern.matches(&text, &enough()));
                }
            }
        }
    }
}
