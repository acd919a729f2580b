//! The deterministic automaton, as far as searches have met it.

use super::Before;
use std::collections::HashMap;

/// A transition that no search has taken yet.
pub(super) const UNKNOWN: u32 = u32::MAX;
/// The expression matches.
pub(super) const MATCH: u32 = u32::MAX - 1;
/// The expression cannot match any more.
pub(super) const DEAD: u32 = u32::MAX - 2;

/// Sets of states and the transitions between them. The first is that at the start of texts.
pub(super) struct Cache {
    /// The classes of characters, and the end of the text.
    columns: usize,
    transitions: Vec<u32>,
    sets: Vec<Key>,
    numbers: HashMap<Key, u32>,
    bytes: usize,
}

/// A set of states, and the last character that was read.
type Key = (Box<[u32]>, u8);

impl Cache {
    pub(super) fn new(columns: usize, first: &[u32], before: Before) -> Self {
        let mut cache = Self {
            columns,
            transitions: Vec::new(),
            sets: Vec::new(),
            numbers: HashMap::new(),
            bytes: 0,
        };
        cache.add(first, before);
        cache
    }

    /// Returns about how many bytes this takes.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn transition(&self, from: u32, column: usize) -> u32 {
        self.transitions[from as usize * self.columns + column]
    }

    pub(super) fn set_transition(&mut self, from: u32, column: usize, to: u32) {
        self.transitions[from as usize * self.columns + column] = to;
    }

    /// Returns a set of states by its number.
    pub(super) fn state(&self, number: u32) -> (&[u32], Before) {
        let (states, before) = &self.sets[number as usize];
        let before = [Before::Nothing, Before::Word, Before::Other][usize::from(*before)];
        (states, before)
    }

    /// Returns the number of a set of states, which is added if it is new.
    pub(super) fn add(&mut self, states: &[u32], before: Before) -> u32 {
        let key: Key = (states.into(), before as u8);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(DEAD);
        self.transitions
            .resize(self.transitions.len() + self.columns, UNKNOWN);
        self.bytes += 4 * self.columns + 2 * (size_of::<Key>() + size_of_val(states)) + 16;
        self.sets.push(key.clone());
        self.numbers.insert(key, number);
        number
    }
}
