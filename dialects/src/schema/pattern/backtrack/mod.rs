//! Expressions with look-around or back-references, matched by trying one way after the other, as JavaScript
//! does.
//!
//! That may take exponentially long, so every step is charged. The machine keeps its own stack; only
//! look-around recurses, as deep as groups nest.

mod compile;
mod machine;

use super::tree::Tree;
use crate::text::char_set::CharSet;
use compile::Compiler;
use machine::Machine;
use std::ops::Range;

/// A position that no text has: groups that matched nothing, rounds that have not begun.
const NOWHERE: usize = usize::MAX;

/// The steps that were granted are used up.
#[derive(Debug)]
pub(super) struct Exhausted;

/// A compiled expression.
#[derive(Debug)]
pub(in crate::schema) struct Program {
    ops: Vec<Op>,
    /// The number of loops, each with a counter.
    loops: usize,
    /// The number of groups that are recorded.
    groups: usize,
    /// A match can begin at the start of the text only.
    anchored: bool,
}

/// An instruction. Behind `(?<=` texts are read backwards.
#[derive(Debug)]
enum Op {
    /// One character of the set.
    One {
        set: Set,
        back: bool,
    },
    /// Characters of the set.
    Many {
        set: Set,
        min: u32,
        max: u32,
        lazy: bool,
        back: bool,
    },
    Start,
    End,
    Boundary {
        negative: bool,
    },
    /// Continues with the next instruction, later at `other`.
    Split {
        other: usize,
    },
    Jump(usize),
    /// Records the position.
    Save(usize),
    Reference {
        group: usize,
        back: bool,
    },
    /// Looks for the instructions up to `Accept` here, then continues at `next`.
    Look {
        negative: bool,
        next: usize,
    },
    /// Sets the counter of a loop to zero.
    Begin(usize),
    /// Continues with the next instruction for one more round, or at `exit`.
    Loop {
        counter: usize,
        min: u32,
        max: u32,
        lazy: bool,
        exit: usize,
    },
    /// Begins a round of a loop, which forgets these groups.
    Round {
        counter: usize,
        groups: Range<usize>,
    },
    Accept,
}

/// A set of characters, fast for those of ASCII.
#[derive(Debug)]
struct Set {
    ascii: u128,
    others: Box<[(char, char)]>,
}

impl Set {
    fn new(class: &CharSet) -> Self {
        let ranges = class.ranges().iter().copied();
        let ascii = ranges.clone().flat_map(|(from, to)| from..=to.min('\x7f'));
        let ascii = ascii.fold(0, |set, c| set | 1 << u32::from(c));
        Self {
            ascii,
            others: ranges.filter(|(_, end)| !end.is_ascii()).collect(),
        }
    }

    fn of(c: char) -> Self {
        match c.is_ascii() {
            true => Self {
                ascii: 1 << u32::from(c),
                others: Box::default(),
            },
            false => Self {
                ascii: 0,
                others: Box::new([(c, c)]),
            },
        }
    }

    fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> u32::from(c) & 1 == 1;
        }
        let after = self.others.partition_point(|&(start, _)| start <= c);
        after.checked_sub(1).is_some_and(|at| c <= self.others[at].1)
    }
}

impl Program {
    pub(super) fn compile(tree: &Tree) -> Self {
        let groups = if tree.references { tree.groups } else { 0 };
        let program = Self {
            ops: Vec::new(),
            loops: 0,
            groups,
            anchored: tree.node.is_anchored(),
        };
        let mut compiler = Compiler { tree, program };
        compiler.add(&tree.node, false);
        compiler.program.ops.push(Op::Accept);
        compiler.program
    }

    /// Returns whether the expression matches somewhere in `text`; takes the cost from `steps`.
    pub(super) fn matches(&self, text: &str, steps: &mut u64) -> Result<bool, Exhausted> {
        let mut machine = Machine {
            ops: &self.ops,
            text,
            saved: vec![NOWHERE; 2 * self.groups],
            counters: vec![(0, NOWHERE); self.loops],
            trail: Vec::new(),
            steps,
        };
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for at in starts.take(if self.anchored { 1 } else { usize::MAX }) {
            if machine.run(0, at)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
