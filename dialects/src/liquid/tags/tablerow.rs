//! `{% tablerow name in collection cols: limit: offset: %}…{% endtablerow %}`.

use super::{Render, loop_modifiers::LoopHead};
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    error::Error,
    scope::Scope,
    tokens::Tag,
    value::{Loop, Value, add, slice_index},
};
use std::{cell::Cell, fmt::Write, rc::Rc, sync::Arc};

/// Renders a block for every element, each in a table cell.
#[derive(Debug)]
pub(super) struct TableRow {
    head: LoopHead,
    body: Block,
}

impl TableRow {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        let head = LoopHead::parse(parser.arguments(tag))?;
        let (body, _) = parser.block(tag, &["endtablerow"])?;
        Ok(Self { head, body })
    }
}

impl Render for TableRow {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        let items = self.head.collection.evaluate(scope)?.to_elements()?;
        let modifiers = self.head.modifiers(scope)?;
        let all = Value::Number(items.len() as f64);
        let offset = modifiers
            .get("offset")
            .filter(Value::is_js_truthy)
            .unwrap_or(Value::Number(0.0));
        let limit = modifiers.get("limit").unwrap_or(all);
        let first = slice_index(offset.to_js_number(), items.len());
        let end = slice_index(add(&offset, &limit).to_js_number(), items.len()).max(first);
        let columns = modifiers
            .get("cols")
            .filter(Value::is_js_truthy)
            .map_or((end - first) as f64, |columns| columns.to_js_number());

        let state = Rc::new(Loop {
            index: Cell::new(0),
            length: end - first,
            name: Arc::clone(&self.head.key),
            columns: Some(columns),
        });
        scope.enter("tablerowloop".into(), Value::Loop(Rc::clone(&state)));
        scope.enter(Arc::clone(&self.head.variable), Value::Undefined);
        let mut flow = Flow::Next;
        for turn in 0..end - first {
            scope.next_turn(items.get(first + turn).unwrap_or(Value::Undefined))?;
            state.index.set(turn);
            let number = |property| state.property(property).to_js_number();
            if number("col0") == 0.0 {
                if turn > 0 {
                    out.push_str("</tr>");
                }
                // Writing to a string cannot fail.
                let _ = write!(out, "<tr class=\"row{}\">", number("row"));
            }
            let _ = write!(out, "<td class=\"col{}\">", number("col"));
            // The reference notices a `break` or `continue` only behind the first node of each later cell; what
            // encloses the table is broken off too.
            if flow == Flow::Next {
                flow = self.body.render(source, scope, out)?;
            } else {
                self.body.render_first(source, scope, out)?;
            }
            out.push_str("</td>");
            scope.charge_output(32)?;
        }
        scope.leave(2);
        if end > first {
            out.push_str("</tr>");
        }
        Ok(flow)
    }
}
