//! Parsed templates.

use super::{
    blocks::{Block, Parser},
    error::Error,
    scope::Scope,
    tokens::{is_plain, tokenize},
};

/// A parsed template: owned, immutable, to be shared between threads.
#[derive(Debug)]
pub(crate) struct Template {
    source: Box<str>,
    /// Nothing when the source is plain text.
    body: Option<Block>,
}

impl Template {
    /// Parses `text`. Plain text is recognised without any further work.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let body = if is_plain(text) {
            None
        } else {
            Some(Parser::new(text, tokenize(text)?, 0).document()?)
        };
        Ok(Self {
            source: text.into(),
            body,
        })
    }

    /// Appends what the template prints under `scope`. A `break` or `continue` outside loops ends the template.
    pub(crate) fn render(&self, scope: &mut Scope<'_>, out: &mut String) -> Result<(), Error> {
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

    /// About how much memory the template takes.
    pub(crate) fn size(&self) -> usize {
        // Nodes and names; measured to be within a factor of two for ordinary templates.
        let nodes = self.body.as_ref().map_or(0, |_| 4);
        size_of::<Self>() + self.source.len() * (1 + nodes)
    }
}
