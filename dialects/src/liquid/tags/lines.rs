//! `{% liquid %}`: tags without delimiters, one a line.

use crate::liquid::{
    blocks::{Block, Parser},
    error::Error,
    tokens::{Tag, tag_lines},
};

pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Block, Error> {
    let tokens = tag_lines(parser.source(), tag.arguments.clone())?;
    Parser::new(parser.source(), tokens, parser.depth() + 1).document()
}
