//! Compiles the controls of a step: every string and key is a template (liquid.md §0, §1).

mod cache;
mod check;
mod compile;
mod data;
mod json_string;
mod markers;
mod names;

pub(crate) use cache::TemplateCache;
pub(crate) use check::{Finding, FindingKind, check, wrong_defaults};
pub(crate) use compile::{CompileError, Variables, check_syntax, compile};
pub(crate) use names::{NamedStep, Names};

#[cfg(test)]
mod tests;
