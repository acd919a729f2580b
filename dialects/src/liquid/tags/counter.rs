//! `{% increment name %}` and `{% decrement name %}`.

use super::Render;
use crate::{
    json::push_f64,
    liquid::{
        blocks::{Flow, Parser},
        error::Error,
        scope::Scope,
        tokens::Tag,
    },
};

/// Prints a counter and moves it.
#[derive(Debug)]
pub(super) struct Counter {
    name: Box<str>,
    change: f64,
}

impl Counter {
    /// Counts 0, 1, 2 …
    pub(super) fn increment(tag: &Tag, parser: &Parser<'_>) -> Self {
        Self {
            name: parser.arguments(tag).word().into(),
            change: 1.0,
        }
    }

    /// Counts −1, −2 …
    pub(super) fn decrement(tag: &Tag, parser: &Parser<'_>) -> Self {
        Self {
            name: parser.arguments(tag).word().into(),
            change: -1.0,
        }
    }
}

impl Render for Counter {
    fn render(&self, _: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        let before = scope.count(&self.name, self.change);
        // An increment prints before it counts, a decrement after.
        push_f64(
            out,
            if self.change > 0.0 {
                before
            } else {
                before + self.change
            },
        );
        scope.charge_output(8)?;
        Ok(Flow::Next)
    }
}
