//! Describes one request for a step: inputs, outcome, times, and the bytes on the wire.

use crate::{
    bridge::printed,
    engine::{Notes, StepDefinition, StepOutcome, WorkflowDefinition},
    error::{ErrorCode, Fault},
    mail::Mail,
    platform::{ATTEMPTS, is_retried},
    step::{InAppResult, StepKind},
};
use dialects::{json::Json, text::push_pointer_key};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// A request that was made, whatever its outcome.
pub(super) struct Made<'a> {
    pub(super) definition: &'a WorkflowDefinition,
    pub(super) step: &'a StepDefinition,
    /// `preview` or `execute`.
    pub(super) action: &'static str,
    /// The path of the bridge.
    pub(super) bridge: &'a str,
    pub(super) body: &'a str,
    pub(super) outcome: &'a Result<Option<StepOutcome>, Fault>,
    pub(super) notes: &'a Notes,
    /// The validated payload, as far as the request came that far.
    pub(super) payload: Option<&'a Json>,
    pub(super) attempt: u32,
    pub(super) took: Duration,
}

impl Made<'_> {
    /// Prints the request as `api/preview` does.
    pub(super) fn describe(&self) -> Map<String, Value> {
        let Self { notes, step, .. } = self;
        let state: Map<_, _> = notes
            .state
            .iter()
            .map(|(id, result)| (id.clone(), result.clone().into()))
            .collect();
        let mut members = object(json!({
            "ok": self.outcome.is_ok(),
            "controls": notes.controls.clone().map(Value::from),
            "inputs": { "payload": self.payload.cloned().map(Value::from), "state": state },
            "mocked": notes.mocked,
            "times": {
                "hydrate": milliseconds(notes.hydrate),
                "compile": milliseconds(notes.compile),
                "resolve": milliseconds(notes.resolve),
                "sanitize": milliseconds(notes.sanitize),
                "total": milliseconds(self.took),
            },
            "wire": self.wire(),
        }));
        match self.outcome {
            Ok(outcome) => {
                let skip = outcome.as_ref().is_some_and(|outcome| outcome.skip);
                let shown = outcome.as_ref().filter(|outcome| !outcome.skip);
                let text = |key: &str| {
                    let outputs = shown.map(|outcome| &outcome.outputs);
                    outputs
                        .and_then(|outputs| outputs.get(key))
                        .and_then(Json::as_str)
                        .unwrap_or_default()
                };
                let read = shown
                    .filter(|_| step.kind == StepKind::Email)
                    .map(|_| Mail::read(text("body")));
                members.extend(object(json!({
                    "outputs": shown.map(|outcome| Value::from(outcome.outputs.clone())),
                    "providers": shown.map(|outcome| Value::from(Json::Object(outcome.providers.clone()))).unwrap_or_else(|| json!({})),
                    "skip": notes.skip.or_else(|| skip.then_some(true)),
                    "removed": shown.map_or_else(Vec::new, |outcome| removed(notes.outputs.as_ref(), &outcome.outputs, read.as_ref())),
                })));
                if let Some(read) = &read {
                    members.extend(mail(read, text("subject"), text("preheader")));
                }
            }
            Err(fault) => {
                let error = error(fault, self.notes, Some(step), self.attempt, self.took);
                members.insert("error".to_owned(), error);
            }
        }
        members
    }

    fn wire(&self) -> Value {
        let (status, response) = printed(self.outcome, self.took);
        json!({
            "method": "POST",
            "target": step_target(self.bridge, self.action, &self.definition.id, &self.step.id),
            "headers": [["content-type", "application/json"], ["novu-signature", "made by Novu with the secret key"]],
            "body": self.body,
            "status": status.as_u16(),
            "response": String::from_utf8_lossy(&response),
        })
    }
}

/// Returns path and query of a request for a step.
pub(super) fn step_target(bridge: &str, action: &str, workflow_id: &str, step_id: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("action", action)
        .append_pair("workflowId", workflow_id)
        .append_pair("stepId", step_id)
        .finish();
    format!("{bridge}?{query}")
}

