//! Expressions without look-around and back-references, matched in time linear in the text.
//!
//! The expression becomes a non-deterministic automaton. A search walks through the sets of states in which
//! that can be, and remembers each set that it has met as one state of a deterministic automaton, with the
//! transitions that were taken from it: then a character costs one look-up.

mod alphabet;
mod cache;
mod compile;

use super::tree::Tree;
use alphabet::Alphabet;
use cache::{Cache, DEAD, MATCH, UNKNOWN};
use std::sync::{Mutex, PoisonError};

/// The bytes that the automaton of one expression may take; larger ones are left to the other engine.
const MAX_AUTOMATON: usize = 4 * 1024 * 1024;

/// The bytes of states that one search remembers.
const MAX_CACHE: usize = 2 * 1024 * 1024;

/// The number of idle caches that an expression keeps for searches to come.
const IDLE_CACHES: usize = 16;

/// A state of the automaton; the numbers are those of states.
#[derive(Clone, Copy, Debug)]
enum State {
    /// Reads a character of a set of the alphabet.
    One {
        set: u32,
        next: u32,
    },
    /// Continues in both.
    Split(u32, u32),
    /// Continues where the condition holds.
    Look(Look, u32),
    Accept,
}

#[derive(Clone, Copy, Debug)]
enum Look {
    Start,
    End,
    Boundary { negative: bool },
}

/// The character before a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Word,
    Other,
}

/// A compiled expression.
pub(in crate::schema) struct Automaton {
    states: Vec<State>,
    first: u32,
    /// A match can begin at the start of the text only.
    anchored: bool,
    /// There are word boundaries.
    boundaries: bool,
    alphabet: Alphabet,
    caches: Mutex<Vec<Cache>>,
}

/// The states after a character.
enum Step {
    /// The expression matches the text before the character.
    Match,
    /// Those that `Scratch` has.
    Next,
}

/// The memory of one step.
#[derive(Default)]
struct Scratch {
    stack: Vec<u32>,
    /// The states after the step, in order.
    next: Vec<u32>,
    /// For each state the last step that has visited it.
    visited: Vec<u32>,
    step: u32,
    /// How many states were visited.
    visits: u64,
}

impl Automaton {
    /// Compiles `tree`, if it describes a regular language and its automaton is not too large. Takes the
    /// memory from `memory`.
    pub(super) fn compile(tree: &Tree, memory: &mut usize) -> Option<Self> {
        let (states, first, sets) = compile::states(tree, MAX_AUTOMATON.min(*memory))?;
        let alphabet = Alphabet::new(&sets)?;
        let bytes = states.len() * size_of::<State>() + alphabet.bytes();
        if bytes > MAX_AUTOMATON {
            return None;
        }
        *memory = memory.checked_sub(bytes)?;
        let is_boundary = |state: &State| matches!(state, State::Look(Look::Boundary { .. }, _));
        Some(Self {
            boundaries: states.iter().any(is_boundary),
            anchored: tree.node.is_anchored(),
            states,
            first,
            alphabet,
            caches: Mutex::default(),
        })
    }

    /// Returns whether the expression matches somewhere in `text`; takes the cost from `steps`.
    pub(super) fn matches(&self, text: &str, steps: &mut u64) -> Option<bool> {
        *steps = steps.checked_sub(text.len() as u64)?;
        let idle = || self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = idle().pop();
        let mut cache = cache
            .filter(|cache| cache.bytes() < MAX_CACHE)
            .unwrap_or_else(|| self.new_cache());
        let matches = self.search(text, &mut cache, steps);
        let mut idle = idle();
        if idle.len() < IDLE_CACHES {
            idle.push(cache);
        }
        matches
    }

    fn new_cache(&self) -> Cache {
        Cache::new(self.alphabet.classes() + 1, &[self.first], Before::Nothing)
    }

