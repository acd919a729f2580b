//! `{% if %}…{% elsif %}…{% else %}…{% endif %}`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    error::Error,
    filtered::Filtered,
    scope::Scope,
    tokens::Tag,
};

/// Renders the first branch whose condition holds.
#[derive(Debug)]
pub(super) struct If {
    branches: Vec<(Filtered, Block)>,
    otherwise: Option<Block>,
}

impl If {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        const ENDS: [&str; 3] = ["elsif", "else", "endif"];
        let condition = Filtered::parse(&mut parser.arguments(tag))?;
        let (block, mut end) = parser.block(tag, &ENDS)?;
        let mut branches = vec![(condition, block)];
        let mut otherwise = None;
        loop {
            match parser.name(&end) {
                "endif" => {
                    parser.expect_bare(&end)?;
                    return Ok(Self { branches, otherwise });
                }
                _ if otherwise.is_some() => {
                    return Err(parser.misplaced(&end, "only `endif` may follow an `else` part"));
                }
                "else" => {
                    parser.expect_bare(&end)?;
                    let (block, next) = parser.block(tag, &ENDS)?;
                    otherwise = Some(block);
                    end = next;
                }
                _ => {
                    let condition = Filtered::parse(&mut parser.arguments(&end))
                        .map_err(|error| error.at(parser.source(), end.whole.start, end.whole.end))?;
                    let (block, next) = parser.block(tag, &ENDS)?;
                    branches.push((condition, block));
                    end = next;
                }
            }
        }
    }
}

impl Render for If {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        for (condition, block) in &self.branches {
            if condition.evaluate(scope)?.is_truthy() {
                return block.render(source, scope, out);
            }
        }
        match &self.otherwise {
            Some(block) => block.render(source, scope, out),
            None => Ok(Flow::Next),
        }
    }
}
