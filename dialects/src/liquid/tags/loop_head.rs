//! The part that `for` and `tablerow` share: `name in collection`, the modifiers, and the turns.

use crate::liquid::{
    cursor::Cursor,
    error::Error,
    expression::{Operand, operand},
    references::{Key, Survey},
    scope::Scope,
    value::{Array, Loop, Value},
};
use std::{cell::Cell, rc::Rc, sync::Arc};

/// The arguments of a loop tag.
#[derive(Debug)]
pub(super) struct LoopHead {
    /// The name of the loop's state.
    state: Arc<str>,
    /// The name of the element.
    variable: Arc<str>,
    pub(super) collection: Operand,
    /// Variable and collection as written; `offset: continue` finds its loop by it.
    pub(super) key: Arc<str>,
    /// Modifiers as written; one without a value means `true`.
    modifiers: Vec<(Box<str>, Option<Operand>)>,
}

impl LoopHead {
    pub(super) fn parse(state: &str, mut cursor: Cursor<'_>) -> Result<Self, Error> {
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
            state: state.into(),
            variable: variable.into(),
            collection,
            key: key.into(),
            modifiers,
        })
    }

    /// Walks the head, and the body with names for the element and the state.
    pub(super) fn survey(&self, survey: &mut Survey, body: impl FnOnce(&mut Survey)) {
        let collection = survey.operand(&self.collection);
        survey.within([("continue".into(), None)], |survey| {
            for value in self.modifiers.iter().filter_map(|(_, value)| value.as_ref()) {
                survey.operand(value);
            }
        });
        let element = collection.map(|collection| collection.then([Key::Any]));
        let names = [
            (Arc::clone(&self.state), None),
            (Arc::clone(&self.variable), element),
        ];
        survey.within(names, body);
    }

    /// Evaluates the modifiers. The name `continue` is the position at which the last such loop stopped.
    pub(super) fn modifiers<'v>(&self, scope: &mut Scope<'v>) -> Result<Modifiers<'_, 'v>, Error> {
        if self.modifiers.is_empty() {
            return Ok(Modifiers(Vec::new()));
        }
        // Before the first such loop the reference has an object there, not a position.
        let stopped = scope.position(&self.key)?;
        let stopped = stopped.unwrap_or(Value::borrowed("[object Object]"));
        scope.enter("continue".into(), stopped);
        let values = self
            .modifiers
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Some(operand) => operand.evaluate(scope)?,
                    None => Value::Bool(true),
                };
                Ok((&**name, value))
            })
            .collect::<Result<_, _>>();
        scope.leave(1);
        values.map(Modifiers)
    }

    /// Calls `turn` for the elements in `window` until it returns `false`, with names for the element and the
    /// state.
    pub(super) fn run<'v>(
        &self,
        items: &Array<'v>,
        window: Window,
        scope: &mut Scope<'v>,
        mut turn: impl FnMut(&Loop, &mut Scope<'v>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let state = Rc::new(Loop {
            index: Cell::new(0),
            length: window.length,
            name: Arc::clone(&self.key),
            columns: window.columns,
        });
        scope.enter(Arc::clone(&self.state), Value::Object(Rc::clone(&state).into()));
        scope.enter(Arc::clone(&self.variable), Value::Undefined);
        for index in 0..window.length {
            let place = if window.reversed {
                window.length - 1 - index
            } else {
                index
            };
            let item = items.get(window.first + place, scope.meter())?;
            scope.next_turn(item)?;
            state.index.set(index);
            if !turn(&state, scope)? {
                break;
            }
        }
        scope.leave(2);
        Ok(())
    }
}

/// The elements that a loop goes through, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) first: usize,
    pub(super) length: usize,
    pub(super) reversed: bool,
    /// The columns of a `tablerow`.
    pub(super) columns: Option<f64>,
}

/// Modifiers with their values.
#[derive(Debug)]
pub(super) struct Modifiers<'h, 'v>(Vec<(&'h str, Value<'v>)>);

impl<'v> Modifiers<'_, 'v> {
    /// Returns the value of `name`, unless it is missing or undefined.
    pub(super) fn get(&self, name: &str) -> Option<Value<'v>> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
            .filter(|value| !matches!(value, Value::Undefined))
    }

    /// Returns the offset to calculate with.
    pub(super) fn offset(&self) -> Value<'v> {
        self.get("offset")
            .filter(Value::is_js_truthy)
            .unwrap_or(Value::Number(0.0))
    }
}
