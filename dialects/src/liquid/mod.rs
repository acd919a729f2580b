//! The template language of step controls: Liquid as the reference SDK speaks it (liquid.md).
//!
//! A [`Template`] is parsed once, owned, immutable and shared between threads. Rendering writes into a
//! `String` and takes a [`Scope`], which borrows the variables and carries assigned names, counters and
//! limits from one template to the next. Nothing here knows of HTTP or of controls.

mod blocks;
mod buffer;
mod cursor;
mod date;
mod error;
mod expression;
mod filtered;
mod filters;
mod meter;
mod plural;
mod references;
mod scope;
mod tags;
mod template;
mod tokens;
mod value;

pub use error::{Error, ErrorKind};
pub use references::{Assigned, Key, Place, References, Variable};
pub use scope::Scope;
pub use template::Template;
pub use tokens::is_plain;

pub use date::Clock;

/// Returns the names of all filters but `raw`, which is a part of the grammar.
pub fn filter_names() -> impl Iterator<Item = &'static str> {
    filters::FILTERS.iter().map(|(name, _)| *name)
}

/// Returns whether there is a filter of this name; unknown ones do nothing.
pub fn is_filter(name: &str) -> bool {
    name == "raw" || filters::find(name).is_some()
}

#[cfg(test)]
mod tests;
