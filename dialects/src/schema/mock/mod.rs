//! Mock values made from schemas, for previews and for running workflow functions at discovery (bridge.md
//! §6.1).
//!
//! Same schema, same mock. The shape is that of the reference: required members only, `[placeholder]` as
//! text, the `default` if there is one; where the reference draws at random, the simplest value is taken.
//! Unlike there every mock validates if its schema can be satisfied at all, as an object if that is possible
//! (differences.md 16).
//!
//! A schema position is read as a [`conjunction`](conjunction::Conjunction) of schemas, one branch of each
//! union among them. A [`Generator`] tries values for it, simplest first, and the validator judges each where
//! it is made. Parts that cannot be satisfied are left out, and only these. The work is bounded by a budget,
//! the depth by a limit. A mock is not cheap (the schema is compiled to check it) and never changes: keep it.

mod array;
mod conjunction;
mod format;
mod generator;
mod number;
mod object;
mod pattern;
mod string;

#[cfg(test)]
mod tests;

use generator::Generator;
use serde_json::{Map, Value, json};

/// The text of mocked strings, and the name of mocked additional properties.
const PLACEHOLDER: &str = "[placeholder]";

/// Returns a value that `schema` accepts, or the nearest thing to one.
pub fn mock(schema: &Value) -> Value {
    let object = json!({ "type": "object" });
    let mut generator = Generator::new(schema);
    generator
        .search(&[schema, &object])
        .or_else(|| generator.search(&[schema]))
        .or_else(|| generator.salvage(schema))
        .unwrap_or_else(|| Value::Object(Map::new()))
}

/// Returns the steps that the first search for a mock takes.
#[cfg(test)]
pub(super) fn steps(schema: &Value) -> u64 {
    let mut generator = Generator::new(schema);
    generator.search(&[schema]);
    generator::BUDGET - generator.budget().get()
}
