//! `{% block name %}…{% endblock %}` and `{% layout %}`: without files to inherit from, blocks stay in place.

use super::{Render, file::File};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    scope::Scope,
    tokens::Tag,
};

/// A named part of a layout.
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

/// Parses the tag; `layout none` does nothing, any other layout is a file.
pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Option<Box<dyn Render>>, Error> {
    if parser.arguments(tag).word() == "none" {
        return Ok(None);
    }
    Ok(Some(Box::new(File::parse(tag, parser)?)))
}
