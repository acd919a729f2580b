//! The meaning of names while templates are rendered.

use super::{
    date::Clock,
    error::Error,
    meter::{Memory, Meter, cost},
    value::Value,
};
use crate::json::Json;
use std::{
    cell::OnceCell,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Instant,
};

/// How often the loops of one scope may go round.
const MAX_ITERATIONS: usize = 1_000_000;

/// How deep expressions may nest in arguments of filters.
const MAX_NESTING: usize = 32;

/// The variables, and everything that templates leave behind for those rendered after them: assigned names,
/// counters, cycles, loop positions, and the use of the limits.
#[derive(Debug)]
pub struct Scope<'v> {
    globals: Vec<(&'static str, Value<'v>)>,
    counters: HashMap<Box<str>, f64>,
    assigned: HashMap<Box<str>, Value<'v>>,
    locals: Vec<(Arc<str>, Value<'v>)>,
    cycles: HashMap<String, usize>,
    /// The positions at which loops stopped, by variable and collection.
    positions: HashMap<Arc<str>, Value<'v>>,
    /// An element that is looked at by itself: only its properties have names.
    item: Option<Value<'v>>,
    clock: OnceCell<Clock>,
    iterations: usize,
    nesting: usize,
    meter: Meter,
    /// The memory of the names.
    memory: Memory,
}

impl<'v> Scope<'v> {
    /// Creates a scope over variables.
    pub fn new(variables: impl IntoIterator<Item = (&'static str, &'v Json)>) -> Self {
        let meter = Meter::default();
        Self {
            globals: variables
                .into_iter()
                .map(|(name, value)| (name, Value::from(value)))
                .collect(),
            counters: HashMap::new(),
            assigned: HashMap::new(),
            locals: Vec::new(),
            cycles: HashMap::new(),
            positions: HashMap::new(),
            item: None,
            clock: OnceCell::new(),
            iterations: 0,
            nesting: 0,
            memory: meter.memory(),
            meter,
        }
    }

