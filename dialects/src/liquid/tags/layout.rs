//! `{% block name %}…{% endblock %}` and `{% layout %}`: without files to inherit from, blocks stay in place.

use super::{Render, file::File};
use crate::liquid::{
    blocks::{Block, Parser},
    error::Error,
    tokens::Tag,
};

pub(super) fn parse_block(tag: &Tag, parser: &mut Parser<'_>) -> Result<Block, Error> {
    parser.block(tag, &["endblock"]).map(|(body, _)| body)
}

/// Parses the tag; `layout none` renders what follows, any other layout is a file.
///
/// It takes the rest of the template, so that inside a block the end tag is out of place.
pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Box<dyn Render>, Error> {
    if parser.arguments(tag).word() == "none" {
        return Ok(Box::new(parser.rest(tag)?));
    }
    let file = File::parse(tag, parser)?;
    parser.rest(tag)?;
    Ok(Box::new(file))
}
