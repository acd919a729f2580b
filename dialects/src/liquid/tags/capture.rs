//! `{% capture name %}…{% endcapture %}`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    expression::quoted,
    references::Survey,
    scope::Scope,
    tokens::Tag,
};

/// Stores what a block prints under a name.
#[derive(Debug)]
pub(super) struct Capture {
    name: Box<str>,
    body: Block,
}

impl Capture {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        let mut cursor = parser.arguments(tag);
        let name: Box<str> = match cursor.peek() {
            // May be empty: the text is then out of reach.
            Some(b'\'' | b'"') => quoted(&mut cursor).into(),
            _ => match cursor.word() {
                "" => return Err(cursor.error("expected a name")),
                name => name.into(),
            },
        };
        let (body, _) = parser.block(tag, &["endcapture"])?;
        Ok(Self { name, body })
    }
}

impl Render for Capture {
    fn render(&self, source: &str, scope: &mut Scope<'_>, _: &mut Buffer) -> Result<Flow, Error> {
        let mut text = Buffer::output(scope.meter(), String::new())?;
        let flow = self.body.render(source, scope, &mut text)?;
        scope.assign(&self.name, text.into())?;
        Ok(flow)
    }
    fn survey(&self, source: &str, survey: &mut Survey) {
        self.body.survey(source, survey);
        survey.assign(&self.name, None);
    }
}
