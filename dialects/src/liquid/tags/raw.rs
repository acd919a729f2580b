//! `{% raw %}…{% endraw %}`.

use crate::liquid::{
    blocks::{Block, Parser},
    error::Error,
    tokens::{Tag, Token},
};

/// Parses a block that prints its inside as it is.
pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Block, Error> {
    // The tokenizer has left at most one piece of text before the end.
    let mut body = Block::default();
    while let Some(token) = parser.next_token() {
        match token {
            Token::Text(text) => body.append(Block::verbatim(text)),
            Token::Tag(end) if parser.name(&end) == "endraw" => return Ok(body),
            // In a `liquid` tag the lines are tags.
            Token::Tag(line) => body.append(Block::verbatim(line.whole)),
            Token::Output { .. } => {}
        }
    }
    Err(parser.misplaced(tag, "raw block is not closed"))
}
