//! `{% if %}…{% elsif %}…{% else %}…{% endif %}` and the same with `unless`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    filtered::Filtered,
    references::Survey,
    scope::Scope,
    tokens::Tag,
};

/// Renders the first branch whose condition holds; the first one of `unless` has to fail.
#[derive(Debug)]
pub(super) struct If {
    negated: bool,
    branches: Vec<(Filtered, Block)>,
    otherwise: Option<Block>,
}

impl If {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        // Only `if` checks the form of the tags that follow it.
        let strict = parser.name(tag) == "if";
        let closer = if strict { "endif" } else { "endunless" };
        let ends = ["elsif", "else", closer];
        let condition = Filtered::parse(&mut parser.arguments(tag))?;
        let (block, mut end) = parser.block(tag, &ends)?;
        let mut branches = vec![(condition, block)];
        let mut otherwise = None;
        loop {
            let name = parser.name(&end);
            if strict && name != closer && otherwise.is_some() {
                return Err(parser.misplaced(&end, "only `endif` may follow an `else` part"));
            }
            if strict && name != "elsif" {
                parser.expect_bare(&end)?;
            }
            if name == closer {
                return Ok(Self {
                    negated: !strict,
                    branches,
                    otherwise,
                });
            }
            let condition = if name == "elsif" && otherwise.is_none() {
                let condition = Filtered::parse(&mut parser.arguments(&end));
                Some(condition.map_err(|error| error.at(parser.source(), end.whole.start, end.whole.end))?)
            } else {
                None
            };
            let (block, next) = parser.block(tag, &ends)?;
            end = next;
            match condition {
                Some(condition) => branches.push((condition, block)),
                None if otherwise.is_none() => otherwise = Some(block),
                // Parts after the else part of `unless` are ignored.
                None => {}
            }
        }
    }
}

impl Render for If {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let mut wanted = !self.negated;
        for (condition, block) in &self.branches {
            if condition.evaluate(scope)?.is_truthy() == wanted {
                return block.render(source, scope, out);
            }
            wanted = true;
        }
        match &self.otherwise {
            Some(block) => block.render(source, scope, out),
            None => Ok(Flow::Next),
        }
    }
    fn survey(&self, source: &str, survey: &mut Survey) {
        for (condition, block) in &self.branches {
            condition.survey(survey);
            block.survey(source, survey);
        }
        if let Some(block) = &self.otherwise {
            block.survey(source, survey);
        }
    }
}
