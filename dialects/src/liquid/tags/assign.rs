//! `{% assign name = value %}`.

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

/// Stores a value under a name, for everything that follows.
#[derive(Debug)]
pub(super) struct Assign {
    name: Box<str>,
    value: Filtered,
}

impl Assign {
    pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Self, Error> {
        let mut cursor = parser.arguments(tag);
        let name = cursor.word();
        cursor.skip_blank();
        if name.is_empty() || !cursor.eat(b'=') {
            return Err(cursor.error("expected `name = value`"));
        }
        Ok(Self {
            name: name.into(),
            value: Filtered::parse(&mut cursor)?,
        })
    }
}

impl Render for Assign {
    fn render(&self, _: &str, scope: &mut Scope<'_>, _: &mut Buffer) -> Result<Flow, Error> {
        let value = self.value.evaluate(scope)?;
        scope.assign(&self.name, value)?;
        Ok(Flow::Next)
    }
    fn survey(&self, _: &str, survey: &mut Survey) {
        let value = self.value.survey(survey);
        survey.assign(&self.name, value);
    }
}
