//! The variables and filters that a template refers to, found without rendering it.

use super::{
    expression::{Expression, Key as Written, Operand, Path, Root, Step},
    filtered::Filtered,
    filters::{self, Outcome},
};
use std::sync::Arc;

/// The variables and filters that a template refers to.
///
/// Names are resolved as far as that is certain: the variable of a loop is an element of its collection. What
/// depends on data, such as `payload[key]` or the result of most filters, is left out.
#[derive(Debug, Default)]
pub struct References {
    /// The variables that are read, in the order of the template; one may be there several times.
    pub variables: Vec<Variable>,
    /// The names that the template gives a value itself, by `assign`, `capture` and counters.
    pub assigned: Vec<Assigned>,
    /// The filters as written, unknown ones included.
    pub filters: Vec<Box<str>>,
    /// Whether the text around outputs and tags has HTML tags.
    pub has_markup: bool,
}

/// A variable that a template reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Where it starts, and the properties from there.
    pub place: Place,
    /// Whether an output prints it, if it is a text, without escaping it for HTML.
    pub is_printed: bool,
}

/// A name that a template gives a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The name.
    pub name: Box<str>,
    /// The variable whose value it gets, if it gets one unchanged.
    pub value: Option<Place>,
}

/// A name and the properties to follow from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name, which is not that of a loop's variable.
    pub name: Box<str>,
    /// The properties, from the left.
    pub keys: Vec<Key>,
}

/// A property of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A property whose name is known.
    Name(Box<str>),
    /// Any element, or any property.
    Any,
}

impl Place {
    pub(super) fn then(&self, keys: impl IntoIterator<Item = Key>) -> Self {
        let mut place = self.clone();
        place.keys.extend(keys);
        place
    }
}

/// Walks a template in the order in which it is rendered.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) found: References,
    /// Names with a meaning of their own here, the innermost last, and the place of their value if it is
    /// known.
    scopes: Vec<(Arc<str>, Option<Place>)>,
}

impl Survey {
    /// Notes verbatim text.
    pub(super) fn text(&mut self, text: &str) {
        let is_tag = |rest: &[u8]| matches!(rest.get(1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!'));
        let bytes = text.as_bytes();
        self.found.has_markup |= memchr::memchr_iter(b'<', bytes).any(|at| is_tag(&bytes[at..]));
    }

    /// Notes a name that is given a value.
    pub(super) fn assign(&mut self, name: &str, value: Option<Place>) {
        self.found.assigned.push(Assigned {
            name: name.into(),
            value,
        });
    }

    /// Walks a part in which names have a meaning of their own.
    pub(super) fn within<const N: usize>(
        &mut self,
        names: [(Arc<str>, Option<Place>); N],
        walk: impl FnOnce(&mut Self),
    ) {
        let outer = self.scopes.len();
        self.scopes.extend(names);
        walk(self);
        self.scopes.truncate(outer);
    }

    /// Notes an operand that is read, and returns its place if it is known.
    pub(super) fn operand(&mut self, operand: &Operand) -> Option<Place> {
        match operand {
            Operand::Name(name) => {
                let place = self.place(name, Vec::new());
                self.note(place.as_ref());
                place
            }
            Operand::Path(path) => self.path(path),
            Operand::Range(ends) => {
                self.operand(&ends.0);
                self.operand(&ends.1);
                None
            }
            Operand::Bool(_)
            | Operand::Nil
            | Operand::Empty
            | Operand::Blank
            | Operand::Text(_)
            | Operand::Number(_) => None,
        }
    }

    fn path(&mut self, path: &Path) -> Option<Place> {
        let keys = path.keys.iter().map(|key| self.key(key)).collect();
        let place = match &path.root {
            Root::Name(name) => self.place(name, keys),
            Root::Computed(Operand::Text(name)) => self.place(name, keys),
            Root::Computed(operand) | Root::Value(operand) => {
                self.operand(operand);
                None
            }
        };
        self.note(place.as_ref());
        place
    }

    fn key(&mut self, key: &Written) -> Key {
        match key {
            Written::Name(name) => Key::Name(name.clone()),
            Written::Computed(Operand::Text(name)) => Key::Name((&**name).into()),
            Written::Computed(operand) => {
                self.operand(operand);
                Key::Any
            }
        }
    }

    /// Returns the place of a name with these properties, unless it depends on data.
    fn place(&self, name: &str, keys: Vec<Key>) -> Option<Place> {
        match self.scopes.iter().rev().find(|(known, _)| **known == *name) {
            Some((_, place)) => place.as_ref().map(|place| place.then(keys)),
            None => Some(Place {
                name: name.into(),
                keys,
            }),
        }
    }

    fn note(&mut self, place: Option<&Place>) {
        self.found.variables.extend(place.map(|place| Variable {
            place: place.clone(),
            is_printed: false,
        }));
    }

    /// Notes all operands of an expression, and returns the place of its value if it is known.
    pub(super) fn expression(&mut self, expression: &Expression) -> Option<Place> {
        match expression {
            Expression::Operand(operand) => self.operand(operand),
            Expression::Postfix(steps) => match &**steps {
                [Step::Operand(operand)] => self.operand(operand),
                steps => {
                    for step in steps {
                        if let Step::Operand(operand) = step {
                            self.operand(operand);
                        }
                    }
                    None
                }
            },
        }
    }

    /// Notes that an output prints the variable at this place.
    pub(super) fn print(&mut self, place: Place) {
        self.found.variables.push(Variable {
            place,
            is_printed: true,
        });
    }

    /// Follows a value through a filter.
    pub(super) fn filter(&mut self, name: &str, arguments: &[Option<&Operand>], value: Flow) -> Flow {
        self.found.filters.push(name.into());
        for argument in arguments.iter().flatten() {
            self.operand(argument);
        }
        let text = |index: usize| match arguments.get(index) {
            Some(Some(Operand::Text(text))) => Some(&**text),
            _ => None,
        };
        let effect = filters::effect(name);
        let element = value.place.as_ref().map(|place| place.then([Key::Any]));
        let mut property = None;
        if let Some(keys) = effect.property.and_then(text).and_then(keys) {
            property = element.as_ref().map(|element| element.then(keys));
            self.note(property.as_ref());
        }
        if let (true, Some(variable), Some(condition)) = (effect.has_condition, text(0), text(1))
            && let Some(condition) = Filtered::parse_condition(condition)
        {
            self.within([(variable.into(), element.clone())], |survey| {
                condition.survey(survey);
            });
        }
        match effect.outcome {
            Outcome::Same => value,
            Outcome::Element => Flow {
                place: element.clone(),
                text_of: element,
            },
            Outcome::Text => Flow {
                place: None,
                text_of: property.or(value.text_of),
            },
            Outcome::Other => Flow::default(),
        }
    }
}

/// A value on its way through filters.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The place where it is, if it is known.
    pub(super) place: Option<Place>,
    /// The place whose text is in it as it was.
    pub(super) text_of: Option<Place>,
}

/// Returns the properties that a dotted path names.
fn keys(path: &str) -> Option<Vec<Key>> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    path.split('.')
        .map(|name| is_name(name).then(|| Key::Name(name.into())))
        .collect()
}
