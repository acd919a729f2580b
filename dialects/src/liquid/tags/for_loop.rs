//! `{% for name in collection limit: offset: reversed %}…{% else %}…{% endfor %}`.

use super::{
    Render,
    loop_head::{LoopHead, Window},
};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    references::Survey,
    scope::Scope,
    tokens::Tag,
    value::{Value, slice_index},
};

/// Renders a block for every element.
#[derive(Debug)]
pub(super) struct For {
    head: LoopHead,
    body: Block,
    otherwise: Block,
}

impl For {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        let head = LoopHead::parse("forloop", parser.arguments(tag))?;
        let (body, mut end) = parser.block(tag, &["else", "endfor"])?;
        parser.expect_bare(&end)?;
        let mut otherwise = Block::default();
        while parser.name(&end) == "else" {
            let (part, next) = parser.block(tag, &["else", "endfor"])?;
            parser.expect_bare(&next)?;
            otherwise.append(part);
            end = next;
        }
        Ok(Self {
            head,
            body,
            otherwise,
        })
    }
}

impl Render for For {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let meter = scope.meter().clone();
        let items = self.head.collection.evaluate(scope)?.to_elements(&meter)?;
        if items.is_empty() {
            return self.otherwise.render(source, scope, out);
        }
        let modifiers = self.head.modifiers(scope)?;
        let position = |modifier, missing, length| match modifiers.get(modifier) {
            Some(value) => Ok(slice_index(value.to_js_number(&meter)?, length)),
            None => Ok::<_, Error>(missing),
        };
        let first = position("offset", 0, items.len())?;
        let rest = items.len() - first;
        let length = position("limit", rest, rest)?;
        // The reference adds as JavaScript does: an offset given as a string makes a longer string.
        let stopped = modifiers.offset().add(&Value::count(length), &meter)?;
        scope.stop(&self.head.key, stopped)?;
        let window = Window {
            first,
            length,
            reversed: modifiers.get("reversed").is_some(),
            columns: None,
        };
        self.head.run(&items, window, scope, |_, scope| {
            self.body
                .render(source, scope, out)
                .map(|flow| flow != Flow::Break)
        })?;
        Ok(Flow::Next)
    }
    fn survey(&self, source: &str, survey: &mut Survey) {
        self.head
            .survey(survey, |survey| self.body.survey(source, survey));
        self.otherwise.survey(source, survey);
    }
}
