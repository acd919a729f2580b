//! What `for` and `tablerow` have in common: `name in collection` and the modifiers.

use crate::liquid::{
    cursor::Cursor,
    error::Error,
    expression::{Operand, operand},
    scope::Scope,
    value::{Text, Value},
};
use std::sync::Arc;

/// The arguments of a loop tag.
#[derive(Debug)]
pub(super) struct LoopHead {
    /// The name that elements get.
    pub(super) variable: Arc<str>,
    /// What is gone through.
    pub(super) collection: Operand,
    /// Variable and collection as written; `offset: continue` finds its loop by it.
    pub(super) key: Arc<str>,
    /// Modifiers as written; one without a value means `true`.
    modifiers: Vec<(Box<str>, Option<Operand>)>,
}

impl LoopHead {
    pub(super) fn parse(mut cursor: Cursor<'_>) -> Result<Self, Error> {
        let malformed = || Error::parse("expected `name in collection`");
        let variable = cursor.word();
        cursor.skip_blank();
        if variable.is_empty() || cursor.word() != "in" {
            return Err(malformed());
        }
        cursor.skip_blank();
        let start = cursor.position();
        let collection = operand(&mut cursor)?.ok_or_else(malformed)?;
        let key = format!("{variable}-{}", cursor.since(start));
        let mut modifiers = Vec::new();
        loop {
            cursor.skip_blank();
            if cursor.eat(b',') {
                cursor.skip_blank();
            }
            let name = cursor.word();
            if name.is_empty() {
                break;
            }
            cursor.skip_blank();
            let value = if cursor.eat(b':') {
                operand(&mut cursor)?
            } else {
                None
            };
            modifiers.push((name.into(), value));
        }
        Ok(Self {
            variable: variable.into(),
            collection,
            key: key.into(),
            modifiers,
        })
    }

    /// The values of the modifiers. The name `continue` is where the last such loop stopped.
    pub(super) fn modifiers<'v>(&self, scope: &mut Scope<'v>) -> Result<Modifiers<'v>, Error> {
        if self.modifiers.is_empty() {
            return Ok(Modifiers(Vec::new()));
        }
        // Before the first such loop the reference has an object there, which is no position at all.
        let stopped = scope.positions.get(&self.key).cloned();
        let stopped = stopped.unwrap_or(Value::Text(Text::Borrowed("[object Object]")));
        scope.enter("continue".into(), stopped);
        let values = self
            .modifiers
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Some(operand) => operand.evaluate(scope)?,
                    None => Value::Bool(true),
                };
                Ok((name.clone(), value))
            })
            .collect::<Result<_, _>>();
        scope.leave(1);
        values.map(Modifiers)
    }
}

/// Modifiers with their values.
#[derive(Debug)]
pub(super) struct Modifiers<'v>(Vec<(Box<str>, Value<'v>)>);

impl<'v> Modifiers<'v> {
    /// The value of `name`, unless it is missing or undefined.
    pub(super) fn get(&self, name: &str) -> Option<Value<'v>> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| &**known == name)
            .map(|(_, value)| value.clone())
            .filter(|value| !matches!(value, Value::Undefined))
    }
}
