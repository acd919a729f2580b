//! The tree of a template: text, outputs and tags, in blocks.

use super::{
    buffer::Buffer,
    cursor::Cursor,
    error::Error,
    filtered::Filtered,
    meter::cost,
    references::Survey,
    scope::Scope,
    tags::{self, Render},
    tokens::{Tag, Token},
};
use std::{ops::Range, vec};

/// How deep block tags may nest.
const MAX_DEPTH: usize = 100;

const TOO_DEEP: &str = "tags are nested too deep: at most 100 are allowed";

/// Where rendering continues after a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// With the next node.
    Next,
    /// With the next turn of the innermost loop.
    Continue,
    /// After the innermost loop.
    Break,
}

/// A sequence of nodes.
#[derive(Debug, Default)]
pub(super) struct Block {
    nodes: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Text(Range<usize>),
    Output(Filtered, Range<usize>),
    Tag(Box<dyn Render>, Range<usize>),
}

impl Block {
    /// Appends what the nodes print, until one breaks off.
    pub(super) fn render(
        &self,
        source: &str,
        scope: &mut Scope<'_>,
        out: &mut Buffer,
    ) -> Result<Flow, Error> {
        render(&self.nodes, source, scope, out)
    }

    /// Appends what the first node prints.
    pub(super) fn render_first(
        &self,
        source: &str,
        scope: &mut Scope<'_>,
        out: &mut Buffer,
    ) -> Result<Flow, Error> {
        render(self.nodes.get(..1).unwrap_or_default(), source, scope, out)
    }

    /// Walks the nodes.
    pub(super) fn survey(&self, source: &str, survey: &mut Survey) {
        for node in &self.nodes {
            match node {
                Node::Text(range) => survey.text(&source[range.clone()]),
                Node::Output(filtered, _) => filtered.survey_printed(survey),
                Node::Tag(tag, _) => tag.survey(source, survey),
            }
        }
    }

    /// Appends the nodes of `other`.
    pub(super) fn append(&mut self, mut other: Self) {
        self.nodes.append(&mut other.nodes);
    }

    /// Creates a block of one piece of verbatim text.
    pub(super) fn verbatim(text: Range<usize>) -> Self {
        Self {
            nodes: vec![Node::Text(text)],
        }
    }
}

/// Appends what `nodes` print, until one breaks off.
fn render(nodes: &[Node], source: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
    for node in nodes {
        scope.meter().charge(cost::NODE)?;
        match node {
            Node::Text(range) => out.push_str(&source[range.clone()])?,
            Node::Output(filtered, at) => filtered
                .print(scope, out)
                .map_err(|error| error.at(source, at.start, at.end))?,
            Node::Tag(tag, at) => {
                let flow = tag
                    .render(source, scope, out)
                    .map_err(|error| error.at(source, at.start, at.end))?;
                if flow != Flow::Next {
                    return Ok(flow);
                }
            }
        }
    }
    Ok(Flow::Next)
}

/// Builds the tree from tokens. Tags use it to read their own blocks.
#[derive(Debug)]
pub(super) struct Parser<'s> {
    source: &'s str,
    tokens: vec::IntoIter<Token>,
    depth: usize,
}

impl<'s> Parser<'s> {
    /// Parses `tokens` of `source`, `depth` blocks deep.
    pub(super) fn new(source: &'s str, tokens: Vec<Token>, depth: usize) -> Self {
        Self {
            source,
            tokens: tokens.into_iter(),
            depth,
        }
    }

    /// Returns the whole template.
    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    /// Returns the depth of the current block.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the next token, unparsed.
    pub(super) fn next_token(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    /// Returns the name of `tag`.
    pub(super) fn name(&self, tag: &Tag) -> &'s str {
        &self.source[tag.name.clone()]
    }

    /// Returns the arguments of `tag`.
    pub(super) fn arguments(&self, tag: &Tag) -> Cursor<'s> {
        Cursor::new(&self.source[tag.arguments.clone()])
    }

    /// Parses everything up to the end of the tokens.
    pub(super) fn document(mut self) -> Result<Block, Error> {
        if self.depth > MAX_DEPTH {
            return Err(Error::parse(TOO_DEEP));
        }
        let block = Block {
            nodes: Vec::with_capacity(self.tokens.len()),
        };
        self.nodes(block)
    }

    /// Parses everything up to the end of the tokens, for the tag `opener` before it.
    pub(super) fn rest(&mut self, opener: &Tag) -> Result<Block, Error> {
        self.enter(opener)?;
        let rest = self.nodes(Block::default())?;
        self.depth -= 1;
        Ok(rest)
    }

    /// Parses the nodes up to one of the tags `ends`, and returns that tag too.
    pub(super) fn block(&mut self, opener: &Tag, ends: &[&str]) -> Result<(Block, Tag), Error> {
        self.enter(opener)?;
        let mut block = Block::default();
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Tag(tag) if ends.contains(&self.name(&tag)) => {
                    self.depth -= 1;
                    return Ok((block, tag));
                }
                token => self.node(token, &mut block)?,
            }
        }
        Err(self.misplaced(opener, "tag is not closed: its end tag is missing"))
    }

    fn enter(&mut self, opener: &Tag) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.misplaced(opener, TOO_DEEP));
        }
        Ok(())
    }

    fn nodes(&mut self, mut block: Block) -> Result<Block, Error> {
        while let Some(token) = self.tokens.next() {
            self.node(token, &mut block)?;
        }
        Ok(block)
    }

    fn node(&mut self, token: Token, block: &mut Block) -> Result<(), Error> {
        let source = self.source;
        block.nodes.push(match token {
            Token::Text(range) => Node::Text(range),
            Token::Output { whole, inner } => {
                let filtered = Filtered::parse(&mut Cursor::new(&source[inner]))
                    .map_err(|error| error.at(source, whole.start, whole.end))?;
                Node::Output(filtered, whole)
            }
            Token::Tag(tag) => {
                let node = tags::parse(&tag, self)
                    .map_err(|error| error.at(source, tag.whole.start, tag.whole.end))?;
                match node {
                    Some(node) => Node::Tag(node, tag.whole),
                    None => return Ok(()),
                }
            }
        });
        Ok(())
    }

    /// Creates an error about `tag` as a whole.
    #[cold]
    pub(super) fn misplaced(&self, tag: &Tag, message: &str) -> Error {
        Error::parse(message).at(self.source, tag.whole.start, tag.whole.end)
    }

    /// Fails if `tag` has arguments.
    pub(super) fn expect_bare(&self, tag: &Tag) -> Result<(), Error> {
        if tag.arguments.is_empty() {
            Ok(())
        } else {
            Err(self.misplaced(tag, "tag takes no arguments"))
        }
    }
}
