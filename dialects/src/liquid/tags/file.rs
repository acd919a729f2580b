//! `{% render 'file' %}` and `{% include 'file' %}`, which the reference reads from its working directory.

use super::Render;
use crate::liquid::{
    blocks::{Flow, Parser},
    buffer::Buffer,
    error::Error,
    expression::operand,
    references::Survey,
    scope::Scope,
    tokens::Tag,
};

/// Fails when it is rendered: there are no template files.
#[derive(Debug)]
pub(super) struct File;

impl File {
    pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Self, Error> {
        let mut cursor = parser.arguments(tag);
        match operand(&mut cursor)? {
            Some(_) => Ok(Self),
            None => Err(cursor.error("expected a file name")),
        }
    }
}

impl Render for File {
    fn render(&self, _: &str, _: &mut Scope<'_>, _: &mut Buffer) -> Result<Flow, Error> {
        Err(Error::render(
            "template files are not supported: put the text in place of the tag",
        ))
    }
    fn survey(&self, _: &str, _: &mut Survey) {}
}
