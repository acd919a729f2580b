//! ECMAScript regular expressions.
//!
//! [`parse`] reads the syntax; engines and mocks work on the [`tree`]. Expressions that describe a regular
//! language run on a [`linear`] engine. Look-around and back-references need one that [`backtrack`]s and that
//! stops when its steps are used up.

mod backtrack;
mod class;
mod linear;
mod parse;
mod tree;

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

pub(super) use tree::{Node, Tree};

/// The bytes that the automatons of all expressions of a schema may take.
pub(super) const MAX_MEMORY: usize = 32 * 1024 * 1024;

/// The steps that starting a search is worth.
const START: u64 = 32;

/// The steps that a step of backtracking is worth: it takes about three times as long as a byte on the linear
/// engine.
const BACKTRACKING: u64 = 3;

/// A `pattern` of a schema, with the `u` flag, unanchored (validation.md §6).
#[derive(Clone)]
pub(super) enum Pattern {
    Linear(Arc<linear::Automaton>),
    Backtracking(Arc<backtrack::Program>),
}

impl Pattern {
    /// Compiles `source`; an error names the cause in one clause. Takes the memory from `memory`: an
    /// expression whose automaton would need more bytes than these is left to the other engine.
    pub(super) fn compile(source: &str, memory: &mut usize) -> Result<Self, String> {
        Ok(Self::from_tree(&Tree::parse(source)?, memory))
    }

    /// Compiles a tree, as [`compile`](Self::compile) does.
    pub(super) fn from_tree(tree: &Tree, memory: &mut usize) -> Self {
        match linear::Automaton::compile(tree, memory) {
            Some(automaton) => Self::Linear(Arc::new(automaton)),
            None => Self::Backtracking(Arc::new(backtrack::Program::compile(tree))),
        }
    }

    /// Returns whether `text` has a match. Takes the cost from `steps`; `None` if these do not suffice.
    pub(super) fn matches(&self, text: &str, steps: &mut u64) -> Option<bool> {
        *steps = steps.checked_sub(START)?;
        match self {
            Self::Linear(automaton) => automaton.matches(text, steps),
            Self::Backtracking(program) => {
                let mut left = *steps / BACKTRACKING;
                let matched = program.matches(text, &mut left).ok();
                *steps = left * BACKTRACKING;
                matched
            }
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Linear(_) => "Pattern(linear)",
            Self::Backtracking(_) => "Pattern(backtracking)",
        })
    }
}

/// Returns whether `text` is a regular expression without flags (`format: regex`).
pub(super) fn is_regex(text: &str) -> bool {
    // `\Z` is the mark of other dialects.
    let foreign = text
        .as_bytes()
        .windows(3)
        .any(|window| matches!(window, [before, b'\\', b'Z'] if *before != b'\\'));
    !foreign && parse::groups(text, parse::Mode::Legacy).is_ok()
}
