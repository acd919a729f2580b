//! Expressions without look-around and back-references, matched in time linear in the text.

use super::tree::{Node, Tree};
use regex_automata::{
    Input,
    hybrid::dfa::{Cache, DFA},
    nfa::thompson::{self, NFA, WhichCaptures, pikevm::PikeVM},
    util::pool::Pool,
};
use regex_syntax::hir::{Class, Hir, Look, Repetition};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// The bytes that the automaton of one expression may take; larger ones are left to the other engine.
const MAX_AUTOMATON: usize = 4 * 1024 * 1024;

/// The bytes of states that one search remembers.
const MAX_CACHE: usize = 2 * 1024 * 1024;

/// A compiled expression.
pub(in crate::schema) struct Automaton {
    /// Remembers the states it has met: one look-up for each byte.
    fast: DFA,
    caches: Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>>,
    /// For the few expressions whose number of states is too large for caching to pay.
    slow: PikeVM,
    /// The number of places of the expression that may be active at the same time.
    width: u64,
}

impl Automaton {
    /// Compiles `tree`, if it describes a regular language and its automaton is not too large. Takes the
    /// memory from `memory`.
    pub(super) fn compile(tree: &Tree, memory: &mut usize) -> Option<Self> {
        let limits = thompson::Config::new()
            .nfa_size_limit(Some(MAX_AUTOMATON.min(*memory)))
            .which_captures(WhichCaptures::None);
        let nfa = NFA::compiler()
            .configure(limits)
            .build_from_hir(&hir(tree, &tree.node)?)
            .ok()?;
        *memory = memory.saturating_sub(nfa.memory_usage());
        let config = DFA::config()
            .cache_capacity(MAX_CACHE)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(3))
            .minimum_bytes_per_state(Some(10));
        let fast = DFA::builder()
            .configure(config)
            .build_from_nfa(nfa.clone())
            .ok()?;
        let for_caches = fast.clone();
        Some(Self {
            fast,
            caches: Pool::new(Box::new(move || for_caches.create_cache())),
            slow: PikeVM::new_from_nfa(nfa).ok()?,
            width: width(&tree.node),
        })
    }

    /// Returns whether the expression matches somewhere in `text`; takes the cost from `steps`.
    pub(super) fn matches(&self, text: &str, steps: &mut u64) -> Option<bool> {
        *steps = steps.checked_sub(text.len() as u64)?;
        let input = Input::new(text).earliest(true);
        if let Ok(found) = self.fast.try_search_fwd(&mut self.caches.get(), &input) {
            return Some(found.is_some());
        }
        *steps = steps.checked_sub(self.width.saturating_mul(text.len() as u64))?;
        Some(self.slow.is_match(&mut self.slow.create_cache(), input))
    }
}

fn hir(tree: &Tree, node: &Node) -> Option<Hir> {
    let all = |nodes: &[Node]| nodes.iter().map(|node| hir(tree, node)).collect::<Option<_>>();
    Some(match node {
        Node::Char(c) => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
        Node::Class(set) => Hir::class(Class::Unicode(tree.sets[*set].clone())),
        Node::Start => Hir::look(Look::Start),
        Node::End => Hir::look(Look::End),
        Node::Boundary { negative: false } => Hir::look(Look::WordAscii),
        Node::Boundary { negative: true } => Hir::look(Look::WordAsciiNegate),
        Node::Sequence(nodes) => Hir::concat(all(nodes)?),
        Node::Choice(nodes) => Hir::alternation(all(nodes)?),
        Node::Repeat {
            node, min, max, lazy, ..
        } => Hir::repetition(Repetition {
            min: *min,
            max: *max,
            greedy: !lazy,
            sub: Box::new(hir(tree, node)?),
        }),
        Node::Group(_, node) => hir(tree, node)?,
        Node::Reference(_) | Node::Look { .. } => return None,
    })
}

fn width(node: &Node) -> u64 {
    match node {
        Node::Sequence(nodes) | Node::Choice(nodes) => nodes.iter().map(width).fold(1, u64::saturating_add),
        Node::Repeat { node, min, max, .. } => {
            width(node).saturating_mul(u64::from(max.unwrap_or(*min)).max(1))
        }
        Node::Group(_, node) => width(node),
        _ => 1,
    }
}
