//! `{% block name %}…{% endblock %}` and `{% layout %}`: without files to inherit from, blocks stay in place.

use super::{Render, file::File};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    scope::Scope,
    tokens::Tag,
};

/// A block of nodes that is rendered in place.
#[derive(Debug)]
pub(super) struct Section(Block);

impl Section {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        parser.block(tag, &["endblock"]).map(|(body, _)| Self(body))
    }
}

impl Render for Section {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        self.0.render(source, scope, out)
    }
}

/// Parses the tag; `layout none` renders what follows, any other layout is a file.
///
/// It takes the rest of the template, so that inside a block the end tag is out of place.
pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Box<dyn Render>, Error> {
    if parser.arguments(tag).word() == "none" {
        return Ok(Box::new(Section(parser.rest(tag)?)));
    }
    let file = File::parse(tag, parser)?;
    parser.rest(tag)?;
    Ok(Box::new(file))
}
