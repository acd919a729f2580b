//! `{% echo value %}`.

use super::Render;
use crate::liquid::{
    blocks::{Flow, Parser},
    buffer::Buffer,
    error::Error,
    filtered::Filtered,
    references::Survey,
    scope::Scope,
    tokens::Tag,
};

/// Prints a value as `{{ }}` does.
#[derive(Debug)]
pub(super) struct Echo(Filtered);

impl Echo {
    /// Parses the tag; an empty `echo` does nothing.
    pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Option<Box<dyn Render>>, Error> {
        if tag.arguments.is_empty() {
            return Ok(None);
        }
        let value = Filtered::parse(&mut parser.arguments(tag))?;
        Ok(Some(Box::new(Self(value))))
    }
}

impl Render for Echo {
    fn render(&self, _: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        self.0.print(scope, out).map(|()| Flow::Next)
    }
    fn survey(&self, _: &str, survey: &mut Survey) {
        self.0.survey_printed(survey);
    }
}
