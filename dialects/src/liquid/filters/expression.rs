//! Filters that take an expression over each element: `where_exp`, `reject_exp`, `find_exp` …

use super::{Arguments, Filtered, select::grouped};
use crate::liquid::{
    cursor::Cursor,
    error::Error,
    filtered::Filtered as Expression,
    scope::Scope,
    value::{List, Value},
};
use std::sync::Arc;

/// An expression and the name it gives each element.
struct Condition {
    name: Arc<str>,
    expression: Expression,
}

impl Condition {
    fn new(arguments: &Arguments<'_>) -> Result<Self, Error> {
        Ok(Self {
            name: (&*arguments.text(0)).into(),
            expression: Expression::parse(&mut Cursor::new(&arguments.text(1)))?,
        })
    }

    fn value<'v>(&self, item: Value<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
        scope.charge_work(64)?;
        scope.nest()?;
        scope.enter(Arc::clone(&self.name), item);
        let value = self.expression.evaluate(scope);
        scope.leave(1);
        scope.unnest();
        value
    }
}

/// The elements for which the expression is exactly `true`.
pub(super) fn where_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    kept(&value, arguments, scope, true)
}

/// The elements for which the expression is exactly `false`.
pub(super) fn reject_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    kept(&value, arguments, scope, false)
}

fn kept<'v>(
    value: &Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
    wanted: bool,
) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    let mut kept = Vec::new();
    for item in value.to_list().iter() {
        if matches!(condition.value(item.clone(), scope)?, Value::Bool(verdict) if verdict == wanted) {
            kept.push(item);
        }
    }
    List::new(kept).map(Value::List)
}

/// The first element for which the expression is true in JavaScript's eyes.
pub(super) fn find_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let found = first_match(&value, arguments, scope)?;
    Ok(found.map_or(Value::Undefined, |(_, item)| item))
}

/// Where the element stands that `find_exp` gives.
pub(super) fn find_index_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let found = first_match(&value, arguments, scope)?;
    Ok(found.map_or(Value::Undefined, |(index, _)| Value::Number(index as f64)))
}

/// Whether `find_exp` gives anything.
pub(super) fn has_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    Ok(Value::Bool(first_match(&value, arguments, scope)?.is_some()))
}

fn first_match<'v>(
    value: &Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Result<Option<(usize, Value<'v>)>, Error> {
    let condition = Condition::new(arguments)?;
    for (index, item) in value.to_list().iter().enumerate() {
        if condition.value(item.clone(), scope)?.is_js_truthy() {
            return Ok(Some((index, item)));
        }
    }
    Ok(None)
}

/// The elements for which the expression has the same value, as `{name, items}`.
pub(super) fn group_by_exp<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    scope: &mut Scope<'v>,
) -> Filtered<'v> {
    let condition = Condition::new(arguments)?;
    grouped(&value, scope, |item, scope| condition.value(item.clone(), scope))
}
