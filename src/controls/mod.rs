//! Compiles the controls of a step: every string and key is a template (liquid.md §0, §1).

mod cache;
mod compile;
mod data;
mod json_string;
mod markers;

pub(crate) use cache::TemplateCache;
pub(crate) use compile::{CompileError, Variables, check_syntax, compile};

#[cfg(test)]
mod tests;
