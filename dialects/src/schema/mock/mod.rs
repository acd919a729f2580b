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
//! by a budget, the depth by a limit. A mock is not cheap (the schema is compiled to check it) and never changes:
//! keep it.

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

use super::Validator;
use checker::verdict;
use document::Document;
use generator::{Effort, Generator};
use serde_json::{Map, Value, json};

/// The text of mocked strings, and the name of mocked additional properties.
const PLACEHOLDER: &str = "[placeholder]";

/// A value that `schema` accepts, or the nearest thing to one.
pub fn mock(schema: &Value) -> Value {
    let whole = Validator::compile(schema).or_else(|_| Validator::compile(&json!({ "allOf": [schema] })));
    // A schema that does not compile, or that the validator gives up on, leaves nothing to check.
    let accepted = |mock: &Value| {
        whole
            .as_ref()
            .map_or(true, |whole| verdict(whole, mock) != Some(false))
    };
    let document = Document::new(schema);
    let mut generator = Generator::new(&document);
    if let Some(mock) = generator.root(Effort::Quick).filter(accepted) {
        return mock;
    }
    // A schema too large for the quick search is too large for the others.
    let mock = match generator.budget() {
        0 => None,
        _ => generator
            .root(Effort::Checked)
            .filter(accepted)
            .or_else(|| generator.root(Effort::Salvage)),
    };
    mock.unwrap_or_else(|| Value::Object(Map::new()))
}
