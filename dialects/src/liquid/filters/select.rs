//! Filters that pick elements or properties: `where`, `reject`, `find…`, `has`, `map`, `sum`, `group_by`.

use super::{Arguments, Filtered};
use crate::liquid::{
    error::Error,
    expression::{Operand, path},
    scope::Scope,
    value::{Group, Identity, List, Value, equal},
};
use std::{collections::HashMap, rc::Rc};

/// The elements whose property is true or has a value.
pub(super) fn where_<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    kept(&value, scope, |item, scope| condition.holds(item, scope))
}

/// The elements that `where` leaves out.
pub(super) fn reject<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    kept(&value, scope, |item, scope| {
        condition.holds(item, scope).map(|holds| !holds)
    })
}

/// The elements that `keep` keeps.
pub(super) fn kept<'v>(
    value: &Value<'v>,
    scope: &mut Scope<'v>,
    mut keep: impl FnMut(&Value<'v>, &mut Scope<'v>) -> Result<bool, Error>,
) -> Filtered<'v> {
    let mut kept = Vec::new();
    for item in value.to_list().iter() {
        if keep(&item, scope)? {
            kept.push(item);
        }
    }
    List::new(kept).map(Value::List)
}

/// The first element that `where` would keep.
pub(super) fn find<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    first(&value, scope, |item, scope| condition.holds(item, scope)).map(First::element)
}

/// The index of the first element that `where` would keep.
pub(super) fn find_index<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    first(&value, scope, |item, scope| condition.holds(item, scope)).map(First::index)
}

/// Whether `where` would keep anything.
pub(super) fn has<'v>(value: Value<'v>, arguments: &Arguments<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    first(&value, scope, |item, scope| condition.holds(item, scope)).map(First::exists)
}

/// The first element with a property, if any has it, and its index.
pub(super) struct First<'v>(Option<(usize, Value<'v>)>);

impl<'v> First<'v> {
    pub(super) fn element(self) -> Value<'v> {
        self.0.map_or(Value::Undefined, |(_, item)| item)
    }

    pub(super) fn index(self) -> Value<'v> {
        self.0
            .map_or(Value::Undefined, |(index, _)| Value::Number(index as f64))
    }

    pub(super) fn exists(self) -> Value<'v> {
        Value::Bool(self.0.is_some())
    }
}

/// The first element that `wanted` accepts.
pub(super) fn first<'v>(
    value: &Value<'v>,
    scope: &mut Scope<'v>,
    mut wanted: impl FnMut(&Value<'v>, &mut Scope<'v>) -> Result<bool, Error>,
) -> Result<First<'v>, Error> {
    for (index, item) in value.to_list().iter().enumerate() {
        if wanted(&item, scope)? {
            return Ok(First(Some((index, item))));
        }
    }
    Ok(First(None))
}

/// A path and perhaps the value to be found there.
struct Condition<'v> {
    path: Option<Operand>,
    wanted: Option<Value<'v>>,
}

impl<'v> Condition<'v> {
    fn new(arguments: &Arguments<'v>) -> Result<Self, Error> {
        Ok(Self {
            path: path(&arguments.text(0))?,
            wanted: arguments.given(1).cloned(),
        })
    }

    fn holds(&self, item: &Value<'v>, scope: &mut Scope<'v>) -> Result<bool, Error> {
        let found = property_of(item, self.path.as_ref(), scope)?;
        Ok(match &self.wanted {
            Some(wanted) => equal(&found, wanted),
            None => found.is_truthy(),
        })
    }
}

/// What a path leads to when the item is all there is.
fn property_of<'v>(item: &Value<'v>, path: Option<&Operand>, scope: &mut Scope<'v>) -> Filtered<'v> {
    match path {
        Some(path) => scope.within(item.clone(), |scope| path.evaluate(scope)),
        None => Ok(Value::Undefined),
    }
}

/// The property of each element.
pub(super) fn map<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let path = arguments.text(0);
    let mapped = value.to_list().iter().map(|item| nested(&item, &path)).collect();
    List::new(mapped).map(Value::List)
}

/// The sum of the elements or of a property of each.
pub(super) fn sum<'v>(value: Value<'v>, arguments: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let path = arguments.given(0).filter(|path| path.is_js_truthy());
    let path = path.map(Value::to_text);
    let total = value
        .to_list()
        .iter()
        .map(|item| match &path {
            Some(path) => nested(&item, path).to_number(),
            None => item.to_number(),
        })
        .fold(0.0, |total, number| total + number);
    Ok(Value::Number(total))
}

/// The property at the end of a path of names.
pub(super) fn nested<'v>(item: &Value<'v>, path: &str) -> Value<'v> {
    path.split('.')
        .fold(item.clone(), |value, key| value.property(key))
}

/// The elements that have the same property, as `{name, items}`.
pub(super) fn group_by<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let path = path(&arguments.text(0))?;
    grouped(&value, scope, |item, scope| {
        property_of(item, path.as_ref(), scope)
    })
}

/// Groups elements by a key, in the order of their first elements.
#[allow(clippy::mutable_key_type)] // what changes is not part of the key
pub(super) fn grouped<'v>(
    value: &Value<'v>,
    scope: &mut Scope<'v>,
    mut key: impl FnMut(&Value<'v>, &mut Scope<'v>) -> Filtered<'v>,
) -> Filtered<'v> {
    let mut places = HashMap::new();
    let mut groups: Vec<(Value<'v>, Vec<Value<'v>>)> = Vec::new();
    for item in value.to_elements()?.iter() {
        let name = key(&item, scope)?;
        let place = *places.entry(Identity(name.clone())).or_insert(groups.len());
        if place == groups.len() {
            groups.push((name, Vec::new()));
        }
        groups[place].1.push(item);
    }
    // Each is a list of its own.
    scope.charge_work(groups.len() * 128)?;
    let groups = groups
        .into_iter()
        .map(|(name, items)| List::new(items).map(|items| Value::Group(Rc::new(Group { name, items }))))
        .collect::<Result<_, _>>()?;
    List::new(groups).map(Value::List)
}