/// Prints a fault with all that is known of it.
pub(super) fn error(
    fault: &Fault,
    notes: &Notes,
    step: Option<&StepDefinition>,
    attempt: u32,
    took: Duration,
) -> Value {
    let part = match fault.code {
        ErrorCode::ExecutionEventPayloadInvalid => "payload",
        ErrorCode::ExecutionStateControlInvalid | ErrorCode::StepControlCompilationFailed => "controls",
        ErrorCode::ExecutionStateResultInvalid | ErrorCode::ExecutionStateCorrupt => "state",
        ErrorCode::ExecutionStateOutputInvalid => "outputs",
        ErrorCode::ProviderExecutionFailed | ErrorCode::ProviderNotFound => "providers",
        ErrorCode::StepExecutionFailed => "resolver",
        _ => "workflow",
    };
    let violations: Vec<_> = fault
        .data
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let violation =
        |violation: &&Value| json!({ "pointer": violation["path"], "message": violation["message"] });
    let template = notes.template.as_ref();
    let position = template.and_then(|(_, position)| *position);
    let pointer = template
        .map(|(pointer, _)| Value::from(pointer.as_str()))
        .or_else(|| violations.first().map(|violation| violation["path"].clone()));
    let mut causes = notes.causes.clone();
    causes.extend(notes.panic.clone());
    let is_retried = is_retried(fault.status.as_u16()) && attempt < ATTEMPTS;
    let next = match step {
        _ if is_retried => "again",
        Some(step) if step.kind.is_channel() => "continues",
        _ => "ends",
    };
    let again =
        is_retried.then(|| json!({ "after": 500_u32 << attempt, "attempt": attempt, "of": ATTEMPTS }));
    json!({
        "code": fault.code.as_str(),
        "status": fault.status.as_u16(),
        "message": fault.message,
        "part": part,
        "pointer": pointer,
        "line": position.map(|(line, _)| line),
        "column": position.map(|(_, column)| column),
        "violations": violations.iter().map(violation).collect::<Vec<_>>(),
        "causes": causes,
        "next": next,
        "again": again,
        "path": step.map(|step| step.code.path).filter(|path| !path.is_empty()),
        "took": milliseconds(took),
    })
}

/// Prints the text version of an e-mail and its checks.
fn mail(mail: &Mail<'_>, subject: &str, preheader: &str) -> Map<String, Value> {
    let checks: Vec<_> = mail
        .check(subject, preheader)
        .into_iter()
        .map(|check| {
            json!({
                "id": check.id, "level": check.level.as_str(), "line": check.line, "message": check.message,
                "detail": check.detail, "snippet": check.snippet,
            })
        })
        .collect();
    object(json!({ "text": mail.text(), "checks": checks }))
}

/// Lists what the sanitiser has removed, with the pointer of the text.
fn removed(before: Option<&Json>, after: &Json, read: Option<&Mail<'_>>) -> Vec<Value> {
    let mut listed = Vec::new();
    let mut open: Vec<_> = before
        .map(|before| (String::new(), before, after))
        .into_iter()
        .collect();
    while let Some((pointer, before, after)) = open.pop() {
        match (before, after) {
            (Json::String(before), Json::String(after)) if before != after => {
                let tags = match read.filter(|mail| mail.html() == after) {
                    Some(mail) => mail.removed_from(before),
                    None => Mail::read(after).removed_from(before),
                };
                listed.extend(
                    tags.iter()
                        .map(|html| json!({ "pointer": pointer, "html": html })),
                );
            }
            (Json::Object(before), Json::Object(after)) => {
                for (key, before) in before.iter() {
                    if let Some(after) = after.get(key) {
                        let mut inner = pointer.clone();
                        push_pointer_key(&mut inner, key);
                        open.push((inner, before, after));
                    }
                }
            }
            (Json::Array(before), Json::Array(after)) => {
                let pairs = before.iter().zip(after).enumerate();
                open.extend(
                    pairs.map(|(index, (before, after))| (format!("{pointer}/{index}"), before, after)),
                );
            }
            _ => {}
        }
    }
    listed
}

pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns the result of a step as Novu would have it: those of inbox messages have all their members, even
/// if only one is given.
pub(super) fn completed(kind: StepKind, given: &Value) -> Value {
    let (StepKind::InApp, Value::Object(given)) = (kind, given) else {
        return given.clone();
    };
    let mut result = object(serde_json::to_value(InAppResult::default()).unwrap_or_default());
    result.extend(given.clone());
    result.into()
}

/// Returns the members of an object.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
