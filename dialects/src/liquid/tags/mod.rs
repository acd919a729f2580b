//! The tags (liquid.md §8), one file each.

mod assign;
mod capture;
mod case;
mod comment;
mod counter;
mod cycle;
mod echo;
mod file;
mod for_loop;
mod if_chain;
mod layout;
mod lines;
mod loop_head;
mod raw;
mod tablerow;

use super::{
    blocks::{Block, Flow, Parser},
    buffer::Buffer,
    error::Error,
    references::Survey,
    scope::Scope,
    tokens::Tag,
};
use std::fmt::Debug;

/// A parsed tag.
pub(super) trait Render: Debug + Send + Sync {
    /// Appends what the tag prints. `source` is the text the template was parsed from.
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error>;

    /// Walks the tag's expressions and blocks.
    fn survey(&self, source: &str, survey: &mut Survey);
}

/// Renders the nodes in place.
impl Render for Block {
    fn render(&self, source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        Self::render(self, source, scope, out)
    }

    fn survey(&self, source: &str, survey: &mut Survey) {
        Self::survey(self, source, survey);
    }
}

/// Breaks off the innermost loop or its current turn; outside loops, the template.
impl Render for Flow {
    fn render(&self, _: &str, _: &mut Scope<'_>, _: &mut Buffer) -> Result<Flow, Error> {
        Ok(*self)
    }

    fn survey(&self, _: &str, _: &mut Survey) {}
}

/// Parses `tag` and, if it opens a block, everything up to its end. Nothing is left of comments.
pub(super) fn parse(tag: &Tag, parser: &mut Parser<'_>) -> Result<Option<Box<dyn Render>>, Error> {
    let node: Box<dyn Render> = match parser.name(tag) {
        "assign" => Box::new(assign::Assign::parse(tag, parser)?),
        "capture" => Box::new(capture::Capture::parse(tag, parser)?),
        "case" => Box::new(case::Case::parse(tag, parser)?),
        "comment" => return comment::skip_block(tag, parser).map(|()| None),
        "#" => return comment::check_inline(tag, parser).map(|()| None),
        "increment" => Box::new(counter::Counter::increment(tag, parser)),
        "decrement" => Box::new(counter::Counter::decrement(tag, parser)),
        "cycle" => Box::new(cycle::Cycle::parse(tag, parser)?),
        "echo" => return echo::Echo::parse(tag, parser),
        "for" => Box::new(for_loop::For::parse(tag, parser)?),
        "tablerow" => Box::new(tablerow::TableRow::parse(tag, parser)?),
        "break" => Box::new(Flow::Break),
        "continue" => Box::new(Flow::Continue),
        "if" | "unless" => Box::new(if_chain::If::parse(tag, parser)?),
        "liquid" => Box::new(lines::parse(tag, parser)?),
        "raw" => Box::new(raw::parse(tag, parser)?),
        "block" => Box::new(layout::parse_block(tag, parser)?),
        "layout" => layout::parse(tag, parser)?,
        "render" | "include" => Box::new(file::File::parse(tag, parser)?),
        _ => return Err(parser.misplaced(tag, "tag is unknown or out of place")),
    };
    Ok(Some(node))
}
