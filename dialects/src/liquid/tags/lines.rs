//! `{% liquid %}`: tags without delimiters, one a line.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    scope::Scope,
    tokens::{Tag, tag_lines},
};

/// Renders the tags in order.
#[derive(Debug)]
pub(super) struct Lines(Block);

impl Lines {
    pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Self, Error> {
        let tokens = tag_lines(parser.source(), tag.arguments.clone())?;
        Parser::new(parser.source(), tokens, parser.depth() + 1)
            .document()
            .map(Self)
    }
}

impl Render for Lines {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        self.0.render(source, scope, out)
    }
}
