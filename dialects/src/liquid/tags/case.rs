//! `{% case value %}{% when a, b or c %}…{% else %}…{% endcase %}`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    cursor::Cursor,
    error::Error,
    expression::{Operand, operand},
    filtered::Filtered,
    references::Survey,
    scope::Scope,
    tokens::Tag,
    value::equal,
};

/// Renders every branch that has the value, or the else part.
#[derive(Debug)]
pub(super) struct Case {
    value: Filtered,
    branches: Vec<(Vec<Operand>, Block)>,
    otherwise: Option<Block>,
}

impl Case {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        const ENDS: [&str; 3] = ["when", "else", "endcase"];
        let value = Filtered::parse(&mut parser.arguments(tag))?;
        let mut branches = Vec::new();
        let mut otherwise: Option<Block> = None;
        // Text before the first `when` is dropped.
        let (_, mut next) = parser.block(tag, &ENDS)?;
        let mut dropped = false;
        loop {
            let is_when = match parser.name(&next) {
                "endcase" => break,
                name => name == "when",
            };
            let values = if is_when {
                operands(&mut parser.arguments(&next))
                    .map_err(|error| error.at(parser.source(), next.whole.start, next.whole.end))?
            } else {
                Vec::new()
            };
            let (block, end) = parser.block(tag, &ENDS)?;
            next = end;
            match &mut otherwise {
                None if is_when => branches.push((values, block)),
                None => otherwise = Some(block),
                // A `when` behind the else part belongs to it; a second `else` ends it.
                Some(part) if is_when && !dropped => part.append(block),
                Some(_) => dropped = true,
            }
        }
        Ok(Self {
            value,
            branches,
            otherwise,
        })
    }
}

/// Parses the values of a `when`. After one that no comma follows, everything up to the letters `or` is
/// skipped.
fn operands(cursor: &mut Cursor<'_>) -> Result<Vec<Operand>, Error> {
    let mut values = Vec::new();
    loop {
        cursor.skip_blank();
        if cursor.at_end() {
            return Ok(values);
        }
        values.push(operand(cursor)?.ok_or_else(|| cursor.error("expected a value"))?);
        cursor.skip_blank();
        if !cursor.eat(b',') {
            cursor.skip_past("or");
        }
    }
}

impl Render for Case {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let value = self.value.evaluate(scope)?;
        let mut matched = false;
        for (candidates, block) in &self.branches {
            for candidate in candidates {
                if equal(&value, &candidate.evaluate(scope)?, scope.meter())? {
                    matched = true;
                    let flow = block.render(source, scope, out)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                    break;
                }
            }
        }
        match &self.otherwise {
            Some(block) if !matched => block.render(source, scope, out),
            _ => Ok(Flow::Next),
        }
    }
    fn survey(&self, source: &str, survey: &mut Survey) {
        self.value.survey(survey);
        for (candidates, block) in &self.branches {
            for candidate in candidates {
                survey.operand(candidate);
            }
            block.survey(source, survey);
        }
        if let Some(block) = &self.otherwise {
            block.survey(source, survey);
        }
    }
}
