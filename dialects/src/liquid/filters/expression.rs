//! Filters that take an expression over each element: `where_exp`, `reject_exp`, `find_exp` …

use super::{
    Call, Filtered,
    select::{First, first, grouped, kept},
};
use crate::liquid::{
    error::Error,
    filtered::Filtered as Expression,
    meter::{Memory, cost},
    scope::Scope,
    value::Value,
};
use std::sync::Arc;

/// An expression and the name it gives each element.
struct Condition {
    name: Arc<str>,
    expression: Expression,
    _memory: Memory,
}

impl Condition {
    fn new(call: &Call<'_, '_>) -> Result<Self, Error> {
        let (expression, memory) = call.parse(1, Expression::parse)?;
        Ok(Self {
            name: (&*call.argument_text(0)?).into(),
            expression,
            _memory: memory,
        })
    }

    fn value<'v>(&self, item: &Value<'v>, scope: &mut Scope<'v>) -> Filtered<'v> {
        scope.meter().charge(cost::CALL)?;
        scope.nest()?;
        scope.enter(Arc::clone(&self.name), item.clone());
        let value = self.expression.evaluate(scope);
        scope.leave(1);
        scope.unnest();
        value
    }

    fn is<'v>(&self, verdict: bool, item: &Value<'v>, scope: &mut Scope<'v>) -> Result<bool, Error> {
        Ok(matches!(self.value(item, scope)?, Value::Bool(value) if value == verdict))
    }

    fn holds<'v>(&self, item: &Value<'v>, scope: &mut Scope<'v>) -> Result<bool, Error> {
        Ok(self.value(item, scope)?.is_js_truthy())
    }
}

/// Returns the elements for which the expression is exactly `true`.
pub(super) fn where_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    kept(call, &mut |item, scope| condition.is(true, item, scope))
}

/// Returns the elements for which the expression is exactly `false`.
pub(super) fn reject_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    kept(call, &mut |item, scope| condition.is(false, item, scope))
}

/// Returns the first element for which the expression is true in JavaScript's eyes.
pub(super) fn find_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::element)
}

/// Returns the index of the element that `find_exp` finds.
pub(super) fn find_index_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::index)
}

/// Returns whether `find_exp` finds anything.
pub(super) fn has_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    first(call, &mut |item, scope| condition.holds(item, scope)).map(First::exists)
}

/// Groups the elements for which the expression has the same value, as `{name, items}`.
pub(super) fn group_by_exp<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let condition = Condition::new(&call)?;
    grouped(call, &mut |item, scope| condition.value(item, scope))
}
