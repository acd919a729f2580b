//! The outputs of steps whose output is a type of the user.
//!
//! They are distinct from `T` so that the resolver's return type determines `T`, also if it is JSON, which
//! may replace each output of this crate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The output of a [`custom`](crate::Steps::custom) step, whose resolver returns a `T`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Custom<T>(T);

/// The output of an [`http_request`](crate::Steps::http_request) step, whose resolver returns a `T`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HttpRequest<T>(T);
