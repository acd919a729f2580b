//! `{% for name in collection limit: offset: reversed %}…{% else %}…{% endfor %}`.

use super::{Render, loop_modifiers::LoopHead};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    error::Error,
    scope::Scope,
    tokens::Tag,
    value::{Loop, Value, add, slice_index},
};
use std::{cell::Cell, rc::Rc, sync::Arc};

/// Renders a block for every element.
#[derive(Debug)]
pub(super) struct For {
    head: LoopHead,
    forloop: Arc<str>,
    body: Block,
    otherwise: Block,
}

impl For {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        let head = LoopHead::parse(parser.arguments(tag))?;
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
            forloop: "forloop".into(),
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
        let offset = modifiers
            .get("offset")
            .filter(Value::is_js_truthy)
            .unwrap_or(Value::Number(0.0));
        let stopped = add(&offset, &Value::Number(length as f64));
        scope.positions.insert(Arc::clone(&self.head.key), stopped);

        let state = Rc::new(Loop {
            index: Cell::new(0),
            length,
            name: Arc::clone(&self.head.key),
            columns: None,
        });
        let reversed = modifiers.get("reversed").is_some();
        scope.enter(Arc::clone(&self.forloop), Value::Loop(Rc::clone(&state)));
        scope.enter(Arc::clone(&self.head.variable), Value::Undefined);
        for turn in 0..length {
            let turned = if reversed { length - 1 - turn } else { turn };
            scope.next_turn(items.get(first + turned).unwrap_or(Value::Undefined))?;
            state.index.set(turn);
            if self.body.render(source, scope, out)? == Flow::Break {
                break;
            }
        }
        scope.leave(2);
        Ok(Flow::Next)
    }
}
