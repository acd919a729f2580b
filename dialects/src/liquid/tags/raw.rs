//! `{% raw %}…{% endraw %}`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    scope::Scope,
    tokens::{Tag, Token},
};

/// Prints its inside as it is.
#[derive(Debug)]
pub(super) struct Raw(Block);

impl Raw {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        // The tokenizer has left at most one piece of text before the end.
        let mut body = Block::default();
        while let Some(token) = parser.next_token() {
            match token {
                Token::Text(text) => body.append(Block::verbatim(text)),
                Token::Tag(end) if parser.name(&end) == "endraw" => return Ok(Self(body)),
                // In a `liquid` tag the lines are tags.
                Token::Tag(line) => body.append(Block::verbatim(line.whole)),
                Token::Output { .. } => {}
            }
        }
        Err(parser.misplaced(tag, "raw block is not closed"))
    }
}

impl Render for Raw {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        self.0.render(source, scope, out)
    }
}
