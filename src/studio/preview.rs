//! `POST api/preview`: one step.

use super::{
    exchange::{Made, completed, error, object},
    refusal::Refusal,
};
use crate::{
    engine::{self, Invocation, Mode, Notes, StepDefinition, Witness, WorkflowDefinition},
    error::{ErrorCode, Fault},
    registry::{Registered, Registry},
};
use dialects::json::{Json, ValueLimit};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The body of the request.
#[derive(Debug, Deserialize)]
struct Asked {
    workflow: String,
    step: String,
    payload: Option<Value>,
    #[serde(default)]
    controls: Map<String, Value>,
    subscriber: Option<Value>,
    context: Option<Value>,
    env: Option<Value>,
    #[serde(default)]
    state: Map<String, Value>,
    #[serde(default, rename = "as")]
    action: Action,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    #[default]
    Preview,
    Execute,
}

/// Runs one step and describes the outcome.
///
/// # Errors
///
/// The body cannot be read.
pub(super) async fn preview(registry: &Registry, bridge: &str, body: &[u8]) -> Result<Value, Refusal> {
    let asked: Asked = serde_json::from_slice(body).map_err(|error| Refusal::of_body(&error))?;
    let Registered { workflow, definition } = match registry.find(&asked.workflow) {
        Ok(registered) => registered,
        Err(fault) => return Ok(failed(&fault)),
    };
    let Some(step) = definition.step(&asked.step) else {
        let message = format!("workflow `{}` has no such step", definition.id);
        return Ok(failed(&Fault::new(ErrorCode::StepNotFound, message)));
    };
    let body = asked.body(definition, step);
    let witness = Witness::watching();
    let began = Instant::now();
    let mut payload = None;
    let outcome = match asked.request(definition, step, &body) {
        Err(fault) => Err(fault),
        Ok(request) => {
            let given = asked.payload.clone().map(Json::from);
            witness.mocked(
                ["payload", ""],
                Some(&given.unwrap_or(Json::empty_object())),
                &request.event.payload,
            );
            payload = Some(request.event.payload.clone());
            let request = request.watched_by(witness.clone());
            if asked.action == Action::Preview && step.kind.has_own_output() {
                // Its code is run only if that is asked for.
                request.compile_for_show(step).map(|()| {
                    Some(engine::StepOutcome {
                        outputs: step.results.mock().into(),
                        ..engine::StepOutcome::default()
                    })
                })
            } else {
                let run = Invocation::step(request);
                engine::drive(&**workflow, &run).await
            }
        }
    };
    let made = Made {
        definition,
        step,
        action: if asked.action == Action::Preview {
            "preview"
        } else {
            "execute"
        },
        bridge,
        body: &body,
        outcome: &outcome,
        notes: &witness.notes(),
        payload: payload.as_ref(),
        attempt: 1,
        took: began.elapsed(),
    };
    Ok(made.describe().into())
}

impl Asked {
    /// Prints the body that Novu would send.
    fn body(&self, definition: &WorkflowDefinition, step: &StepDefinition) -> String {
        let earlier = definition
            .steps()
            .iter()
            .take_while(|earlier| earlier.id != step.id);
        let state: Vec<_> = earlier
            .filter_map(|earlier| {
                let outputs = completed(earlier.kind, self.state.get(&earlier.id)?);
                Some(json!({ "stepId": earlier.id, "outputs": outputs, "state": { "status": "success" } }))
            })
            .collect();
        let mut body = object(json!({
            "payload": self.payload.clone().unwrap_or_else(|| json!({})),
            "controls": self.controls,
            "state": state,
        }));
        for (name, part) in [
            ("subscriber", &self.subscriber),
            ("context", &self.context),
            ("env", &self.env),
        ] {
            if let Some(part) = part {
                body.insert(name.to_owned(), part.clone());
            }
        }
        Value::Object(body).to_string()
    }

    fn request(
        &self,
        definition: &Arc<WorkflowDefinition>,
        step: &StepDefinition,
        body: &str,
    ) -> Result<engine::Request, Fault> {
        let mode = match self.action {
            Action::Preview => Mode::Preview,
            // Novu makes HTTP requests itself; here the resolver answers in its place.
            Action::Execute if step.kind.is_run_by_platform() => Mode::Offline,
            Action::Execute => Mode::Execute,
        };
        engine::Request::one_step(definition, mode, &step.id, body.as_bytes(), ValueLimit::default())
    }
}

fn failed(fault: &Fault) -> Value {
    let error = error(fault, &Notes::default(), None, 1, Duration::ZERO);
    json!({ "ok": false, "error": error, "inputs": {}, "mocked": [], "controls": null, "times": {}, "wire": {} })
}
