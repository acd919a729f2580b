//! The whole-workflow route: all steps, one after the other, without waiting for anything.

use crate::{
    engine::{self, Event, Request, Run, WorkflowDefinition},
    fault::{ErrorCode, Fault},
    json,
    workflow::AnyWorkflow,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Runs all steps for a body `{"to", "payload", "metadata"?}`: the answer's body, or why there is none.
///
/// A digest holds this one event, a delay is over at once, nothing is tried again. The workflow function runs once, up
/// to its last step.
pub(crate) async fn run_whole(
    workflow: &dyn AnyWorkflow,
    definition: &Arc<WorkflowDefinition>,
    body: &[u8],
) -> Result<Vec<u8>, Fault> {
    let run = Run::whole(Request::all_steps(definition, event(body)?)?);
    // Whatever fails after the payload was found right is a failure of the run.
    engine::ask(workflow, &run)
        .await
        .map_err(|fault| fault.with_status(500))?;
    let results = run.take_outputs();
    let payload = run.as_request().map(|request| &request.event.payload);
    let answer = Answer {
        workflow_id: &definition.id,
        status: "completed",
        steps_executed: results.len(),
        step_results: &results,
        payload,
    };
    // Maps with string keys and finite numbers can be written.
    Ok(serde_json::to_vec(&answer).unwrap_or_default())
}

/// The answer's body.
#[derive(Serialize)]
struct Answer<'a> {
    workflow_id: &'a str,
    status: &'a str,
    steps_executed: usize,
    step_results: &'a Map<String, Value>,
    payload: Option<&'a Value>,
}

/// Reads the body.
fn event(body: &[u8]) -> Result<Event, Fault> {
    let bad = |message: String| Fault::new(ErrorCode::ExecutionEventPayloadInvalidError, message);
    let body = json::read(body).map_err(|error| bad(format!("the body cannot be read as JSON: {error}")))?;
    let Value::Object(mut parts) = body else {
        return Err(bad("the body is not an object".into()));
    };
    let to = parts
        .swap_remove("to")
        .ok_or_else(|| bad("`to` is missing".into()))?;
    let subscriber = subscriber(to)?;
    if !matches!(parts.get("metadata"), None | Some(Value::Null | Value::Object(_))) {
        return Err(bad("`metadata` is not an object".into()));
    }
    let payload = parts
        .swap_remove("payload")
        .unwrap_or_else(|| Value::Object(Map::new()));
    Ok(Event {
        payload,
        subscriber: Some(Arc::new(subscriber)),
        ..Event::default()
    })
}

/// The subscriber that `to` names: an id, or a whole subscriber.
///
/// # Errors
///
/// It is neither.
pub(crate) fn subscriber(to: Value) -> Result<Value, Fault> {
    match to {
        Value::String(id) => Ok(json!({ "subscriberId": id })),
        Value::Object(_) => Ok(to),
        _ => Err(Fault::new(
            ErrorCode::ExecutionEventPayloadInvalidError,
            "`to` is neither a subscriber id nor a subscriber",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Digest, Email, NoControls, Registry, Sms, Unit, Workflow, WorkflowBuilder,
        bridge::testing::block_on,
    };
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn run(workflow: WorkflowBuilder<Value>, body: &str) -> Result<Value, Fault> {
        let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
        let answer = block_on(registry.run_local("w", body.as_bytes()))?;
        Ok(serde_json::from_slice(&answer).unwrap())
    }

    #[test]
    fn each_step_finds_what_the_earlier_ones_left() {
        let workflow = Workflow::builder("w", async |cx: Context<Value>| {
            let number: Value = cx
                .step
                .custom::<Value, NoControls, _, _>("number", || json!({ "n": 1 }))
                .await?;
            let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
            let rate = cx
                .step
                .http_request::<Value, NoControls, _, _>("rate", || json!({ "usd": 2 }))
                .await?;
            let schema = json!({
                "type": "object",
                "properties": { "s": { "type": "string", "default": "{{steps.batch.eventCount}}" } },
            });
            cx.step
                .email("mail", |controls: Value| {
                    let subject = controls["s"].as_str().unwrap_or_default();
                    Email::new(
                        subject,
                        format!("{} {} {}", number["n"], batch.events.len(), rate["usd"]),
                    )
                })
                .control_schema(schema)
                .await?;
            cx.step.sms("skipped", || Sms::new("Hi")).skip(|_| true).await?;
            Ok(())
        });
        let answer = run(workflow, r#"{"to":"ann","payload":{"a":1}}"#).unwrap();
        assert_eq!(
            answer,
            json!({
                "workflow_id": "w",
                "status": "completed",
                "steps_executed": 5,
                "step_results": {
                    "number": { "n": 1 },
                    "batch": { "amount": 1, "unit": "hours" },
                    "rate": { "usd": 2 },
                    "mail": { "subject": "1", "body": "1 1 2" },
                    "skipped": {},
                },
                "payload": { "a": 1 },
            })
        );
    }

    #[test]
    fn the_function_runs_once_and_only_to_its_last_step() {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        static ENDED: AtomicUsize = AtomicUsize::new(0);
        let workflow = Workflow::builder("w", async |cx: Context<Value>| {
            STARTED.fetch_add(1, Ordering::Relaxed);
            let (first, second) = (
                cx.step.sms("first", || Sms::new("Hi")),
                cx.step.sms("second", || Sms::new("Hi")),
            );
            let _ = first.await?;
            let _ = second.skip(|_| true).await?;
            ENDED.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
        let discovery = (STARTED.load(Ordering::Relaxed), ENDED.load(Ordering::Relaxed));
        block_on(registry.run_local("w", br#"{"to":"ann"}"#)).unwrap();
        assert_eq!(discovery, (1, 1));
        assert_eq!(
            (STARTED.load(Ordering::Relaxed), ENDED.load(Ordering::Relaxed)),
            (2, 1)
        );
    }

    #[test]
    fn what_is_not_reached_has_no_result() {
        let workflow = Workflow::builder("w", async |cx: Context<Value>| {
            cx.step.sms("first", || Sms::new("Hi")).await?;
            if cx.payload["stop"] != true {
                cx.step.sms("second", || Sms::new("Hi")).await?;
            }
            Ok(())
        });
        let answer = run(
            workflow,
            r#"{"to":{"subscriberId":"ann"},"payload":{"stop":true}}"#,
        )
        .unwrap();
        assert_eq!(
            (&answer["steps_executed"], &answer["step_results"]["second"]),
            (&json!(1), &Value::Null)
        );
    }

    #[test]
    fn failures_of_steps_are_those_of_the_server_and_the_rest_those_of_the_sender() {
        let workflow = || {
            Workflow::builder("w", async |cx: Context<Value>| {
                cx.step
                    .sms("text", || -> crate::Result<Sms> { Err("gone".into()) })
                    .await?;
                Ok(())
            })
        };
        assert_eq!(run(workflow(), r#"{"to":"ann"}"#).unwrap_err().status, 500);
        for body in [
            "",
            "[]",
            "{}",
            r#"{"to":1}"#,
            r#"{"to":"a","metadata":1}"#,
            r#"{"to":"a","payload":1}"#,
        ] {
            assert_eq!(run(workflow(), body).unwrap_err().status, 400, "{body}");
        }
    }
}
