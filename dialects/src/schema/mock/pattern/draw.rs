//! Draws strings from a parsed expression.

use super::Pattern;
use crate::schema::{mock::PLACEHOLDER, pattern::Node};

/// The longest string worth drawing, in characters.
const MAX_DRAWN: usize = 16_384;

/// Characters a mixed draw goes through in turn, so that "a digit, a capital and a sign" rules are met early.
const MIX: [char; 4] = ['a', 'A', '1', '!'];

/// Returns the strings of one attempt that may have `min` characters.
pub(super) fn sized(pattern: &Pattern, attempt: u32, min: usize) -> Vec<String> {
    let Some(short) = draw(pattern, attempt, 0) else {
        return Vec::new();
    };
    let length = short.chars().count();
    if min <= length {
        return vec![short];
    }
    let missing = min - length;
    let mut found = Vec::new();
    if let Some(longer) = draw(pattern, attempt, 1) {
        let gain = longer.chars().count().saturating_sub(length);
        if gain > 0 {
            let repeats = u32::try_from(missing.div_ceil(gain)).unwrap_or(u32::MAX);
            // The gain is exact for one repeated piece and an estimate for several: try fewer repeats too.
            found.extend(
                [repeats, repeats / 2 + 1]
                    .into_iter()
                    .filter_map(|repeats| draw(pattern, attempt, repeats)),
            );
        }
    }
    if min <= MAX_DRAWN {
        // Where an expression has no anchor, it allows anything around the match.
        let padding: String = PLACEHOLDER.chars().cycle().take(missing).collect();
        found.extend([[&short[..], &padding].concat(), [&padding[..], &short].concat()]);
    }
    found
}

/// Draws one string; `extra` repetitions are added wherever the expression allows them.
fn draw(pattern: &Pattern, attempt: u32, extra: u32) -> Option<String> {
    let mut draw = Draw {
        members: &pattern.members,
        attempt,
        extra,
        random: u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        steps: MAX_DRAWN,
        picked: 0,
        text: String::new(),
        groups: vec![None; pattern.tree.groups],
    };
    draw.visit(&pattern.tree.node)?;
    Some(draw.text)
}

/// The state of one draw.
struct Draw<'p> {
    members: &'p [Vec<char>],
    attempt: u32,
    extra: u32,
    random: u64,
    steps: usize,
    picked: usize,
    text: String,
    groups: Vec<Option<String>>,
}

impl Draw<'_> {
    /// Appends a string for `node`; `None` when the draw becomes too long.
    fn visit(&mut self, node: &Node) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        match node {
            Node::Start | Node::End | Node::Boundary { .. } => {}
            Node::Char(c) => self.text.push(*c),
            Node::Class(set) => {
                let c = self.pick(self.members.get(*set)?)?;
                self.text.push(c);
            }
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.visit(node))?,
            Node::Choice(nodes) => {
                let index = if self.attempt < 2 {
                    0
                } else {
                    self.below(nodes.len())
                };
                self.visit(nodes.get(index)?)?;
            }
            Node::Repeat { node, min, max, .. } => {
                let room = max.map_or(u32::MAX, |max| max.saturating_sub(*min));
                let mut more = self.extra;
                if self.attempt > 1 {
                    more = more.saturating_add(u32::try_from(self.below(4)).unwrap_or(0));
                }
                for _ in 0..min.saturating_add(more.min(room)) {
                    self.visit(node)?;
                }
            }
            Node::Group(number, node) => {
                let start = self.text.len();
                self.visit(node)?;
                let matched = self.text.get(start..).map(str::to_owned);
                if let Some(group) = self.groups.get_mut(*number) {
                    *group = matched;
                }
            }
            Node::Reference(number) => {
                if let Some(Some(matched)) = self.groups.get(*number) {
                    self.steps = self.steps.checked_sub(matched.len())?;
                    self.text.push_str(matched);
                }
            }
            // Half of the draws write the text of a look-around; the other half hope that the rest has it.
            Node::Look {
                negative: false,
                node,
                ..
            } if self.attempt % 2 == 1 => self.visit(node)?,
            Node::Look { .. } => {}
        }
        Some(())
    }

    /// Returns a character of `set`.
    fn pick(&mut self, set: &[char]) -> Option<char> {
        self.picked += 1;
        match self.attempt {
            0 => set.first().copied(),
            1 | 2 => {
                let wanted = MIX[self.picked % MIX.len()];
                set.iter().find(|c| **c == wanted).or(set.first()).copied()
            }
            _ => set.get(self.below(set.len())).copied(),
        }
    }

    /// Returns a number below `bound`, from a xorshift generator seeded with the attempt: the same in every
    /// run.
    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap_or(0) % bound.max(1)
    }
}
