//! Errors in schemas.

use std::fmt;

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// Which of the two families of faults it is.
    pub kind: SchemaErrorKind,
    /// JSON pointer to the offending place in the schema.
    pub pointer: String,
    /// One clause that names the cause.
    pub cause: String,
}

/// The two moments at which the reference SDK refuses a schema. Both are errors of the registry's build here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaErrorKind {
    /// The root is not of an accepted form (§2); the reference refuses it at discovery.
    Root,
    /// Something in it is malformed or cannot be resolved (§9); the reference refuses it on first use.
    Fault,
}

impl SchemaError {
    /// Creates a fault at `pointer`.
    #[cold]
    pub fn fault(pointer: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            kind: SchemaErrorKind::Fault,
            pointer: pointer.into(),
            cause: cause.into(),
        }
    }

    /// Creates the error of a root that is not accepted.
    #[cold]
    pub fn root(cause: impl Into<String>) -> Self {
        Self {
            kind: SchemaErrorKind::Root,
            pointer: String::new(),
            cause: cause.into(),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "schema, at `#{}`: {}", self.pointer, self.cause)
    }
}

impl std::error::Error for SchemaError {}
