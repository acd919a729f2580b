//! `{% increment name %}` and `{% decrement name %}`.

use super::Render;
use crate::liquid::{
    blocks::{Flow, Parser},
    buffer::Buffer,
    error::Error,
    references::Survey,
    scope::Scope,
    tokens::Tag,
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
    fn render(&self, _: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let before = scope.count(&self.name, self.change)?;
        // An increment prints before it counts, a decrement after.
        let printed = if self.change > 0.0 {
            before
        } else {
            before + self.change
        };
        out.push_number(printed).map(|()| Flow::Next)
    }
    fn survey(&self, _: &str, survey: &mut Survey) {
        survey.assign(&self.name, None);
    }
}
