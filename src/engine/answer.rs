//! From a request to its outcome, and to the body of its answer.

use super::{
    drive::{Drive, workflow_panicked},
    event::Event,
    request::Request,
    run::{Outcome, Run},
};
use crate::{
    fault::{ErrorCode, Fault},
    workflow::{AnyWorkflow, WorkflowFuture},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

/// Answers for one step (`bridge.md` §5.7).
pub(crate) async fn answer(workflow: &dyn AnyWorkflow, request: Request) -> Result<Vec<u8>, Fault> {
    let began = Instant::now();
    let (outcome, _) = ask(workflow, request).await;
    // A workflow that ends without its target is a success with nothing in it (`bridge.md` §5.5).
    let outcome = outcome?.unwrap_or_else(|| Outcome {
        outputs: Value::Object(Map::new()),
        ..Outcome::default()
    });
    let duration = began.elapsed().as_secs_f64() * 1000.0;
    let answer = Answer {
        outputs: &outcome.outputs,
        providers: &outcome.providers,
        options: Options { skip: outcome.skip },
        metadata: Metadata {
            status: "success",
            error: false,
            duration,
        },
    };
    Ok(text(&answer))
}

#[derive(Serialize)]
struct Answer<'a> {
    outputs: &'a Value,
    providers: &'a Map<String, Value>,
    options: Options,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Options {
    skip: bool,
}

#[derive(Serialize)]
struct Metadata {
    status: &'static str,
    error: bool,
    /// Milliseconds.
    duration: f64,
}

/// An answer as JSON text. Its keys are strings and its numbers finite, so it can always be written.
fn text(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

/// Runs the workflow function up to the step that is asked for: what came of it, or `None` if the function ended
/// without it; and the event again, for the next step.
///
/// Dropping the future cancels the workflow function.
pub(crate) async fn ask(
    workflow: &dyn AnyWorkflow,
    request: Request,
) -> (Result<Option<Outcome>, Fault>, Event) {
    let run = Arc::new(Run::request(request));
    let outcome = match start(workflow, &run) {
        Ok(future) => Drive::new(Arc::clone(&run), future).await,
        Err(fault) => Err(fault),
    };
    (outcome, Run::into_event(run))
}

fn start(workflow: &dyn AnyWorkflow, run: &Arc<Run>) -> Result<WorkflowFuture, Fault> {
    let event = &run.as_request().expect("made with a request").event;
    match catch_unwind(AssertUnwindSafe(|| workflow.start(run, event))) {
        Ok(Ok(future)) => Ok(future),
        Ok(Err(error)) => {
            let message = format!(
                "the payload does not fit the type of workflow `{}`: {error}",
                workflow.options().id
            );
            let fault = Fault::new(ErrorCode::ExecutionEventPayloadInvalidError, message);
            Err(fault.with_data(json!([{ "path": "", "message": error.to_string() }])))
        }
        Err(_) => Err(workflow_panicked()),
    }
}
