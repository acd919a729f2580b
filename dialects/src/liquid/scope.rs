//! What names mean while templates are rendered, and how much work they may do.

use super::{
    date::Clock,
    error::Error,
    value::{Text, Value},
};
use crate::json::Json;
use std::{
    cell::{Cell, OnceCell},
    collections::HashMap,
    sync::Arc,
};

/// How many bytes the templates of one scope may print, captured text included.
const MAX_OUTPUT: usize = 10 * 1024 * 1024;

/// How often the loops of one scope may go round.
const MAX_ITERATIONS: usize = 1_000_000;

/// How much the filters and operators of one scope may read and write: bytes of text, and for elements what
/// [`Value::weight`] and [`Value::footprint`] say.
const MAX_WORK: usize = 1 << 29;

/// How deep expressions may stand in arguments of filters of expressions.
const MAX_NESTING: usize = 32;

/// The variables, and what templates leave behind for those rendered after them: assigned names, counters,
/// cycles, loop positions, and the use of the limits.
#[derive(Debug)]
pub struct Scope<'v> {
    globals: Vec<(&'static str, Value<'v>)>,
    counters: HashMap<Box<str>, f64>,
    assigned: HashMap<Box<str>, Value<'v>>,
    locals: Vec<(Arc<str>, Value<'v>)>,
    pub(super) cycles: HashMap<String, usize>,
    /// Where loops stopped, by variable and collection.
    pub(super) positions: HashMap<Arc<str>, Value<'v>>,
    /// An element that is looked at by itself: nothing but its properties has a name.
    item: Option<Value<'v>>,
    clock: OnceCell<Clock>,
    output: usize,
    iterations: usize,
    nesting: usize,
    work: Cell<usize>,
}

impl<'v> Scope<'v> {
    /// A fresh scope over variables.
    pub fn new(variables: impl IntoIterator<Item = (&'static str, &'v Json)>) -> Self {
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
            output: 0,
            iterations: 0,
            nesting: 0,
            work: Cell::new(0),
        }
    }

    /// Takes the time zone from `clock` instead of the system.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self {
            clock: clock.into(),
            ..self
        }
    }

    /// Leaves little of the limits, for fuzzing: an input that uses all of them up takes a second.
    pub fn with_little_left(self) -> Self {
        Self {
            output: MAX_OUTPUT - (1 << 16),
            iterations: MAX_ITERATIONS - 1_000,
            work: Cell::new(MAX_WORK - (1 << 18)),
            ..self
        }
    }

    /// The host's time zone.
    pub(super) fn clock(&self) -> &Clock {
        self.clock.get_or_init(Clock::system)
    }

    /// The value of a name: innermost loop outwards, assigned names, counters, variables.
    pub fn lookup(&self, name: &str) -> Value<'v> {
        if let Some(item) = &self.item {
            let missing = || match name {
                "size" => Value::Number(0.0),
                _ => Value::Undefined,
            };
            return item.own_property(name).unwrap_or_else(missing);
        }
        if let Some((_, value)) = self.locals.iter().rev().find(|(local, _)| &**local == name) {
            return value.clone();
        }
        if !self.assigned.is_empty()
            && let Some(value) = self.assigned.get(name)
        {
            return value.clone();
        }
        if !self.counters.is_empty()
            && let Some(&count) = self.counters.get(name)
        {
            return Value::Number(count);
        }
        match self.globals.iter().find(|(global, _)| *global == name) {
            Some((_, value)) => value.clone(),
            // The reference looks unknown names up on an empty object, whose size is 0 (liquid.md §3).
            None if name == "size" => Value::Number(0.0),
            None => Value::Undefined,
        }
    }

    /// Gives a name a value for the rest of this scope.
    pub(super) fn assign(&mut self, name: &str, value: Value<'v>) {
        let value = value.shared();
        match self.assigned.get_mut(name) {
            Some(place) => *place = value,
            None => {
                self.assigned.insert(name.into(), value);
            }
        }
    }

    /// Changes the counter `name` by `change`; gives the value before it.
    pub(super) fn count(&mut self, name: &str, change: f64) -> f64 {
        match self.counters.get_mut(name) {
            Some(count) => {
                *count += change;
                *count - change
            }
            None => {
                // A variable that is a number counts on from there.
                let global = self.globals.iter().find(|(global, _)| *global == name);
                let before = match global {
                    Some((_, Value::Number(number))) => *number,
                    _ => 0.0,
                };
                self.counters.insert(name.into(), before + change);
                before
            }
        }
    }

    /// Makes a name visible until [`Scope::leave`].
    pub(super) fn enter(&mut self, name: Arc<str>, value: Value<'v>) {
        self.locals.push((name, value));
    }

    /// Begins another turn of a loop: counts it and gives the innermost local name another value.
    pub(super) fn next_turn(&mut self, value: Value<'v>) -> Result<(), Error> {
        self.iterations += 1;
        if self.iterations > MAX_ITERATIONS {
            return Err(Error::render("loops go round more than 1000000 times"));
        }
        self.charge_work(1 + value.as_str().map_or(0, str::len))?;
        if let Some(local) = self.locals.last_mut() {
            local.1 = value.shared();
        }
        Ok(())
    }

    /// Drops the innermost local names.
    pub(super) fn leave(&mut self, count: usize) {
        self.locals.truncate(self.locals.len().saturating_sub(count));
    }

    /// Drops what a template that failed or ended early has left.
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

    /// Goes into an expression inside an argument.
    pub(super) fn nest(&mut self) -> Result<(), Error> {
        if self.nesting == MAX_NESTING {
            return Err(Error::render("expressions are nested too deep"));
        }
        self.nesting += 1;
        Ok(())
    }

    /// Leaves what [`Scope::nest`] went into.
    pub(super) fn unnest(&mut self) {
        self.nesting -= 1;
    }

    /// Counts printed bytes.
    pub(super) fn charge_output(&mut self, bytes: usize) -> Result<(), Error> {
        self.output = self.output.saturating_add(bytes);
        if self.output > MAX_OUTPUT {
            return Err(Error::render("output is longer than 10 MiB"));
        }
        Ok(())
    }

    /// Counts work where nothing can fail; the next charge notices.
    pub(super) fn note_work(&self, units: usize) {
        self.work.set(self.work.get().saturating_add(units));
    }

    /// Counts work.
    pub(super) fn charge_work(&self, units: usize) -> Result<(), Error> {
        self.note_work(units);
        if self.work.get() > MAX_WORK {
            return Err(Error::render("filters process too much data"));
        }
        Ok(())
    }
}

impl Value<'_> {
    /// The value in a form whose copies share its text: a name may be read often.
    fn shared(self) -> Self {
        match self {
            Value::Text(Text::Owned(text)) => Value::Text(Text::Shared(text.into())),
            other => other,
        }
    }

    /// Roughly what it costs to have made the value.
    pub(super) fn footprint(&self) -> usize {
        match self {
            Value::List(list) => list.items().len() * 64,
            other => other.weight(),
        }
    }

    /// Roughly what it costs to go through the value once. To look at an element takes as long as to copy some 32 bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.as_str().len(),
            Value::Array(items) => items.len() * 32,
            Value::Object(map) => map.len() * 32,
            Value::List(list) => list.items().len() * 32,
            _ => 0,
        }
    }
}
