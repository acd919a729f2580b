//! Parsed templates.

use super::{
    blocks::{Block, Parser},
    buffer::Buffer,
    error::Error,
    meter::cost,
    references::{References, Survey},
    scope::Scope,
    tokens::{Tokens, is_plain, tokenize},
};
use std::mem;

/// A parsed template: owned, immutable, to be shared between threads.
#[derive(Debug)]
pub struct Template {
    source: Box<str>,
    /// Nothing when the source is plain text.
    body: Option<Block>,
    /// About how many bytes the body takes, rather over than under.
    body_size: usize,
    /// The work of parsing it.
    parsing: usize,
}

impl Template {
    /// Parses `text`. Plain text is recognised without any further work.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (body, body_size, markup) = if is_plain(text) {
            (None, 0, 0)
        } else {
            let Tokens { tokens, size, markup } = tokenize(text)?;
            (Some(Parser::new(text, tokens, 0).document()?), size, markup)
        };
        Ok(Self {
            source: text.into(),
            body,
            body_size,
            parsing: text.len() / 8 + markup * cost::PARSE,
        })
    }

    /// Charges the work of parsing this template to `scope`, whether it was parsed for it or before.
    ///
    /// # Errors
    ///
    /// The templates of the scope have done too much work, or its deadline has passed.
    pub fn charge_parsing(&self, scope: &Scope<'_>) -> Result<(), Error> {
        scope.meter().charge(self.parsing)
    }

    /// Appends what the template prints under `scope`. A `break` or `continue` outside loops ends the
    /// template.
    pub fn render(&self, scope: &mut Scope<'_>, out: &mut String) -> Result<(), Error> {
        let mut buffer = Buffer::output(scope.meter(), mem::take(out))?;
        let result = match &self.body {
            None => buffer.push_str(&self.source),
            Some(body) => {
                let _memory = scope.meter().hold(self.body_size)?;
                let result = body.render(&self.source, scope, &mut buffer);
                scope.leave_all();
                result.map(|_| ())
            }
        };
        *out = buffer.into_string();
        result
    }

    /// Returns the variables and filters that the template refers to, without rendering it.
    pub fn references(&self) -> References {
        let mut survey = Survey::default();
        match &self.body {
            None => survey.text(&self.source),
            Some(body) => body.survey(&self.source, &mut survey),
        }
        survey.found
    }

    /// Estimates the memory of the template in bytes, rather over than under.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.source.len() + self.body_size
    }
}