    fn search(&self, text: &str, cache: &mut Cache, steps: &mut u64) -> Option<bool> {
        let mut scratch = Scratch::default();
        let mut at = 0;
        for (index, c) in text.char_indices() {
            let class = self.alphabet.class(c);
            let mut to = cache.transition(at, class);
            if to == UNKNOWN {
                if cache.bytes() >= MAX_CACHE {
                    // The few expressions with that many states are not worth a cache.
                    let (states, before) = cache.state(at);
                    return self.search_slowly(states.to_vec(), before, &text[index..], &mut scratch, steps);
                }
                to = self.learn(cache, at, Some(class), &mut scratch);
            }
            match to {
                MATCH => return Some(true),
                DEAD => return Some(false),
                to => at = to,
            }
        }
        let mut end = cache.transition(at, self.alphabet.classes());
        if end == UNKNOWN {
            end = self.learn(cache, at, None, &mut scratch);
        }
        Some(end == MATCH)
    }

    /// Takes a step that no search has taken before, and remembers it.
    fn learn(&self, cache: &mut Cache, at: u32, class: Option<usize>, scratch: &mut Scratch) -> u32 {
        let (states, before) = cache.state(at);
        let to = match self.step(states, before, class, scratch) {
            Step::Match => MATCH,
            Step::Next if scratch.next.is_empty() => DEAD,
            Step::Next => cache.add(&scratch.next, self.before(class)),
        };
        cache.set_transition(at, class.unwrap_or(self.alphabet.classes()), to);
        to
    }

    /// Searches without a cache; takes the states that are visited from `steps`.
    fn search_slowly(
        &self,
        mut at: Vec<u32>,
        mut before: Before,
        rest: &str,
        scratch: &mut Scratch,
        steps: &mut u64,
    ) -> Option<bool> {
        for c in rest.chars() {
            let class = Some(self.alphabet.class(c));
            scratch.visits = 0;
            if let Step::Match = self.step(&at, before, class, scratch) {
                return Some(true);
            }
            *steps = steps.checked_sub(scratch.visits)?;
            if scratch.next.is_empty() {
                return Some(false);
            }
            at.clone_from(&scratch.next);
            before = self.before(class);
        }
        Some(matches!(self.step(&at, before, None, scratch), Step::Match))
    }

    fn before(&self, class: Option<usize>) -> Before {
        match self.boundaries && class.is_some_and(|class| self.alphabet.is_word(class)) {
            true => Before::Word,
            false => Before::Other,
        }
    }

    /// Goes from the states `from` to those after a character of `class`, or looks only for a match at the
    /// end of the text.
    fn step(&self, from: &[u32], before: Before, class: Option<usize>, scratch: &mut Scratch) -> Step {
        // Two marks for each step: in the closure, and after the character.
        scratch.visited.resize(2 * self.states.len(), 0);
        scratch.step += 1;
        scratch.next.clear();
        scratch.stack.clear();
        scratch.stack.extend_from_slice(from);
        let is_word = class.is_some_and(|class| self.alphabet.is_word(class));
        while let Some(state) = scratch.stack.pop() {
            scratch.visits += 1;
            let mark = &mut scratch.visited[state as usize];
            if std::mem::replace(mark, scratch.step) == scratch.step {
                continue;
            }
            match self.states[state as usize] {
                State::Accept => return Step::Match,
                State::Split(one, other) => scratch.stack.extend([one, other]),
                State::Look(look, next) => {
                    let holds = match look {
                        Look::Start => before == Before::Nothing,
                        Look::End => class.is_none(),
                        Look::Boundary { negative } => ((before == Before::Word) != is_word) != negative,
                    };
                    scratch.stack.extend(holds.then_some(next));
                }
                State::One { set, next } => {
                    if class.is_some_and(|class| self.alphabet.contains(set, class)) {
                        scratch.reach(next, self.states.len());
                    }
                }
            }
        }
        if !self.anchored && class.is_some() {
            scratch.reach(self.first, self.states.len());
        }
        scratch.next.sort_unstable();
        Step::Next
    }
}

impl Scratch {
    /// Adds a state to the next ones, once.
    fn reach(&mut self, state: u32, states: usize) {
        let mark = &mut self.visited[states + state as usize];
        if std::mem::replace(mark, self.step) != self.step {
            self.next.push(state);
        }
    }
}
