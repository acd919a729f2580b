//! From a tree to states.

use super::{Look, State};
use crate::{
    schema::pattern::tree::{Node, Tree},
    text::char_set::CharSet,
};
use std::collections::HashMap;

/// The number of states of the largest automaton: in a text without a match, each may be active at every
/// character.
const MAX_STATES: usize = 1 << 14;

/// Returns the states of an expression, the first one, and the sets of characters that they read; `None` if
/// it does not describe a regular language or needs more than `memory` bytes.
pub(super) fn states(tree: &Tree, memory: usize) -> Option<(Vec<State>, u32, Vec<CharSet>)> {
    let mut compiler = Compiler {
        tree,
        states: vec![State::Accept],
        max_states: MAX_STATES.min(memory / size_of::<State>()),
        sets: Vec::new(),
        numbers: HashMap::new(),
    };
    let first = compiler.add(&tree.node, 0)?;
    Some((compiler.states, first, compiler.sets))
}

struct Compiler<'t> {
    tree: &'t Tree,
    states: Vec<State>,
    max_states: usize,
    sets: Vec<CharSet>,
    numbers: HashMap<CharSet, u32>,
}

impl Compiler<'_> {
    /// Adds the states of a node in front of those that begin with `next`; returns the first one.
    fn add(&mut self, node: &Node, next: u32) -> Option<u32> {
        match node {
            Node::Char(c) => self.one(CharSet::new([(u32::from(*c), u32::from(*c))]), next),
            Node::Class(set) => self.one(self.tree.sets.get(*set)?.clone(), next),
            Node::Start => self.push(State::Look(Look::Start, next)),
            Node::End => self.push(State::Look(Look::End, next)),
            Node::Boundary { negative } => {
                let negative = *negative;
                self.push(State::Look(Look::Boundary { negative }, next))
            }
            Node::Sequence(nodes) => nodes
                .iter()
                .rev()
                .try_fold(next, |next, node| self.add(node, next)),
            Node::Choice(nodes) => {
                let (last, others) = nodes.split_last()?;
                let mut first = self.add(last, next)?;
                for node in others.iter().rev() {
                    let other = self.add(node, next)?;
                    first = self.push(State::Split(other, first))?;
                }
                Some(first)
            }
            Node::Repeat { node, min, max, .. } => {
                let optional = match max {
                    Some(max) => self.repeat(max.saturating_sub(*min), next, |this, first| {
                        let body = this.add(node, first)?;
                        if body == first {
                            Some(first)
                        } else {
                            this.push(State::Split(body, next))
                        }
                    })?,
                    None => {
                        let head = self.push(State::Split(next, next))?;
                        let body = self.add(node, head)?;
                        self.states[head as usize] = State::Split(body, next);
                        head
                    }
                };
                self.repeat(*min, optional, |this, first| this.add(node, first))
            }
            Node::Group(_, node) => self.add(node, next),
            Node::Reference(_) | Node::Look { .. } => None,
        }
    }

    /// Adds something the given number of times, each in front of the one before. Ends if it has no states.
    fn repeat(
        &mut self,
        times: u32,
        mut first: u32,
        mut add: impl FnMut(&mut Self, u32) -> Option<u32>,
    ) -> Option<u32> {
        for _ in 0..times {
            let before = first;
            first = add(self, first)?;
            if first == before {
                break;
            }
        }
        Some(first)
    }

    /// Adds a state that reads a character of a set.
    fn one(&mut self, set: CharSet, next: u32) -> Option<u32> {
        let number = u32::try_from(self.sets.len()).ok()?;
        let set = *self.numbers.entry(set).or_insert_with_key(|set| {
            self.sets.push(set.clone());
            number
        });
        self.push(State::One { set, next })
    }

    fn push(&mut self, state: State) -> Option<u32> {
        if self.states.len() >= self.max_states {
            return None;
        }
        self.states.push(state);
        u32::try_from(self.states.len() - 1).ok()
    }
}
