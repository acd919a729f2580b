//! A cron expression on its way from a resolver to the response.

use super::{Cron, CronError};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use std::borrow::Cow;

/// A cron expression from a resolver. An invalid one cannot be serialised, so that it becomes the resolver's
/// error.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::step) struct Given(Result<Cron, CronError>);

impl Given {
    pub(in crate::step) fn new(expression: impl TryInto<Cron, Error: Into<CronError>>) -> Self {
        Self(expression.try_into().map_err(Into::into))
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(cron) => cron.serialize(serializer),
            Err(error) => Err(ser::Error::custom(error)),
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl JsonSchema for Given {
    fn schema_name() -> Cow<'static, str> {
        Cron::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Cron::json_schema(generator)
    }
}
