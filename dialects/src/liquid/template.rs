//! Parsed templates.

use super::{
    blocks::{Block, Parser},
    error::Error,
    scope::Scope,
    tokens::{Token, is_plain, tokenize},
};

/// A parsed template: owned, immutable, to be shared between threads.
#[derive(Debug)]
pub struct Template {
    source: Box<str>,
    /// Nothing when the source is plain text.
    body: Option<Block>,
    /// How many pieces the source was cut into.
    pieces: usize,
    /// How many bytes of the source are outputs and tags.
    code: usize,
}

impl Template {
    /// Parses `text`. Plain text is recognised without any further work.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (body, pieces, code) = if is_plain(text) {
            (None, 0, 0)
        } else {
            let tokens = tokenize(text)?;
            let (pieces, code) = (tokens.len(), tokens.iter().map(Token::code).sum());
            (Some(Parser::new(text, tokens, 0).document()?), pieces, code)
        };
        Ok(Self {
            source: text.into(),
            body,
            pieces,
            code,
        })
    }

    /// Appends what the template prints under `scope`. A `break` or `continue` outside loops ends the template.
    pub fn render(&self, scope: &mut Scope<'_>, out: &mut String) -> Result<(), Error> {
        match &self.body {
            None => {
                out.push_str(&self.source);
                scope.charge_output(self.source.len())
            }
            Some(body) => {
                let result = body.render(&self.source, scope, out);
                scope.leave_all();
                result.map(|_| ())
            }
        }
    }

    /// About how much memory the template takes, rather over than under.
    pub fn size(&self) -> usize {
        // Names, operands and filters take several times the room of their text; what is between them none.
        size_of::<Self>() + self.source.len() + self.code * 8 + self.pieces * 192
    }
}
