//! `POST api/preview`: one step.

use super::{
    exchange::{Made, completed, error},
    refusal::Refusal,
};
use crate::{
    engine::{self, Invocation, Mode, Notes, StepDefinition, Witness, WorkflowDefinition},
    error::{ErrorCode, Fault},
    registry::{Registered, Registry},
    step::StepKind,
};
use compact_str::CompactString;
use dialects::json::{self, Json, Object, ValueLimit};
use serde::{Deserialize, de::Error};
use serde_json::{Map, Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The body of the request.
struct Asked {
    workflow: CompactString,
    step: CompactString,
    payload: Option<Json>,
    controls: Object,
    subscriber: Option<Json>,
    context: Option<Json>,
    env: Option<Json>,
    state: Object,
    action: Action,
}

/// The same, to find out what is wrong with a body.
#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "workflow")]
    _workflow: String,
    #[serde(rename = "step")]
    _step: String,
    #[serde(default, rename = "controls")]
    _controls: Map<String, Value>,
    #[serde(default, rename = "state")]
    _state: Map<String, Value>,
    #[serde(default, rename = "as")]
    _action: Action,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    #[default]
    Preview,
    Execute,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Execute => "execute",
        }
    }
}

/// Runs one step and describes the outcome.
///
/// # Errors
///
/// The body cannot be read.
pub(super) async fn preview(registry: &Registry, bridge: &str, body: &[u8]) -> Result<String, Refusal> {
    let asked = Asked::read(body)?;
    let Registered { workflow, definition } = match registry.find(&asked.workflow) {
        Ok(registered) => registered,
        Err(fault) => return Ok(failed(&fault).to_string()),
    };
    let Some(step) = definition.step(&asked.step) else {
        let message = format!("workflow `{}` has no such step", definition.id);
        return Ok(failed(&Fault::new(ErrorCode::StepNotFound, message)).to_string());
    };
    let body = asked.body(definition, step);
    let witness = Witness::watching();
    let began = Instant::now();
    let mut payload = None;
    let outcome = match asked.request(definition, step, &body) {
        Err(fault) => Err(fault),
        Ok(request) => {
            let nothing = Json::empty_object();
            let given = asked.payload.as_ref().unwrap_or(&nothing);
            witness.mocked(["payload", ""], Some(given), &request.event.payload);
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
        action: asked.action.as_str(),
        bridge,
        body: &body,
        outcome: &outcome,
        notes: &witness.notes(),
        payload: payload.as_ref(),
        attempt: 1,
        took: began.elapsed(),
    };
    let mut text = String::with_capacity(4 * body.len());
    json::stringify_object(&mut text, &made.describe());
    Ok(text)
}

impl Asked {
    /// Reads the body of the request.
    ///
    /// # Errors
    ///
    /// It is not an object with the members that the API lists.
    fn read(body: &[u8]) -> Result<Self, Refusal> {
        // The length of a body is limited already.
        let read = json::read_limited(body, ValueLimit::new(body.len()));
        read.ok().and_then(Self::of).ok_or_else(|| {
            let shape = serde_json::from_slice::<Shape>(body).map(drop);
            let error = shape
                .err()
                .unwrap_or_else(|| Error::custom("it cannot be read as JSON"));
            Refusal::of_body(&error)
        })
    }

    fn of(body: Json) -> Option<Self> {
        let Json::Object(mut members) = body else {
            return None;
        };
        let mut take = |name| members.remove(name);
        let text = |value| match value {
            Some(Json::String(text)) => Some(text),
            _ => None,
        };
        let object = |value| match value {
            Some(Json::Object(members)) => Some(members),
            None => Some(Object::new()),
            Some(_) => None,
        };
        let some = |value: Option<Json>| value.filter(|value| !value.is_null());
        Some(Self {
            workflow: text(take("workflow"))?,
            step: text(take("step"))?,
            payload: some(take("payload")),
            controls: object(take("controls"))?,
            subscriber: some(take("subscriber")),
            context: some(take("context")),
            env: some(take("env")),
            state: object(take("state"))?,
            action: match take("as") {
                None => Action::default(),
                Some(Json::String(action)) => match &*action {
                    "preview" => Action::Preview,
                    "execute" => Action::Execute,
                    _ => return None,
                },
                Some(_) => return None,
            },
        })
    }

    /// Prints the body that Novu would send.
    fn body(&self, definition: &WorkflowDefinition, step: &StepDefinition) -> String {
        let mut body = String::with_capacity(1024);
        body.push_str(r#"{"payload":"#);
        match &self.payload {
            Some(payload) => json::stringify(&mut body, payload),
            None => body.push_str("{}"),
        }
        body.push_str(r#","controls":"#);
        json::stringify_object(&mut body, &self.controls);
        body.push_str(r#","state":["#);
        let all = definition.steps().iter();
        let mut separator = "";
        for earlier in all.take_while(|earlier| earlier.id != step.id) {
            let Some(given) = self.state.get(&earlier.id) else {
                continue;
            };
            body.push_str(separator);
            body.push_str(r#"{"stepId":"#);
            json::push_string(&mut body, &earlier.id);
            body.push_str(r#","outputs":"#);
            if earlier.kind == StepKind::InApp {
                let outputs = completed(earlier.kind, &Value::from(given));
                json::stringify(&mut body, &outputs.into());
            } else {
                json::stringify(&mut body, given);
            }
            body.push_str(r#","state":{"status":"success"}}"#);
            separator = ",";
        }
        body.push(']');
        for (name, part) in [
            (r#","subscriber":"#, &self.subscriber),
            (r#","context":"#, &self.context),
            (r#","env":"#, &self.env),
        ] {
            if let Some(part) = part {
                body.push_str(name);
                json::stringify(&mut body, part);
            }
        }
        body.push('}');
        body
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
