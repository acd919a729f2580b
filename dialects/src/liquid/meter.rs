//! The limits of a scope: work, memory, output, and the request's deadline.
//!
//! Reading, writing, converting and comparing values takes a [`Meter`], so that no filter can do it for free.
//! Work is charged before it is done where its size is known, and memory before it is allocated.

use super::error::Error;
use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

/// The work that the templates of one scope may do, in units that take at most two nanoseconds each (see
/// [`cost`]).
const MAX_WORK: u64 = 200_000_000;

/// How many bytes the templates of one scope may hold at a time: values, output and the template itself.
const MAX_MEMORY: usize = 32 << 20;

/// How many bytes the templates of one scope may print, captured text included.
const MAX_OUTPUT: usize = 10 << 20;

/// How much work is done between two looks at the deadline.
const DEADLINE_INTERVAL: u64 = 100_000;

/// The work that operations take beside reading and writing bytes, as measured by
/// `dialects/benches/benches/worst.rs`.
pub(super) mod cost {
    /// Renders a node of a template: text, output or tag.
    pub(in crate::liquid) const NODE: usize = 20;
    /// Evaluates an operand or an operator.
    pub(in crate::liquid) const STEP: usize = 10;
    /// Looks a name up, beside reading it.
    pub(in crate::liquid) const NAME: usize = 10;
    /// Begins another turn of a loop.
    pub(in crate::liquid) const TURN: usize = 40;
    /// Calls a filter, its arguments included.
    pub(in crate::liquid) const CALL: usize = 50;
    /// Makes a text or a list.
    pub(in crate::liquid) const ALLOCATION: usize = 50;
    /// Looks at an element of an array or a member of an object.
    pub(in crate::liquid) const ELEMENT: usize = 16;
    /// Appends to a text, beside copying.
    pub(in crate::liquid) const WRITE: usize = 6;
    /// Prints a number, beside its digits.
    pub(in crate::liquid) const NUMBER: usize = 60;
    /// Hashes an element and finds it in a table.
    pub(in crate::liquid) const HASH: usize = 100;
    /// Prepares the search for a text, for each of its bytes.
    pub(in crate::liquid) const NEEDLE: usize = 5;
    /// Parses a byte of an output or tag, or of an expression that is an argument.
    pub(in crate::liquid) const PARSE: usize = 64;
    /// Reads and prints a byte of a JSON document that templates are in.
    pub(in crate::liquid) const DOCUMENT: usize = 32;
}

/// Counts what the templates of a scope do. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter(Rc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    work: Cell<u64>,
    /// The work at which a limit or the deadline is to be looked at.
    check_at: Cell<u64>,
    deadline: Cell<Option<Instant>>,
    memory: Cell<usize>,
    /// The most memory so far.
    #[cfg(test)]
    peak: Cell<usize>,
    output: Cell<usize>,
}

impl Meter {
    /// Fails from `deadline` on.
    pub(super) fn set_deadline(&self, deadline: Instant) {
        self.0.deadline.set(Some(deadline));
        self.0.check_at.set(0);
    }

    /// Leaves only `units` of work.
    pub(super) fn leave(&self, units: u64) {
        self.0.work.set(MAX_WORK.saturating_sub(units));
    }

    /// Returns the work that was done.
    pub(super) fn work(&self) -> u64 {
        self.0.work.get()
    }

    /// Returns the most bytes that were held at a time.
    #[cfg(test)]
    pub(super) fn peak(&self) -> usize {
        self.0.peak.get()
    }

    /// Creates a count of no bytes yet.
    pub(super) fn memory(&self) -> Memory {
        Memory {
            meter: self.clone(),
            bytes: 0,
        }
    }

    /// Charges work.
    #[inline]
    pub(super) fn charge(&self, units: usize) -> Result<(), Error> {
        let work = self.0.work.get().saturating_add(units as u64);
        self.0.work.set(work);
        if work < self.0.check_at.get() {
            Ok(())
        } else {
            self.check(work)
        }
    }

    #[cold]
    fn check(&self, work: u64) -> Result<(), Error> {
        if work > MAX_WORK {
            return Err(Error::render("templates do too much work: shorten loops or data"));
        }
        let deadline = self.0.deadline.get();
        if deadline
            .is_some_and(|deadline| deadline.saturating_duration_since(Instant::now()) == Duration::ZERO)
        {
            return Err(Error::deadline());
        }
        let next = work + deadline.map_or(MAX_WORK, |_| DEADLINE_INTERVAL);
        self.0.check_at.set(next.min(MAX_WORK + 1));
        Ok(())
    }

    /// Charges printed bytes.
    #[inline]
    pub(super) fn charge_output(&self, bytes: usize) -> Result<(), Error> {
        let output = self.0.output.get().saturating_add(bytes);
        self.0.output.set(output);
        if output > MAX_OUTPUT {
            return Err(Error::render("output is longer than 10 MiB: print less"));
        }
        Ok(())
    }

    /// Counts memory until the result is dropped.
    #[inline]
    pub(super) fn hold(&self, bytes: usize) -> Result<Memory, Error> {
        let mut memory = self.memory();
        memory.grow(bytes)?;
        Ok(memory)
    }
}

/// Memory that is counted as long as this lives.
#[derive(Debug)]
pub(super) struct Memory {
    meter: Meter,
    bytes: usize,
}

impl Memory {
    /// Counts more bytes.
    #[inline]
    pub(super) fn grow(&mut self, bytes: usize) -> Result<(), Error> {
        let memory = &self.meter.0.memory;
        let held = memory.get().saturating_add(bytes);
        if held > MAX_MEMORY {
            return Err(Error::render(
                "templates hold too much data: assign or collect less",
            ));
        }
        memory.set(held);
        #[cfg(test)]
        self.meter.0.peak.set(held.max(self.meter.peak()));
        self.bytes += bytes;
        Ok(())
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Counts the bytes as long as the meter lives.
    pub(super) fn keep(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let memory = &self.meter.0.memory;
        memory.set(memory.get() - self.bytes);
    }
}
