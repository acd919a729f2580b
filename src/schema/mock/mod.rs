//! Mock values made from schemas, for previews and for running workflow functions at discovery (bridge.md §6.1).
//!
//! Same schema, same mock. The shape is the one of the reference: required members only, `[placeholder]` as text,
//! the `default` where there is one; where the reference draws at random the simplest value is taken. Unlike there
//! every mock validates if its schema can be satisfied at all (differences.md 16).
//!
//! A schema position is read as a [`conjunction`](conjunction::Conjunction) of schema objects, one branch of each
//! union among them. A [`Generator`] builds a value for it, simplest candidate first, with more or less effort:
//! usually the first candidate everywhere makes a valid mock. If not, every candidate is checked where it is made
//! and the next one tried. What cannot be satisfied even so is left out, and only that. The work is bounded
//! by a budget, the depth by a limit.

mod array;
mod checker;
mod conjunction;
mod document;
mod format;
mod generator;
mod number;
mod object;
mod pattern;
mod string;

#[cfg(test)]
mod tests;

use document::Document;
use generator::{Effort, Generator};
use serde_json::{Map, Value};

/// The text of mocked strings, and the name of mocked additional properties.
const PLACEHOLDER: &str = "[placeholder]";

/// A value that `schema` accepts, or the nearest thing to one.
pub(crate) fn mock(schema: &Value) -> Value {
    let document = Document::new(schema);
    let mut generator = Generator::new(&document);
    let quick = generator.root(Effort::Quick);
    match quick {
        Some(mock) if generator.accepts_root(schema, &mock) => mock,
        _ => {
            let careful = generator
                .root(Effort::Checked)
                .filter(|mock| generator.accepts_root(schema, mock));
            careful
                .or_else(|| generator.root(Effort::Salvage))
                .unwrap_or_else(|| Value::Object(Map::new()))
        }
    }
}
