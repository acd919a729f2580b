//! The API's answer to a trigger.

use super::{
    Client, answer,
    error::{Error, ErrorKind},
    transport::Transport,
};
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::future::Future;

/// The bytes that are escaped in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The API's answer to a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Triggered {
    /// Whether Novu accepted the event. If the answer does not contain it, every status but
    /// [`TriggerStatus::Error`] counts as accepted.
    pub acknowledged: bool,
    /// The status of the event.
    pub status: TriggerStatus,
    /// The id to cancel it with: the given one or else one of Novu's. Events that start nothing have none.
    pub transaction_id: Option<String>,
    /// The causes, if the status is [`TriggerStatus::Error`].
    pub errors: Vec<String>,
}

/// The status of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TriggerStatus {
    /// The workflow runs.
    Processed,
    /// The event is invalid. Only in a bulk trigger, whose other events run.
    Error,
    /// The workflow is switched off.
    TriggerNotActive,
    /// All steps of the workflow are switched off.
    NoWorkflowActiveSteps,
    /// The workflow has no steps.
    NoWorkflowSteps,
    /// The tenant does not exist.
    NoTenantFound,
    /// All recipients are invalid.
    InvalidRecipients,
    /// A status that this version of the crate does not know.
    Other(String),
}

impl Triggered {
    pub(super) fn read(answer: &Value) -> Result<Self, Error> {
        let status = answer.get("status").and_then(Value::as_str);
        let status = TriggerStatus::read(status.ok_or_else(|| answer::without("status"))?);
        let acknowledged = match answer.get("acknowledged") {
            None | Some(Value::Null) => status != TriggerStatus::Error,
            Some(said) => said.as_bool().ok_or_else(|| answer::without("acknowledged"))?,
        };
        let errors = answer.get("error").and_then(Value::as_array);
        Ok(Self {
            acknowledged,
            status,
            transaction_id: answer
                .get("transactionId")
                .and_then(Value::as_str)
                .map(str::to_owned),
            errors: errors
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        })
    }

    /// Cancels undelivered messages and returns whether there were any. Without a transaction id there are
    /// none.
    ///
    /// # Errors
    ///
    /// If the API cannot be reached or refuses.
    pub async fn cancel<S: Transport + Sync>(&self, client: &Client<S>) -> Result<bool, Error> {
        match &self.transaction_id {
            Some(id) => client.cancel(id).await,
            None => Ok(false),
        }
    }
}

impl<S: Transport> Client<S> {
    /// Cancels the undelivered messages of a trigger by its transaction id. Returns whether there were any.
    ///
    /// # Errors
    ///
    /// If the id is empty, `.` or `..`, or if the API cannot be reached or refuses.
    pub fn cancel(&self, transaction_id: &str) -> impl Future<Output = Result<bool, Error>> + Send + use<S> {
        let path = match transaction_id {
            // Proxies resolve dots to another path.
            "" | "." | ".." => None,
            id => Some(format!("/v1/events/trigger/{}", utf8_percent_encode(id, SEGMENT))),
        };
        let client = self.clone();
        async move {
            let path = path.ok_or_else(|| {
                Error::invalid_request("the transaction id to cancel is empty or only dots")
            })?;
            match client.ask(Method::DELETE, &path, None).await? {
                Value::Bool(cancelled) => Ok(cancelled),
                _ => Err(Error::new(
                    ErrorKind::Response,
                    "the answer of Novu's API to a cancellation is neither `true` nor `false`",
                )),
            }
        }
    }
}

impl TriggerStatus {
    fn read(text: &str) -> Self {
        match text {
            "processed" => Self::Processed,
            "error" => Self::Error,
            "trigger_not_active" => Self::TriggerNotActive,
            "no_workflow_active_steps_defined" => Self::NoWorkflowActiveSteps,
            "no_workflow_steps_defined" => Self::NoWorkflowSteps,
            "no_tenant_found" => Self::NoTenantFound,
            "invalid_recipients" => Self::InvalidRecipients,
            other => Self::Other(other.to_owned()),
        }
    }
}
