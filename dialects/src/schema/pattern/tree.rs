//! The tree of an expression.

use super::parse::{Group, Mode, Parser, Token, groups};
use crate::text::char_set::CharSet;
use std::ops::Range;

/// How deep groups may nest: trees are walked by recursion.
const MAX_DEPTH: usize = 100;

/// A part of an expression.
#[derive(Debug)]
pub(in crate::schema) enum Node {
    Char(char),
    /// One character of the set of this index.
    Class(usize),
    Start,
    End,
    Boundary {
        negative: bool,
    },
    Sequence(Vec<Self>),
    Choice(Vec<Self>),
    Repeat {
        node: Box<Self>,
        min: u32,
        max: Option<u32>,
        lazy: bool,
        /// The numbers of the groups inside, which each round forgets.
        groups: Range<usize>,
    },
    /// A capturing group and its number, from 0.
    Group(usize, Box<Self>),
    /// A repetition of the text of a group.
    Reference(usize),
    Look {
        behind: bool,
        negative: bool,
        node: Box<Self>,
    },
}

/// A whole expression.
#[derive(Debug)]
pub(in crate::schema) struct Tree {
    pub(in crate::schema) node: Node,
    pub(in crate::schema) sets: Vec<CharSet>,
    /// The number of capturing groups.
    pub(in crate::schema) groups: usize,
    /// Whether there are back-references.
    pub(super) references: bool,
}

/// An open group, or the whole expression.
struct Level {
    group: Group,
    /// The number of groups before this one.
    first: usize,
    choices: Vec<Node>,
    sequence: Vec<Node>,
    /// The number of groups before the last part of the sequence.
    before_last: usize,
}

impl Node {
    /// Returns whether the node can only match at the start of the text.
    pub(super) fn is_anchored(&self) -> bool {
        match self {
            Self::Start => true,
            Self::Sequence(nodes) => nodes.iter().any(Self::is_anchored),
            Self::Choice(nodes) => nodes.iter().all(Self::is_anchored),
            Self::Group(_, node) => node.is_anchored(),
            _ => false,
        }
    }
}

impl Tree {
    /// Reads an expression that has the `u` flag.
    pub(in crate::schema) fn parse(source: &str) -> Result<Self, String> {
        let groups = groups(source, Mode::Unicode)?;
        let mut parser = Parser::new(source, Mode::Unicode, Some(&groups));
        let mut level = Level::new(Group::Plain, 0);
        let mut outer: Vec<Level> = Vec::new();
        let (mut count, mut references) = (0, false);
        let mut sets = Vec::new();
        let mut class = |set| {
            sets.push(set);
            Node::Class(sets.len() - 1)
        };
        while let Some(token) = parser.token()? {
            let node = match token {
                Token::Open(group) => {
                    outer.push(std::mem::replace(&mut level, Level::new(group, count)));
                    if outer.len() > MAX_DEPTH {
                        return Err(format!("it has more than {MAX_DEPTH} nested groups"));
                    }
                    count += usize::from(group == Group::Capture);
                    continue;
                }
                Token::Or => {
                    level.choices.push(sequence(std::mem::take(&mut level.sequence)));
                    continue;
                }
                Token::Repeat { min, max, lazy } => {
                    if let Some(node) = level.sequence.pop() {
                        let (node, groups) = (Box::new(node), level.before_last..count);
                        level.sequence.push(Node::Repeat {
                            node,
                            min,
                            max,
                            lazy,
                            groups,
                        });
                    }
                    continue;
                }
                Token::Close => {
                    let Some(parent) = outer.pop() else { continue };
                    let closed = std::mem::replace(&mut level, parent);
                    level.before_last = closed.first;
                    level.sequence.push(closed.close());
                    continue;
                }
                // A surrogate is not a character: no text contains one.
                Token::Char(code) => match char::from_u32(code) {
                    Some(c) => Node::Char(c),
                    None => class(CharSet::default()),
                },
                Token::Class(set) => class(set),
                Token::Start => Node::Start,
                Token::End => Node::End,
                Token::Boundary { negative } => Node::Boundary { negative },
                Token::Reference(number) => {
                    references = true;
                    Node::Reference(number.saturating_sub(1))
                }
            };
            level.before_last = count;
            level.sequence.push(node);
        }
        Ok(Self {
            node: level.close(),
            sets,
            groups: count,
            references,
        })
    }
}

impl Level {
    fn new(group: Group, first: usize) -> Self {
        Self {
            group,
            first,
            choices: Vec::new(),
            sequence: Vec::new(),
            before_last: first,
        }
    }

    fn close(mut self) -> Node {
        let last = sequence(self.sequence);
        let node = if self.choices.is_empty() {
            last
        } else {
            self.choices.push(last);
            Node::Choice(self.choices)
        };
        match self.group {
            Group::Plain => node,
            Group::Capture => Node::Group(self.first, Box::new(node)),
            Group::Look { behind, negative } => Node::Look {
                behind,
                negative,
                node: Box::new(node),
            },
        }
    }
}

fn sequence(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        1 => nodes.remove(0),
        _ => Node::Sequence(nodes),
    }
}
