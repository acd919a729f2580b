//! JSON Schema as the Novu platform reads it.
//!
//! A schema is compiled once, when the registry is built, into a [`Validator`] that is shared by every request.
//! Validation follows the reference SDK's validator (draft-07, defaults filled in, additional properties
//! removed) down to what a *losing* `anyOf` branch removes, because the platform's own outputs depend on it:
//! a rewrite into "validate, then apply defaults" gives other results. Section numbers in the comments are
//! those of the protocol's text on validation.
//!
//! - `meta`, `reference`, `compile`: from a `serde_json` value to a `program`
//! - `evaluate`, `format`, `pattern`, `equality`: the program against data
//! - `violation`, `error`: what is wrong with the data, what is wrong with the schema
//! - `derive`: schemas from Rust types
//! - `mock`: values that a schema accepts, for previews and discovery
//! - `wire`: the schemas of the built-in steps and providers, as data

mod compile;
mod derive;
mod equality;
mod error;
mod evaluate;
mod format;
mod meta;
mod mock;
mod pattern;
mod pointer;
mod program;
mod reference;
mod violation;
pub(crate) mod wire;

#[cfg(test)]
mod tests;

pub(crate) use derive::schema_of;
pub(crate) use error::SchemaError;
#[cfg(test)]
pub(crate) use error::SchemaErrorKind;
pub(crate) use mock::mock;
pub(crate) use violation::Violation;

use crate::json::Json;
use program::Program;
use serde_json::Value;

/// How deep a schema may nest; deeper ones are refused when they are compiled.
pub(crate) const MAX_SCHEMA_DEPTH: usize = 128;

/// A compiled schema: immutable, to be shared between threads.
#[derive(Debug)]
pub(crate) struct Validator {
    program: Program,
}

impl Validator {
    /// Compiles `schema`, patterns, references and formats included.
    ///
    /// # Errors
    ///
    /// When the root is none that the platform accepts (§2), or something inside is malformed (§9).
    pub(crate) fn compile(schema: &Value) -> Result<Self, SchemaError> {
        compile::compile(schema).map(|program| Self { program })
    }

    /// Checks `data`, filling in defaults and removing additional properties on the way.
    ///
    /// Of data that is valid and already complete nothing is allocated, `propertyNames` and long `uniqueItems`
    /// lists apart.
    ///
    /// # Errors
    ///
    /// The violations in the order found. `data` is then half edited and to be dropped.
    pub(crate) fn validate(&self, data: &mut Json) -> Result<(), Vec<Violation>> {
        evaluate::evaluate(&self.program, data)
    }

    /// Checks and edits a `serde_json` value as [`validate`](Self::validate) does, for what is no part of a request.
    ///
    /// # Errors
    ///
    /// As there; `data` is `null` then.
    pub(crate) fn validate_value(&self, data: &mut Value) -> Result<(), Vec<Violation>> {
        let mut json = Json::from(data.take());
        self.validate(&mut json)?;
        *data = json.into();
        Ok(())
    }
}
