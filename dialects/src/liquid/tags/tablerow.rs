//! `{% tablerow name in collection cols: limit: offset: %}…{% endtablerow %}`.

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
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let meter = scope.meter().clone();
        let items = self.head.collection.evaluate(scope)?.to_elements(&meter)?;
        let modifiers = self.head.modifiers(scope)?;
        let all = Value::count(items.len());
        let offset = modifiers.offset();
        let limit = modifiers.get("limit").unwrap_or(all);
        let first = slice_index(offset.to_js_number(&meter)?, items.len());
        let end = offset.add(&limit, &meter)?.to_js_number(&meter)?;
        let end = slice_index(end, items.len()).max(first);
        let columns = match modifiers.get("cols").filter(Value::is_js_truthy) {
            Some(columns) => columns.to_js_number(&meter)?,
            None => (end - first) as f64,
        };
        let window = Window {
            first,
            length: end - first,
            reversed: false,
            columns: Some(columns),
        };
        let mut flow = Flow::Next;
        self.head.run(&items, window, scope, |state, scope| {
            let number = |property| state.property(property).to_js_number(&meter);
            if number("col0")? == 0.0 {
                if number("index0")? > 0.0 {
                    out.push_str("</tr>")?;
                }
                let row = number("row")?;
                out.write(|out| write!(out, "<tr class=\"row{row}\">"))?;
            }
            let column = number("col")?;
            out.write(|out| write!(out, "<td class=\"col{column}\">"))?;
            // The reference notices a `break` or `continue` only behind the first node of each later cell;
            // what encloses the table is broken off too.
            if flow == Flow::Next {
                flow = self.body.render(source, scope, out)?;
            } else {
                self.body.render_first(source, scope, out)?;
            }
            out.push_str("</td>").map(|()| true)
        })?;
        if end > first {
            out.push_str("</tr>")?;
        }
        Ok(flow)
    }
    fn survey(&self, source: &str, survey: &mut Survey) {
        self.head
            .survey(survey, |survey| self.body.survey(source, survey));
    }
}
