//! Classes of characters that an expression does not distinguish.

use crate::{
    schema::pattern::class,
    text::char_set::{CharSet, after},
};
use std::collections::HashMap;

/// The work that dividing all characters into classes may take.
const MAX_WORK: usize = 1 << 20;

/// The classes of an expression, and the sets of its characters in terms of these.
pub(super) struct Alphabet {
    /// The first characters of ranges of one class each, in order.
    starts: Vec<u32>,
    /// The class of each range.
    ranges: Vec<u32>,
    /// The classes of the ASCII characters again.
    ascii: [u32; 128],
    classes: usize,
    /// A bit for each set and class, in whole words for each set.
    members: Vec<u64>,
    words: usize,
    /// For each class whether its characters are those of `\w`.
    is_word: Vec<bool>,
}

impl Alphabet {
    /// Divides the characters into classes; `None` if that takes too long.
    pub(super) fn new(sets: &[CharSet]) -> Option<Self> {
        let word = class::escaped(b'w');
        let limits = |set: &CharSet| set.ranges().to_vec();
        let mut starts = vec![0];
        for (from, to) in sets.iter().chain([&word]).flat_map(limits) {
            starts.push(u32::from(from));
            starts.extend(after(to).map(u32::from));
        }
        starts.sort_unstable();
        starts.dedup();
        let mut ranges = vec![0; starts.len()];
        let (mut classes, mut work) = (1, 0);
        for set in sets.iter().chain([&word]) {
            let mut moved = HashMap::new();
            for at in covered(&starts, set) {
                work += 1;
                ranges[at] = *moved.entry(ranges[at]).or_insert_with(|| {
                    classes += 1;
                    classes - 1
                });
            }
            if work > MAX_WORK {
                return None;
            }
        }
        // Classes that were divided completely have no ranges any more.
        let mut numbers = HashMap::new();
        for range in &mut ranges {
            let number = numbers.len() as u32;
            *range = *numbers.entry(*range).or_insert(number);
        }
        let classes = numbers.len();
        let words = classes.div_ceil(64);
        let mut alphabet = Self {
            ascii: [0; 128],
            classes,
            members: vec![0; words * sets.len()],
            words,
            is_word: vec![false; classes],
            starts,
            ranges,
        };
        for (c, slot) in ('\0'..='\x7f').zip(0..) {
            alphabet.ascii[slot] = alphabet.ranges[alphabet.range(c)];
        }
        for (number, set) in sets.iter().enumerate() {
            for at in covered(&alphabet.starts, set) {
                let class = alphabet.ranges[at] as usize;
                alphabet.members[number * words + class / 64] |= 1 << (class % 64);
            }
        }
        for at in covered(&alphabet.starts, &word) {
            alphabet.is_word[alphabet.ranges[at] as usize] = true;
        }
        Some(alphabet)
    }

    /// Returns the number of classes.
    pub(super) const fn classes(&self) -> usize {
        self.classes
    }

    /// Returns the class of a character.
    pub(super) fn class(&self, c: char) -> usize {
        let class = match self.ascii.get(c as usize) {
            Some(class) => *class,
            None => self.ranges[self.range(c)],
        };
        class as usize
    }

    /// Returns whether the characters of a class are in a set.
    pub(super) fn contains(&self, set: u32, class: usize) -> bool {
        self.members[set as usize * self.words + class / 64] >> (class % 64) & 1 == 1
    }

    pub(super) fn is_word(&self, class: usize) -> bool {
        self.is_word[class]
    }

    /// Returns about how many bytes this takes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.starts[..])
            + size_of_val(&self.ranges[..])
            + size_of_val(&self.members[..])
            + self.classes
    }

    /// Returns the range that contains a character.
    fn range(&self, c: char) -> usize {
        self.starts.partition_point(|start| *start <= u32::from(c)) - 1
    }
}

/// Returns the ranges that a set consists of; both its limits are limits of ranges.
fn covered(starts: &[u32], set: &CharSet) -> impl Iterator<Item = usize> {
    set.ranges().iter().flat_map(move |&(from, to)| {
        let first = starts.partition_point(|start| *start < u32::from(from));
        first..starts.partition_point(|start| *start <= u32::from(to))
    })
}
