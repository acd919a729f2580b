//! From a tree to instructions.

use super::{Op, Program, Set};
use crate::schema::pattern::tree::{Node, Tree};

/// Appends the instructions of parts to a program.
pub(super) struct Compiler<'t> {
    pub(super) tree: &'t Tree,
    pub(super) program: Program,
}

impl Compiler<'_> {
    pub(super) fn add(&mut self, node: &Node, back: bool) {
        let has_groups = self.program.groups > 0;
        match node {
            Node::Char(_) | Node::Class(_) => {
                let one = self.one(node).map(|set| Op::One { set, back });
                self.program.ops.extend(one);
            }
            Node::Start => self.push(Op::Start),
            Node::End => self.push(Op::End),
            Node::Boundary { negative } => self.push(Op::Boundary { negative: *negative }),
            Node::Sequence(nodes) if back => nodes.iter().rev().for_each(|node| self.add(node, back)),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.add(node, back)),
            Node::Choice(nodes) => self.choice(nodes, back),
            Node::Repeat {
                node,
                min,
                max,
                lazy,
                groups,
            } => {
                let (min, max, lazy) = (*min, max.unwrap_or(u32::MAX), *lazy);
                if let Some(set) = self.one(node) {
                    return self.push(Op::Many {
                        set,
                        min,
                        max,
                        lazy,
                        back,
                    });
                }
                let counter = self.program.loops;
                self.program.loops += 1;
                self.push(Op::Begin(counter));
                let head = self.hole();
                let groups = if has_groups { groups.clone() } else { 0..0 };
                self.push(Op::Round { counter, groups });
                self.add(node, back);
                self.push(Op::Jump(head));
                self.fill(head, |exit| Op::Loop {
                    counter,
                    min,
                    max,
                    lazy,
                    exit,
                });
            }
            Node::Group(number, node) if has_groups => {
                self.push(Op::Save(2 * number + usize::from(back)));
                self.add(node, back);
                self.push(Op::Save(2 * number + usize::from(!back)));
            }
            Node::Group(_, node) => self.add(node, back),
            Node::Reference(group) => self.push(Op::Reference { group: *group, back }),
            Node::Look {
                behind,
                negative,
                node,
            } => {
                let look = self.hole();
                self.add(node, *behind);
                self.push(Op::Accept);
                self.fill(look, |next| Op::Look {
                    negative: *negative,
                    next,
                });
            }
        }
    }

    fn choice(&mut self, nodes: &[Node], back: bool) {
        let mut ends = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.add(node, back);
                break;
            }
            let split = self.hole();
            self.add(node, back);
            ends.push(self.hole());
            self.fill(split, |other| Op::Split { other });
        }
        for end in ends {
            self.fill(end, Op::Jump);
        }
    }

    fn push(&mut self, op: Op) {
        self.program.ops.push(op);
    }

    /// Leaves a place for an instruction that needs to know where others end.
    fn hole(&mut self) -> usize {
        self.push(Op::Accept);
        self.program.ops.len() - 1
    }

    /// Puts an instruction into its place, with the position of the next one.
    fn fill(&mut self, hole: usize, op: impl FnOnce(usize) -> Op) {
        let next = self.program.ops.len();
        self.program.ops[hole] = op(next);
    }

    /// Returns the set of a node that is always one character.
    fn one(&self, node: &Node) -> Option<Set> {
        match node {
            Node::Char(c) => Some(Set::of(*c)),
            Node::Class(set) => Some(Set::new(&self.tree.sets[*set])),
            Node::Group(_, node) if self.program.groups == 0 => self.one(node),
            _ => None,
        }
    }
}
