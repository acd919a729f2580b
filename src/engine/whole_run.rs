//! Runs all steps of a workflow, one after the other, without waiting for anything.

use super::{
    definition::WorkflowDefinition,
    drive::{WorkflowFunction, drive},
    event::{EventData, too_many_values},
    invocation::Invocation,
    pause::Pace,
    request::Request,
};
use crate::error::{ErrorCode, Fault};
use dialects::json::{self, Json, Object, ValueLimit};
use http::StatusCode;
use std::{sync::Arc, time::Instant};

/// The outcome of a whole run.
#[derive(Debug)]
pub(crate) struct WholeRun {
    /// The outputs of all steps by their ids.
    pub(crate) outputs: Object,
    /// The validated payload.
    pub(crate) payload: Json,
    /// The failure of a step whose error the workflow function has ignored.
    pub(crate) ignored: Option<Box<Fault>>,
}

/// Runs all steps for a body `{"to", "payload", "metadata"?}`.
///
/// A digest holds this one event, a delay takes no time, nothing is retried. The workflow function runs once,
/// up to its last step. Dropping the future cancels it.
pub(crate) async fn whole_run(
    function: &dyn WorkflowFunction,
    definition: &Arc<WorkflowDefinition>,
    body: &[u8],
    limit: ValueLimit,
    deadline: Option<Instant>,
) -> Result<WholeRun, Fault> {
    let pace = Pace::of(body.len());
    let request = Request::all_steps(definition, event(body, limit)?);
    pace.pause().await;
    let run = Invocation::whole(request.checked()?.until(deadline).at(pace));
    pace.pause().await;
    // Once the payload is valid, every failure is one of the run.
    let outcome = drive(function, &run).await.map_err(|fault| match fault.status {
        StatusCode::GATEWAY_TIMEOUT => fault,
        _ => fault.with_status(StatusCode::INTERNAL_SERVER_ERROR),
    })?;
    Ok(WholeRun {
        ignored: run.take_failure().filter(|_| outcome.is_none()),
        outputs: run.take_outputs(),
        payload: Invocation::into_event(run).payload,
    })
}

fn event(body: &[u8], limit: ValueLimit) -> Result<EventData, Fault> {
    let (mut to, mut payload, mut metadata) = (None, None, Json::Null);
    let is_object = json::read_members(
        body,
        limit,
        &["to", "payload", "metadata"],
        |name, value| match name {
            "to" => to = Some(value),
            "payload" => payload = Some(value),
            _ => metadata = value,
        },
    )
    .map_err(|error| {
        too_many_values(&error)
            .unwrap_or_else(|| invalid(format!("the body cannot be read as JSON: {error}")))
    })?;
    if !is_object {
        return Err(invalid("the body is not an object"));
    }
    let subscriber = subscriber_of(to.ok_or_else(|| invalid("`to` is missing"))?)?;
    if !matches!(metadata, Json::Null | Json::Object(_)) {
        return Err(invalid("`metadata` is not an object"));
    }
    Ok(EventData {
        payload: payload.unwrap_or(Json::empty_object()),
        subscriber: Some(Arc::new(subscriber)),
        ..EventData::default()
    })
}

/// Returns the subscriber that `to` names: an id, or a whole subscriber.
///
/// # Errors
///
/// `to` is neither a string nor an object.
pub(crate) fn subscriber_of(to: Json) -> Result<Json, Fault> {
    match to {
        Json::String(_) => Ok(Json::object([("subscriberId", to)])),
        Json::Object(_) => Ok(to),
        _ => Err(invalid("`to` is neither a subscriber id nor a subscriber")),
    }
}

#[cold]
fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message)
}
