//! `{% for name in collection limit: offset: reversed %}…{% else %}…{% endfor %}`.

use super::{
    Render,
    loop_head::{LoopHead, Window},
};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    error::Error,
    scope::Scope,
    tokens::Tag,
    value::{Value, add, slice_index},
};
use std::sync::Arc;

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
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        let items = self.head.collection.evaluate(scope)?.to_elements()?;
        if items.len() == 0 {
            return self.otherwise.render(source, scope, out);
        }
        let modifiers = self.head.modifiers(scope)?;
        let first = modifiers
            .get("offset")
            .map_or(0, |offset| slice_index(offset.to_js_number(), items.len()));
        let length = match modifiers.get("limit") {
            Some(limit) => slice_index(limit.to_js_number(), items.len() - first),
            None => items.len() - first,
        };
        // The reference adds as JavaScript does: an offset given as a string makes a longer string.
        let stopped = add(&modifiers.offset(), &Value::Number(length as f64));
        scope.positions.insert(Arc::clone(&self.head.key), stopped);
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
}
