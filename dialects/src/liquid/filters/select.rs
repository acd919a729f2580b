//! Filters that pick elements or properties: `where`, `reject`, `find…`, `has`, `map`, `sum`, `group_by`.

use super::{Call, Filtered};
use crate::liquid::{
    error::Error,
    expression::{Operand, path},
    meter::{Memory, Meter, cost},
    scope::Scope,
    value::{Identity, ListBuilder, Object, Value, equal},
};
use std::collections::HashMap;

/// Decides on an element.
type Test<'c, 'v> = &'c mut dyn FnMut(&Value<'v>, &mut Scope<'v>) -> Result<bool, Error>;

/// Returns the elements whose property is true or has a value.
pub(super) fn where_<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    kept(call, &mut |item, scope| condition.holds(item, scope))
}

/// Returns the elements that `where` leaves out.
pub(super) fn reject<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    kept(call, &mut |item, scope| {
        condition.holds(item, scope).map(|holds| !holds)
    })
}

/// Returns the elements that `keep` keeps.
pub(super) fn kept<'v>(call: Call<'_, 'v>, keep: Test<'_, 'v>) -> Filtered<'v> {
    let mut kept = call.list()?;
    let items = call.items()?;
    let meter = call.meter().clone();
    for item in items.iter(&meter) {
        let item = item?;
        if keep(&item, call.scope)? {
            kept.push(item)?;
        }
    }
    kept.finish().map(Value::Array)
}

/// Returns the first element that `where` would keep.
pub(super) fn find<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::element)
}

/// Returns the index of the first element that `where` would keep.
pub(super) fn find_index<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::index)
}

/// Returns whether `where` would keep anything.
pub(super) fn has<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::exists)
}

/// The first element with a property, if any has it, and its index.
pub(super) struct First<'v>(Option<(usize, Value<'v>)>);

impl<'v> First<'v> {
    pub(super) fn element(self) -> Value<'v> {
        self.0.map_or(Value::Undefined, |(_, item)| item)
    }

    pub(super) fn index(self) -> Value<'v> {
        self.0.map_or(Value::Undefined, |(index, _)| Value::count(index))
    }

    pub(super) fn exists(self) -> Value<'v> {
        Value::Bool(self.0.is_some())
    }
}

/// Returns the first element that `wanted` accepts.
pub(super) fn first<'v>(call: Call<'_, 'v>, wanted: Test<'_, 'v>) -> Result<First<'v>, Error> {
    let items = call.items()?;
    let meter = call.meter().clone();
    for (index, item) in items.iter(&meter).enumerate() {
        let item = item?;
        if wanted(&item, call.scope)? {
            return Ok(First(Some((index, item))));
        }
    }
    Ok(First(None))
}

/// A path and perhaps the value to be found there.
struct Condition<'v> {
    path: Property,
    wanted: Option<Value<'v>>,
}

impl<'v> Condition<'v> {
    fn new(call: &Call<'_, 'v>) -> Result<Self, Error> {
        Ok(Self {
            path: Property::new(call)?,
            wanted: call.given(1).cloned(),
        })
    }

    fn holds(&self, item: &Value<'v>, scope: &mut Scope<'v>) -> Result<bool, Error> {
        let found = self.path.of(item, scope)?;
        match &self.wanted {
            Some(wanted) => equal(&found, wanted, scope.meter()),
            None => Ok(found.is_truthy()),
        }
    }
}

/// The first argument as a path from each element.
struct Property {
    path: Option<Operand>,
    _memory: Memory,
}

impl Property {
    fn new(call: &Call<'_, '_>) -> Result<Self, Error> {
        let (path, memory) = call.parse(0, path)?;
        Ok(Self {
            path,
            _memory: memory,
        })
    }

    /// Returns the value at the path when the names are those of the item alone.
    fn of<'v>(&self, item: &Value<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
        match &self.path {
            Some(path) => scope.within(item.clone(), |scope| path.evaluate(scope)),
            None => Ok(Value::Undefined),
        }
    }
}

/// A path of names with dots between them.
pub(super) struct Names<'a> {
    names: Vec<&'a str>,
    _memory: Memory,
}

impl<'a> Names<'a> {
    /// Splits `path`, once for all elements.
    pub(super) fn new(path: &'a str, meter: &Meter) -> Result<Self, Error> {
        let names = || path.split('.');
        meter.charge(path.len() * 4)?;
        let memory = meter.hold(names().count() * size_of::<&str>() * 2)?;
        Ok(Self {
            names: names().collect(),
            _memory: memory,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().copied()
    }

    /// Returns the property at the end of the path.
    pub(super) fn of<'v>(&self, item: Value<'v>, meter: &Meter) -> Filtered<'v> {
        self.iter().try_fold(item, |value, name| {
            meter.charge(cost::STEP)?;
            value.property(name, meter)
        })
    }
}

/// Returns the property of each element.
pub(super) fn map<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let path = call.argument_text(0)?;
    let names = Names::new(&path, call.meter())?;
    let items = call.items()?;
    call.collect(items.iter(call.meter()).map(|item| names.of(item?, call.meter())))
}

/// Returns the sum of the elements or of a property of each.
pub(super) fn sum<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let meter = call.meter();
    let path = call.given(0).filter(|path| path.is_js_truthy());
    let path = path.map(|path| path.to_text(meter)).transpose()?;
    let names = path.as_ref().map(|path| Names::new(path, meter)).transpose()?;
    let mut total = 0.0;
    for item in call.items()?.iter(meter) {
        let addend = match &names {
            Some(names) => names.of(item?, meter)?,
            None => item?,
        };
        total += addend.to_number(meter)?;
    }
    Ok(Value::Number(total))
}

/// Groups the elements that have the same property, as `{name, items}`.
pub(super) fn group_by<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let path = Property::new(&call)?;
    grouped(call, &mut |item, scope| path.of(item, scope))
}

/// Groups elements by a key, in the order of their first elements.
#[allow(clippy::mutable_key_type)] // the address is the key of an array or object
pub(super) fn grouped<'v>(
    call: Call<'_, 'v>,
    key: &mut dyn FnMut(&Value<'v>, &mut Scope<'v>) -> Filtered<'v>,
) -> Filtered<'v> {
    let meter = call.meter().clone();
    let mut memory = meter.memory();
    let mut places = HashMap::new();
    let mut groups: Vec<(Value<'v>, ListBuilder<'v>)> = Vec::new();
    for item in call.value.to_elements(&meter)?.iter(&meter) {
        let item = item?;
        let name = key(&item, call.scope)?;
        let place = *places
            .entry(Identity::new(name.clone(), &meter)?)
            .or_insert(groups.len());
        if place == groups.len() {
            // An entry in each, and the room to grow.
            memory.grow(256)?;
            groups.push((name, call.list()?));
        }
        groups[place].1.push(item)?;
    }
    let mut list = call.list()?;
    for (name, items) in groups {
        list.push(Value::Object(Object::group(name, items, &meter)?))?;
    }
    list.finish().map(Value::Array)
}
