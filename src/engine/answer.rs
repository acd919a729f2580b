//! From a request to the body of its answer.

use super::{
    drive::{Drive, workflow_panicked},
    request::Request,
    run::{Outcome, Run},
};
use crate::{
    fault::{ErrorCode, Fault},
    workflow::{AnyWorkflow, WorkflowFuture},
};
use serde_json::{Map, Value, json};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

/// Answers for one step (`bridge.md` §5.7).
pub(crate) async fn answer(workflow: &dyn AnyWorkflow, request: Request) -> Result<Vec<u8>, Fault> {
    let began = Instant::now();
    let run = Arc::new(Run::request(request));
    let future = start(workflow, &run)?;
    // A workflow that ends without its target is a success with nothing in it (`bridge.md` §5.5).
    let outcome = Drive::new(run, future).await?.unwrap_or_else(|| Outcome {
        outputs: Value::Object(Map::new()),
        ..Outcome::default()
    });
    let answer = json!({
        "outputs": outcome.outputs,
        "providers": outcome.providers,
        "options": { "skip": outcome.skip },
        "metadata": { "status": "success", "error": false, "duration": began.elapsed().as_secs_f64() * 1000.0 },
    });
    Ok(answer.to_string().into_bytes())
}

/// Runs all steps and answers with their outputs.
pub(crate) async fn answer_whole(workflow: &dyn AnyWorkflow, request: Request) -> Result<Vec<u8>, Fault> {
    let id = request.workflow.id.clone();
    let payload = request.event.payload.clone();
    let run = Arc::new(Run::request(request));
    let future = start(workflow, &run)?;
    // Whatever fails after the payload was found right is a failure of the run.
    Drive::new(Arc::clone(&run), future)
        .await
        .map_err(|fault| fault.with_status(500))?;
    let results = run.outputs();
    let answer = json!({
        "workflow_id": id,
        "status": "completed",
        "steps_executed": results.len(),
        "step_results": results,
        "payload": payload,
    });
    Ok(answer.to_string().into_bytes())
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
