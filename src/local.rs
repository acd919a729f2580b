//! The whole-workflow route: all steps, one after the other, without waiting for anything.

use crate::{
    engine::{self, Event, Request, Run, WorkflowDefinition},
    error::{ErrorCode, Fault},
    workflow::AnyWorkflow,
};
use dialects::json::{self, Json};
use http::StatusCode;
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
        .map_err(|fault| fault.with_status(StatusCode::INTERNAL_SERVER_ERROR))?;
    let results = run.take_outputs();
    let mut out = String::with_capacity(1024 + 2 * body.len());
    out.push_str(r#"{"workflow_id":"#);
    json::push_string(&mut out, &definition.id);
    out.push_str(r#","status":"completed","steps_executed":"#);
    json::push_f64(&mut out, results.len() as f64);
    out.push_str(r#","step_results":"#);
    json::stringify_object(&mut out, &results);
    out.push_str(r#","payload":"#);
    json::stringify(
        &mut out,
        run.as_request()
            .map_or(&Json::Null, |request| &request.event.payload),
    );
    out.push('}');
    Ok(out.into_bytes())
}

/// Reads the body.
fn event(body: &[u8]) -> Result<Event, Fault> {
    let bad = |message: String| Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message);
    let body = json::read(body).map_err(|error| bad(format!("the body cannot be read as JSON: {error}")))?;
    let Json::Object(mut parts) = body else {
        return Err(bad("the body is not an object".into()));
    };
    let to = parts.remove("to").ok_or_else(|| bad("`to` is missing".into()))?;
    let subscriber = subscriber(to)?;
    if !matches!(parts.get("metadata"), None | Some(Json::Null | Json::Object(_))) {
        return Err(bad("`metadata` is not an object".into()));
    }
    let payload = parts.remove("payload").unwrap_or(Json::empty_object());
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
pub(crate) fn subscriber(to: Json) -> Result<Json, Fault> {
    match to {
        Json::String(_) => Ok(Json::object([("subscriberId", to)])),
        Json::Object(_) => Ok(to),
        _ => Err(Fault::new(
            ErrorCode::ExecutionEventPayloadInvalid,
            "`to` is neither a subscriber id nor a subscriber",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Digest, Email, Registry, Sms, Unit, Workflow, WorkflowBuilder, bridge::testing::block_on,
    };
    use serde_json::{Value, json};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn run(workflow: WorkflowBuilder<Value>, body: &str) -> Result<Value, Fault> {
        let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
        let answer = block_on(registry.run_local("w", body.as_bytes()))?;
        Ok(serde_json::from_slice(&answer).unwrap())
    }

    #[test]
    fn each_step_finds_what_the_earlier_ones_left() {
        let workflow = Workflow::builder("w", async |cx: Context<Value>| {
            let number = cx.step.custom("number", || json!({ "n": 1 })).await?;
            let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
            let rate = cx.step.http_request("rate", || json!({ "usd": 2 })).await?;
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
