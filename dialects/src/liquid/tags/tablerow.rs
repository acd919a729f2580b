//! `{% tablerow name in collection cols: limit: offset: %}…{% endtablerow %}`.

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
use std::fmt::Write;

/// Renders a block for every element, each in a table cell.
#[derive(Debug)]
pub(super) struct TableRow {
    head: LoopHead,
    body: Block,
}

impl TableRow {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        let head = LoopHead::parse("tablerowloop", parser.arguments(tag))?;
        let (body, _) = parser.block(tag, &["endtablerow"])?;
        Ok(Self { head, body })
    }
}

impl Render for TableRow {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        let items = self.head.collection.evaluate(scope)?.to_elements()?;
        let modifiers = self.head.modifiers(scope)?;
        let all = Value::Number(items.len() as f64);
        let offset = modifiers.offset();
        let limit = modifiers.get("limit").unwrap_or(all);
        let first = slice_index(offset.to_js_number(), items.len());
        let end = slice_index(add(&offset, &limit).to_js_number(), items.len()).max(first);
        let columns = modifiers
            .get("cols")
            .filter(Value::is_js_truthy)
            .map_or((end - first) as f64, |columns| columns.to_js_number());
        let window = Window {
            first,
            length: end - first,
            reversed: false,
            columns: Some(columns),
        };
        let mut flow = Flow::Next;
        self.head.run(&items, window, scope, |state, scope| {
            let number = |property| state.property(property).to_js_number();
            if number("col0") == 0.0 {
                if number("index0") > 0.0 {
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
            scope.charge_output(32).map(|()| true)
        })?;
        if end > first {
            out.push_str("</tr>");
        }
        Ok(flow)
    }
}
