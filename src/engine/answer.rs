//! From a request to its outcome, and to the body of its answer.

use super::{
    drive::{Drive, workflow_panicked},
    run::{Outcome, Run},
};
use crate::{
    error::{ErrorCode, Fault},
    panics::catch,
    workflow::{AnyWorkflow, WorkflowFuture},
};
use dialects::json::{self, Json};
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Answers for one step (`bridge.md` §5.7).
pub(crate) async fn answer(workflow: &dyn AnyWorkflow, run: Arc<Run>) -> Result<Vec<u8>, Fault> {
    let began = Instant::now();
    let outcome = ask(workflow, &run).await?;
    // A workflow that ends without its target is a success with nothing in it (`bridge.md` §5.5).
    let outcome = outcome.unwrap_or_else(|| Outcome {
        outputs: Json::empty_object(),
        ..Outcome::default()
    });
    Ok(text(&outcome, began.elapsed()).into_bytes())
}

/// The body of an answer. `duration` is told in milliseconds.
fn text(outcome: &Outcome, duration: Duration) -> String {
    // Most answers are one long text and little else. Some of it is escaped.
    let room = outcome.outputs.as_object().map_or(0, |outputs| {
        let lengths = outputs
            .values()
            .map(|output| output.as_str().map_or(16, str::len));
        lengths.sum::<usize>()
    });
    let mut out = String::with_capacity(256 + room + room / 8);
    out.push_str(r#"{"outputs":"#);
    json::stringify(&mut out, &outcome.outputs);
    out.push_str(r#","providers":"#);
    json::stringify_object(&mut out, &outcome.providers);
    out.push_str(r#","options":{"skip":"#);
    out.push_str(if outcome.skip { "true" } else { "false" });
    out.push_str(r#"},"metadata":{"status":"success","error":false,"duration":"#);
    json::push_f64(&mut out, duration.as_secs_f64() * 1000.0);
    out.push_str("}}");
    out
}

/// Runs the workflow function up to the step that is asked for: what came of it, or `None` if the function ended
/// without it.
///
/// Dropping the future cancels the workflow function.
pub(crate) async fn ask(workflow: &dyn AnyWorkflow, run: &Arc<Run>) -> Result<Option<Outcome>, Fault> {
    Drive::new(Arc::clone(run), start(workflow, run)?).await
}

fn start(workflow: &dyn AnyWorkflow, run: &Arc<Run>) -> Result<WorkflowFuture, Fault> {
    let event = &run.as_request().expect("made with a request").event;
    match catch(|| workflow.start(run, event)) {
        Ok(Ok(future)) => Ok(future),
        Ok(Err(error)) => {
            let message = format!(
                "the payload does not fit the type of workflow `{}`: {error}",
                workflow.options().id
            );
            let fault = Fault::new(ErrorCode::ExecutionEventPayloadInvalid, message);
            Err(fault.with_data(json!([{ "path": "", "message": error.to_string() }])))
        }
        Err(_) => Err(workflow_panicked()),
    }
}
