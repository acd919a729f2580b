//! The payloads of triggers.

use super::Workflow;
use dialects::schema::{SchemaError, Violation};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{error::Error, fmt};

/// The reason why a payload does not start a workflow.
#[derive(Debug)]
pub(crate) enum PayloadError {
    /// The payload cannot be written as JSON.
    Unserializable(serde_json::Error),
    /// The schema of the workflow is invalid.
    Schema { workflow: String, error: SchemaError },
    /// The payload does not match the schema.
    Invalid {
        workflow: String,
        violations: Vec<Violation>,
    },
}

impl<P: Serialize> Workflow<P> {
    /// Validates a payload, which adds defaults and removes members that a closed schema does not have.
    pub(crate) fn checked_payload(&self, payload: &P) -> Result<Value, PayloadError> {
        let workflow = || self.id().to_owned();
        let validator = self
            .payload_validator()
            .as_ref()
            .map_err(|error| PayloadError::Schema {
                workflow: workflow(),
                error: error.clone(),
            })?;
        let mut payload = payload_of(payload).map_err(PayloadError::Unserializable)?;
        validator
            .validate_value(&mut payload)
            .map_err(|violations| PayloadError::Invalid {
                workflow: workflow(),
                violations,
            })?;
        Ok(payload)
    }
}

/// Serialises a payload; `null` becomes `{}`, like in the reference (`bridge.md` §9.1).
pub(crate) fn payload_of(payload: &impl Serialize) -> Result<Value, serde_json::Error> {
    let payload = serde_json::to_value(payload)?;
    Ok(if payload.is_null() {
        Map::new().into()
    } else {
        payload
    })
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unserializable(_) => f.write_str("the event cannot be serialised as JSON"),
            Self::Schema { workflow, .. } => {
                write!(f, "the payload schema of workflow `{workflow}` is invalid")
            }
            Self::Invalid { workflow, violations } => {
                write!(f, "the payload of workflow `{workflow}` is invalid")?;
                violations.first().map_or(Ok(()), |first| {
                    let path = if first.path.is_empty() { "/" } else { &first.path };
                    write!(f, ": {path} {}", first.message)
                })
            }
        }
    }
}

impl Error for PayloadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unserializable(error) => Some(error),
            Self::Schema { error, .. } => Some(error),
            Self::Invalid { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dialects::schema::Validator;
    use serde_json::json;

    #[test]
    fn errors_of_payloads_have_their_cause_as_source() {
        let workflow = || "w".to_owned();
        let unserializable = serde_json::from_str::<Value>("{").unwrap_err();
        let schema = Validator::compile(&json!({ "type": "text" })).unwrap_err();
        let error = schema.clone();
        for (error, message, source) in [
            (
                PayloadError::Unserializable(unserializable),
                "the event cannot be serialised as JSON",
                Some("EOF while parsing an object at line 1 column 1".to_owned()),
            ),
            (
                PayloadError::Schema {
                    workflow: workflow(),
                    error,
                },
                "the payload schema of workflow `w` is invalid",
                Some(schema.to_string()),
            ),
            (
                PayloadError::Invalid {
                    workflow: workflow(),
                    violations: Vec::new(),
                },
                "the payload of workflow `w` is invalid",
                None,
            ),
        ] {
            assert_eq!(error.to_string(), message);
            assert_eq!(error.source().map(ToString::to_string), source);
        }
    }
}
