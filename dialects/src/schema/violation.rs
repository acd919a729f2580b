//! Errors in data.

use serde::Serialize;

/// One entry of a refusal's `data`. On the wire it is `{"path", "message"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// JSON pointer to the offending value (§8).
    pub path: String,
    /// The keyword that refused it; `false schema` for the schema `false`, `limit` and
    /// `endless` if the data could not be checked.
    #[serde(skip)]
    pub keyword: &'static str,
    /// One lower-case clause of our own wording.
    pub message: String,
}

impl Violation {
    /// Returns how many bytes its text has.
    pub(super) fn size(&self) -> usize {
        self.path.len() + self.message.len()
    }

    /// Reports that the schema's defaults or references never end for this data, which is not the sender's
    /// fault.
    #[cold]
    pub(super) fn endless() -> Self {
        Self {
            path: String::new(),
            keyword: "endless",
            message: "a default or a `$ref` of its schema leads back to itself".to_owned(),
        }
    }

    /// Returns whether the schema is at fault, not the data.
    pub fn is_endless(&self) -> bool {
        self.keyword == "endless"
    }

    /// Creates the refusal of data that is too deep or too tangled for its schema to be checked at all.
    #[cold]
    pub fn limit() -> Self {
        Self {
            path: String::new(),
            keyword: "limit",
            message: "nested too deeply to be checked against its schema".to_owned(),
        }
    }
}