    /// Takes the time zone from `clock` instead of the system.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self {
            clock: clock.into(),
            ..self
        }
    }

    /// Lets rendering fail with [`ErrorKind::Deadline`](super::ErrorKind::Deadline) once `deadline` has
    /// passed.
    pub fn with_deadline(self, deadline: Instant) -> Self {
        self.meter.set_deadline(deadline);
        self
    }

    /// Leaves only `units` of work, for fuzzing and benches: to use all of it takes about 0.2 seconds.
    pub fn with_work_left(self, units: u64) -> Self {
        self.meter.leave(units);
        self
    }

    /// Returns the work done so far, in units of about a nanosecond.
    pub fn work(&self) -> u64 {
        self.meter.work()
    }

    /// Charges the work of reading and printing a JSON document that templates are in.
    ///
    /// # Errors
    ///
    /// As for [`Template::charge_parsing`](super::Template::charge_parsing).
    pub fn charge_document(&self, bytes: usize) -> Result<(), Error> {
        self.meter.charge(bytes.saturating_mul(cost::DOCUMENT))
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Returns the host's time zone.
    pub(super) fn clock(&self) -> &Clock {
        self.clock.get_or_init(Clock::system)
    }

    /// Returns the value of a name: innermost loop outwards, assigned names, counters, variables.
    pub(super) fn lookup(&self, name: &str) -> Result<Value<'v>, Error> {
        self.meter
            .charge(cost::NAME + name.len() + self.locals.len() * (1 + name.len() / 16))?;
        if let Some(item) = &self.item {
            let missing = || match name {
                "size" => Value::Number(0.0),
                _ => Value::Undefined,
            };
            return Ok(item.own_property(name, &self.meter)?.unwrap_or_else(missing));
        }
        if let Some((_, value)) = self.locals.iter().rev().find(|(local, _)| &**local == name) {
            return Ok(value.clone());
        }
        if !self.assigned.is_empty()
            && let Some(value) = self.assigned.get(name)
        {
            return Ok(value.clone());
        }
        if !self.counters.is_empty()
            && let Some(&count) = self.counters.get(name)
        {
            return Ok(Value::Number(count));
        }
        Ok(match self.globals.iter().find(|(global, _)| *global == name) {
            Some((_, value)) => value.clone(),
            // The reference looks unknown names up on an empty object, whose size is 0 (liquid.md §3).
            None if name == "size" => Value::Number(0.0),
            None => Value::Undefined,
        })
    }

    /// Gives a name a value for the rest of this scope.
    pub(super) fn assign(&mut self, name: &str, value: Value<'v>) -> Result<(), Error> {
        self.meter.charge(cost::HASH + name.len())?;
        match self.assigned.get_mut(name) {
            Some(place) => *place = value,
            None => {
                self.memory.grow(name.len() + NAMED)?;
                self.assigned.insert(name.into(), value);
            }
        }
        Ok(())
    }

    /// Changes the counter `name` by `change`; returns the value before it.
    pub(super) fn count(&mut self, name: &str, change: f64) -> Result<f64, Error> {
        self.meter.charge(cost::HASH + name.len())?;
        if let Some(count) = self.counters.get_mut(name) {
            *count += change;
            return Ok(*count - change);
        }
        // A variable that is a number is counted from there.
        let before = match self.globals.iter().find(|(global, _)| *global == name) {
            Some((_, Value::Number(number))) => *number,
            _ => 0.0,
        };
        self.memory.grow(name.len() + NAMED)?;
        self.counters.insert(name.into(), before + change);
        Ok(before)
    }

    /// Returns which of `count` candidates is next in the cycle `key`.
    pub(super) fn cycle(&mut self, key: &str, count: usize) -> Result<usize, Error> {
        self.meter.charge(cost::HASH + key.len())?;
        if let Some(turn) = self.cycles.get_mut(key) {
            let now = *turn % count;
            *turn = (now + 1) % count;
            return Ok(now);
        }
        self.memory.grow(key.len() + NAMED)?;
        self.cycles.insert(key.to_owned(), 1 % count);
        Ok(0)
    }

    /// Returns the position at which the last loop with this key stopped.
    pub(super) fn position(&self, key: &str) -> Result<Option<Value<'v>>, Error> {
        self.meter.charge(cost::HASH + key.len())?;
        Ok(self.positions.get(key).cloned())
    }

    /// Remembers the position at which a loop stops.
    pub(super) fn stop(&mut self, key: &Arc<str>, position: Value<'v>) -> Result<(), Error> {
        self.meter.charge(cost::HASH + key.len())?;
        match self.positions.entry(Arc::clone(key)) {
            Entry::Occupied(mut entry) => *entry.get_mut() = position,
            Entry::Vacant(entry) => {
                self.memory.grow(key.len() + NAMED)?;
                entry.insert(position);
            }
        }
        Ok(())
    }

    /// Makes a name visible until [`Scope::leave`].
    pub(super) fn enter(&mut self, name: Arc<str>, value: Value<'v>) {
        self.locals.push((name, value));
    }

    /// Begins another turn of a loop: counts it and gives the innermost local name another value.
    pub(super) fn next_turn(&mut self, value: Value<'v>) -> Result<(), Error> {
        self.iterations += 1;
        if self.iterations > MAX_ITERATIONS {
            return Err(Error::render(
                "loops go round more than 1000000 times: shorten them",
            ));
        }
        self.meter.charge(cost::TURN)?;
        if let Some(local) = self.locals.last_mut() {
            local.1 = value;
        }
        Ok(())
    }

    /// Drops the innermost local names.
    pub(super) fn leave(&mut self, count: usize) {
        self.locals.truncate(self.locals.len().saturating_sub(count));
    }

    /// Drops the local names that a template left when it failed or ended early.
    pub(super) fn leave_all(&mut self) {
        self.locals.clear();
    }

    /// Runs `look` with names that mean the properties of `item` and nothing else.
    pub(super) fn within<T>(&mut self, item: Value<'v>, look: impl FnOnce(&Self) -> T) -> T {
        let outer = self.item.replace(item);
        let found = look(self);
        self.item = outer;
        found
    }

    /// Enters an expression inside an argument.
    pub(super) fn nest(&mut self) -> Result<(), Error> {
        if self.nesting == MAX_NESTING {
            return Err(Error::render(
                "expressions are nested too deep: at most 32 are allowed",
            ));
        }
        self.nesting += 1;
        Ok(())
    }

    /// Leaves the expression that [`Scope::nest`] entered.
    pub(super) fn unnest(&mut self) {
        self.nesting -= 1;
    }
}

/// The memory of an entry in a table of names, beside the name.
const NAMED: usize = 128;
