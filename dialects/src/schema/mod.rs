//! JSON Schema as the Novu platform reads it.
//!
//! A schema is compiled once, when the registry is built, into a [`Validator`] that is shared by every
//! request. Validation follows the reference SDK's validator (draft-07, defaults filled in, additional
//! properties removed) down to what a *losing* `anyOf` branch removes, because the platform's own outputs
//! depend on it: a rewrite into "validate, then apply defaults" gives other results. Section numbers in the
//! comments are those of `validation.md`.
//!
//! - `meta`, `reference`, `compile`: from a `serde_json` value to a `program`
//! - `evaluate`, `format`, `pattern`, `equality`: the program against data
//! - `violation`, `error`: what is wrong with the data, what is wrong with the schema
//! - `shape`, `defaults`: the properties and the defaults that a schema declares, for checks of templates
//! - `mock`: values that a schema accepts, for previews and discovery

mod compile;
mod defaults;
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
mod shape;
mod violation;

#[cfg(test)]
mod tests;

pub use defaults::{DefaultValue, defaults};
pub use error::{SchemaError, SchemaErrorKind};
pub use meta::accepts_all;
pub use mock::mock;
pub use shape::{Property, Shape};
pub use violation::Violation;

use crate::json::Json;
use program::{Program, ROOT};
use serde_json::Value;

/// How deep a schema may nest; deeper ones are refused when they are compiled.
pub const MAX_SCHEMA_DEPTH: usize = 128;

/// A compiled schema: immutable, to be shared between threads.
#[derive(Debug)]
pub struct Validator {
    program: Program,
}

impl Validator {
    /// Compiles `schema`, patterns, references and formats included.
    ///
    /// # Errors
    ///
    /// If the platform does not accept the root (§2), or if something inside is malformed (§9).
    pub fn compile(schema: &Value) -> Result<Self, SchemaError> {
        compile::compile(schema).map(|program| Self { program })
    }

    /// Checks `data`, filling in defaults and removing additional properties on the way.
    ///
    /// Of data that is valid and already complete nothing is allocated, `propertyNames` and long
    /// `uniqueItems` lists apart.
    ///
    /// # Errors
    ///
    /// The violations in the order found. `data` is then half edited and to be dropped.
    pub fn validate(&self, data: &mut Json) -> Result<(), Vec<Violation>> {
        evaluate::evaluate(&self.program, ROOT, data, &mut evaluate::Limits::default())
    }

    /// Checks and edits a `serde_json` value as [`validate`](Self::validate) does, for data outside of
    /// requests.
    ///
    /// # Errors
    ///
    /// Those of [`validate`](Self::validate); `data` is `null` then.
    pub fn validate_value(&self, data: &mut Value) -> Result<(), Vec<Violation>> {
        let mut json = Json::from(data.take());
        self.validate(&mut json)?;
        *data = json.into();
        Ok(())
    }
}
