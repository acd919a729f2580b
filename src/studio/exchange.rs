//! Describes one request for a step: inputs, outcome, times, and the bytes on the wire.

use crate::{
    bridge::printed,
    engine::{Notes, StepDefinition, StepOutcome, WorkflowDefinition},
    error::{ErrorCode, Fault},
    mail::Mail,
    platform::{ATTEMPTS, is_retried},
    step::{InAppResult, StepKind},
};
use compact_str::CompactString;
use dialects::{
    json::{Json, Object},
    text::push_pointer_key,
};
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
    pub(super) fn describe(&self) -> Object {
        let Self { notes, step, .. } = self;
        let state: Object = notes
            .state
            .iter()
            .map(|(id, result)| (id.as_str().into(), result.clone()))
            .collect();
        let mut members = Object::with_capacity(13);
        let mut add = |name: &'static str, value: Json| {
            members.insert(CompactString::const_new(name), value);
        };
        add("ok", self.outcome.is_ok().into());
        add("controls", notes.controls.clone().unwrap_or_default());
        let payload = self.payload.cloned().unwrap_or_default();
        add(
            "inputs",
            Json::object([("payload", payload), ("state", state.into())]),
        );
        add("mocked", texts(&notes.mocked));
        let times = [
            ("hydrate", notes.hydrate),
            ("compile", notes.compile),
            ("resolve", notes.resolve),
            ("sanitize", notes.sanitize),
            ("total", self.took),
        ];
        add(
            "times",
            Json::object(times.map(|(part, took)| (part, Value::from(milliseconds(took)).into()))),
        );
        add("wire", self.wire());
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
                add(
                    "outputs",
                    shown.map(|outcome| outcome.outputs.clone()).unwrap_or_default(),
                );
                add(
                    "providers",
                    shown
                        .map(|outcome| outcome.providers.clone())
                        .unwrap_or_default()
                        .into(),
                );
                add(
                    "skip",
                    notes
                        .skip
                        .or_else(|| skip.then_some(true))
                        .map(Json::from)
                        .unwrap_or_default(),
                );
                let removed = shown.map_or_else(Vec::new, |outcome| {
                    removed(notes.outputs.as_ref(), &outcome.outputs, read.as_ref())
                });
                add("removed", removed.into());
                if let Some(read) = &read {
                    add("text", read.text().as_str().into());
                    add("checks", checks(read, text("subject"), text("preheader")));
                }
            }
            Err(fault) => {
                let error = error(fault, notes, Some(step), self.attempt, self.took);
                add("error", error.into());
            }
        }
        members
    }

    fn wire(&self) -> Json {
        let (status, response) = printed(self.outcome, self.took);
        let header = |name: &str, value: &str| Json::Array(vec![name.into(), value.into()]);
        let headers = vec![
            header("content-type", "application/json"),
            header("novu-signature", "made by Novu with the secret key"),
        ];
        let target = step_target(self.bridge, self.action, &self.definition.id, &self.step.id);
        Json::object([
            ("method", "POST".into()),
            ("target", target.as_str().into()),
            ("headers", headers.into()),
            ("body", self.body.into()),
            ("status", u64::from(status.as_u16()).into()),
            ("response", (&*String::from_utf8_lossy(&response)).into()),
        ])
    }
}

fn texts(texts: &[String]) -> Json {
    Json::Array(texts.iter().map(|text| text.as_str().into()).collect())
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

/// Prints the checks of an e-mail.
fn checks(mail: &Mail<'_>, subject: &str, preheader: &str) -> Json {
    let text = |text: Option<&str>| text.map(Json::from).unwrap_or_default();
    let checks = mail.check(subject, preheader).into_iter().map(|check| {
        Json::object([
            ("id", check.id.into()),
            ("level", check.level.as_str().into()),
            ("line", check.line.map(Json::from).unwrap_or_default()),
            ("message", check.message.as_str().into()),
            ("detail", text(check.detail)),
            ("snippet", text(check.snippet.as_deref())),
        ])
    });
    Json::Array(checks.collect())
}

/// Lists what the sanitiser has removed, with the pointer of the text.
fn removed(before: Option<&Json>, after: &Json, read: Option<&Mail<'_>>) -> Vec<Json> {
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
                let tag = |html: &String| {
                    Json::object([
                        ("pointer", pointer.as_str().into()),
                        ("html", html.as_str().into()),
                    ])
                };
                listed.extend(tags.iter().map(tag));
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
