//! `{% unless %}…{% elsif %}…{% else %}…{% endunless %}`.

use super::Render;
use crate::liquid::{
    blocks::{Block, Flow, Parser},
    error::Error,
    filtered::Filtered,
    scope::Scope,
    tokens::Tag,
};

/// Renders its first branch when the condition does not hold; otherwise goes on like `if`.
#[derive(Debug)]
pub(super) struct Unless {
    condition: Filtered,
    body: Block,
    branches: Vec<(Filtered, Block)>,
    otherwise: Option<Block>,
}

impl Unless {
    pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Self, Error> {
        const ENDS: [&str; 3] = ["elsif", "else", "endunless"];
        let condition = Filtered::parse(&mut parser.arguments(tag))?;
        let (body, mut end) = parser.block(tag, &ENDS)?;
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let branch = match parser.name(&end) {
                "endunless" => break,
                "elsif" if otherwise.is_none() => Some(
                    Filtered::parse(&mut parser.arguments(&end))
                        .map_err(|error| error.at(parser.source(), end.whole.start, end.whole.end))?,
                ),
                _ => None,
            };
            let (block, next) = parser.block(tag, &ENDS)?;
            end = next;
            match branch {
                Some(condition) => branches.push((condition, block)),
                None if otherwise.is_none() => otherwise = Some(block),
                // What follows the else part is ignored.
                None => {}
            }
        }
        Ok(Self {
            condition,
            body,
            branches,
            otherwise,
        })
    }
}

impl Render for Unless {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        if !self.condition.evaluate(scope)?.is_truthy() {
            return self.body.render(source, scope, out);
        }
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
