//! Expressions: operands, paths and operators (liquid.md §5).

mod operand;
mod parse;

pub(super) use operand::{Key, Operand, Path, Root};
pub(super) use parse::{expression, operand, path, quoted};

use super::{
    error::Error,
    meter::{Meter, cost},
    scope::Scope,
    value::{Value, contains, equal, less},
};
use std::cmp::Ordering;

/// Operands and operators, ready to be evaluated.
#[derive(Debug)]
pub(super) enum Expression {
    /// By far the most frequent kind.
    Operand(Operand),
    /// Operators after their operands.
    Postfix(Box<[Step]>),
}

/// One step of a postfix expression.
#[derive(Debug)]
pub(super) enum Step {
    /// Puts a value on the stack.
    Operand(Operand),
    /// Takes values from the stack and puts one back.
    Operator(Operator),
}

/// Combines operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Contains,
    Not,
    And,
    Or,
}

impl Operator {
    /// Returns how tightly it binds.
    fn level(self) -> u8 {
        match self {
            Self::And | Self::Or => 0,
            Self::Not => 1,
            _ => 2,
        }
    }
}

impl Expression {
    /// Evaluates under `scope`.
    pub(super) fn evaluate<'v>(&self, scope: &Scope<'v>) -> Result<Value<'v>, Error> {
        match self {
            Self::Operand(operand) => operand.evaluate(scope),
            Self::Postfix(steps) => evaluate_postfix(steps, scope),
        }
    }
}

/// Evaluates the steps. Missing operands are undefined; the first of surplus ones is the value.
fn evaluate_postfix<'v>(steps: &[Step], scope: &Scope<'v>) -> Result<Value<'v>, Error> {
    let meter = scope.meter();
    let _memory = meter.hold(steps.len() * size_of::<Value<'_>>())?;
    let mut stack: Vec<Value<'v>> = Vec::with_capacity(4);
    for step in steps {
        let value = match step {
            Step::Operand(operand) => operand.evaluate(scope)?,
            Step::Operator(operator) => {
                meter.charge(cost::STEP)?;
                let right = stack.pop().unwrap_or(Value::Undefined);
                let left = match operator {
                    Operator::Not => Value::Undefined,
                    _ => stack.pop().unwrap_or(Value::Undefined),
                };
                Value::Bool(apply(*operator, &left, &right, meter)?)
            }
        };
        stack.push(value);
    }
    Ok(stack.into_iter().next().unwrap_or(Value::Undefined))
}

/// Returns the truth of `left operator right`.
fn apply(operator: Operator, left: &Value<'_>, right: &Value<'_>, meter: &Meter) -> Result<bool, Error> {
    match operator {
        Operator::Equal => equal(left, right, meter),
        Operator::NotEqual => equal(left, right, meter).map(|equal| !equal),
        Operator::Greater => less(left, right, Ordering::is_gt, meter),
        Operator::Less => less(left, right, Ordering::is_lt, meter),
        Operator::GreaterOrEqual => less(left, right, Ordering::is_ge, meter),
        Operator::LessOrEqual => less(left, right, Ordering::is_le, meter),
        Operator::Contains => contains(left, right, meter),
        Operator::Not => Ok(!right.is_truthy()),
        Operator::And => Ok(left.is_truthy() && right.is_truthy()),
        Operator::Or => Ok(left.is_truthy() || right.is_truthy()),
    }
}
