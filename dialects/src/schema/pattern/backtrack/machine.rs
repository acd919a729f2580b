//! Runs a program.

use super::{Exhausted, NOWHERE, Op, Set};

/// How many places to return to may be kept.
const MAX_TRAIL: usize = 1 << 20;

/// One search.
pub(super) struct Machine<'m> {
    pub(super) ops: &'m [Op],
    pub(super) text: &'m str,
    /// Where groups start and end.
    pub(super) saved: Vec<usize>,
    /// Of each loop how many rounds have begun, and where the last one did.
    pub(super) counters: Vec<(u32, usize)>,
    pub(super) trail: Vec<Undo>,
    pub(super) steps: &'m mut u64,
}

/// A change to undo or another way to try when the present one fails, last one first.
pub(super) enum Undo {
    Branch {
        to: usize,
        at: usize,
    },
    /// A greedy `Many` at instruction `op`, which may return characters until `least`.
    Shrink {
        op: usize,
        at: usize,
        least: usize,
    },
    /// A lazy `Many`, which may take up to `left` characters more.
    Grow {
        op: usize,
        at: usize,
        left: u32,
    },
    Save {
        slot: usize,
        old: usize,
    },
    Counter {
        counter: usize,
        old: (u32, usize),
    },
}

impl Machine<'_> {
    /// Runs from instruction `pc` to `Accept`. The trail keeps the changes.
    pub(super) fn run(&mut self, mut pc: usize, mut at: usize) -> Result<bool, Exhausted> {
        let base = self.trail.len();
        loop {
            self.charge(1)?;
            let reached = match &self.ops[pc] {
                Op::Accept => return Ok(true),
                Op::One { set, back } => self.step(at, *back, set).map(|at| (pc + 1, at)),
                Op::Many { .. } => self.many(pc, at)?,
                Op::Start => (at == 0).then_some((pc + 1, at)),
                Op::End => (at == self.text.len()).then_some((pc + 1, at)),
                Op::Boundary { negative } => (self.is_boundary(at) != *negative).then_some((pc + 1, at)),
                Op::Split { other } => {
                    self.trail.push(Undo::Branch { to: *other, at });
                    Some((pc + 1, at))
                }
                Op::Jump(to) => Some((*to, at)),
                Op::Save(slot) => {
                    self.save(*slot, at);
                    Some((pc + 1, at))
                }
                Op::Reference { group, back } => self.reference(*group, at, *back)?.map(|at| (pc + 1, at)),
                Op::Look { negative, next } => self.look(pc, at, *negative)?.then_some((*next, at)),
                Op::Begin(counter) => {
                    self.count(*counter, (0, NOWHERE));
                    Some((pc + 1, at))
                }
                Op::Loop { .. } => self.round(pc, at).map(|pc| (pc, at)),
                Op::Round { counter, groups } => {
                    self.charge(groups.len() as u64)?;
                    self.count(*counter, (self.counters[*counter].0.saturating_add(1), at));
                    (2 * groups.start..2 * groups.end).for_each(|slot| self.save(slot, NOWHERE));
                    Some((pc + 1, at))
                }
            };
            match reached.or_else(|| self.back_to(base)) {
                Some(next) => (pc, at) = next,
                None => return Ok(false),
            }
        }
    }

    fn charge(&mut self, steps: u64) -> Result<(), Exhausted> {
        let left = self
            .steps
            .checked_sub(steps)
            .filter(|_| self.trail.len() < MAX_TRAIL);
        *self.steps = left.unwrap_or(0);
        left.map(drop).ok_or(Exhausted)
    }

    /// Undoes changes until there is another way, and returns where it begins.
    fn back_to(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.trail.len() > base {
            match self.trail.pop()? {
                Undo::Branch { to, at } => return Some((to, at)),
                Undo::Save { slot, old } => self.saved[slot] = old,
                Undo::Counter { counter, old } => self.counters[counter] = old,
                Undo::Shrink { op, at, least } => {
                    let Op::Many { back, .. } = &self.ops[op] else {
                        continue;
                    };
                    let at = beside(self.text, at, !back).map_or(least, |(_, at)| at);
                    if at != least {
                        self.trail.push(Undo::Shrink { op, at, least });
                    }
                    return Some((op + 1, at));
                }
                Undo::Grow { op, at, left } => {
                    let Op::Many { set, back, .. } = &self.ops[op] else {
                        continue;
                    };
                    let Some(at) = self.step(at, *back, set) else {
                        continue;
                    };
                    if left > 1 {
                        self.trail.push(Undo::Grow {
                            op,
                            at,
                            left: left - 1,
                        });
                    }
                    return Some((op + 1, at));
                }
            }
        }
        None
    }

    /// Takes one character of `set` and returns the position after it.
    fn step(&self, at: usize, back: bool, set: &Set) -> Option<usize> {
        beside(self.text, at, back)
            .filter(|(c, _)| set.contains(*c))
            .map(|(_, at)| at)
    }

    /// Takes as many characters as possible, or as few as needed.
    fn many(&mut self, pc: usize, mut at: usize) -> Result<Option<(usize, usize)>, Exhausted> {
        let Op::Many {
            set,
            min,
            max,
            lazy,
            back,
        } = &self.ops[pc]
        else {
            return Ok(None);
        };
        let mut count = 0;
        let mut least = if *min == 0 { Some(at) } else { None };
        while count < if *lazy { *min } else { *max } {
            self.charge(1)?;
            let Some(next) = self.step(at, *back, set) else {
                break;
            };
            at = next;
            count += 1;
            if count == *min {
                least = Some(at);
            }
        }
        let Some(least) = least else { return Ok(None) };
        if *lazy && *min < *max {
            self.trail.push(Undo::Grow {
                op: pc,
                at,
                left: max - min,
            });
        } else if at != least {
            self.trail.push(Undo::Shrink { op: pc, at, least });
        }
        Ok(Some((pc + 1, at)))
    }

    /// Returns the instruction after a `Loop`. A round that took nothing is not followed by another.
    fn round(&mut self, pc: usize, at: usize) -> Option<usize> {
        let &Op::Loop {
            counter,
            min,
            max,
            lazy,
            exit,
        } = &self.ops[pc]
        else {
            return None;
        };
        let (count, begun) = self.counters[counter];
        if count > min && begun == at {
            return None;
        }
        if count < min {
            return Some(pc + 1);
        }
        if count >= max {
            return Some(exit);
        }
        let (now, later) = if lazy { (exit, pc + 1) } else { (pc + 1, exit) };
        self.trail.push(Undo::Branch { to: later, at });
        Some(now)
    }

    /// Matches the text of `group` once more. A group that matched nothing has the empty text.
    fn reference(&mut self, group: usize, at: usize, back: bool) -> Result<Option<usize>, Exhausted> {
        let (start, end) = (self.saved[2 * group], self.saved[2 * group + 1]);
        if start == NOWHERE || end == NOWHERE {
            return Ok(Some(at));
        }
        let text = self.text.get(start..end).unwrap_or_default();
        self.charge(text.len() as u64)?;
        Ok(match back {
            true => self.text[..at].ends_with(text).then(|| at - text.len()),
            false => self.text[at..].starts_with(text).then(|| at + text.len()),
        })
    }

    /// Returns whether a `Look` holds.
    fn look(&mut self, pc: usize, at: usize, negative: bool) -> Result<bool, Exhausted> {
        let base = self.trail.len();
        let found = self.run(pc + 1, at)?;
        if found && !negative {
            // No other way is tried inside, but the records still have to be undone when the way fails
            // outside.
            let records = |undo: &Undo| matches!(undo, Undo::Save { .. } | Undo::Counter { .. });
            let kept: Vec<_> = self.trail.drain(base..).filter(records).collect();
            self.trail.extend(kept);
        } else {
            while self.trail.len() > base {
                match self.trail.pop() {
                    Some(Undo::Save { slot, old }) => self.saved[slot] = old,
                    Some(Undo::Counter { counter, old }) => self.counters[counter] = old,
                    _ => {}
                }
            }
        }
        Ok(found != negative)
    }

    fn save(&mut self, slot: usize, at: usize) {
        let old = std::mem::replace(&mut self.saved[slot], at);
        self.trail.push(Undo::Save { slot, old });
    }

    fn count(&mut self, counter: usize, new: (u32, usize)) {
        let old = std::mem::replace(&mut self.counters[counter], new);
        self.trail.push(Undo::Counter { counter, old });
    }

    fn is_boundary(&self, at: usize) -> bool {
        let word = |c: (char, usize)| c.0.is_ascii_alphanumeric() || c.0 == '_';
        beside(self.text, at, true).is_some_and(word) != beside(self.text, at, false).is_some_and(word)
    }
}

/// Returns the character after (or before) a position, and the position beyond it.
fn beside(text: &str, at: usize, back: bool) -> Option<(char, usize)> {
    if back {
        text[..at].chars().next_back().map(|c| (c, at - c.len_utf8()))
    } else {
        text[at..].chars().next().map(|c| (c, at + c.len_utf8()))
    }
}
