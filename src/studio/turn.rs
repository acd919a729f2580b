//! `POST api/turn`: one event of a conversation with an agent.

use super::{exchange::milliseconds, refusal::Refusal};
use crate::{
    agent::TurnReport,
    platform::{Deed, Played, Setting, State, Unplayable, play},
    registry::Registry,
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The most statuses of `fail`.
const MAX_FAILURES: usize = 100;

/// The cure of a conversation that is too long.
pub(super) const NEW_CONVERSATION: &str = "Begin a new conversation: send `null` as `state`.";

/// The most causes of an error that are printed.
const MAX_CAUSES: usize = 16;

/// The body of the request.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(flatten)]
    setting: Setting,
    #[serde(rename = "do")]
    deed: Deed,
    #[serde(default)]
    fail: Vec<u16>,
    #[serde(default)]
    state: Value,
}

/// Sends the event and prints everything that the turn has done.
///
/// # Errors
///
/// The body or the state cannot be read, or the event does not fit the conversation.
pub(super) async fn turn(registry: &Registry, bridge: &str, body: &[u8]) -> Result<Value, Refusal> {
    let asked: Asked = serde_json::from_slice(body).map_err(|error| Refusal::of_body(&error))?;
    let Asked {
        setting,
        deed,
        fail,
        state,
    } = asked;
    check_failures(&fail)?;
    let state: Option<State> =
        serde_json::from_value(state).map_err(|error| of_state(&format!("it cannot be read: {error}")))?;
    let played = play(registry, &setting, state, &deed, &fail).await;
    Ok(answer(&setting, bridge, &played.map_err(refused)?))
}

/// Checks the number of statuses of `fail`.
pub(super) fn check_failures(fail: &[u16]) -> Result<(), Refusal> {
    if fail.len() <= MAX_FAILURES {
        return Ok(());
    }
    let message = format!("`fail` has {} statuses, the limit is {MAX_FAILURES}", fail.len());
    Err(Refusal::of_limit(message, "Take some out."))
}

fn refused(reason: Unplayable) -> Refusal {
    match reason {
        Unplayable::State(reason) => of_state(&reason),
        Unplayable::TooLong(reason) => Refusal::of_limit(reason, NEW_CONVERSATION),
        Unplayable::Deed(reason) => Refusal::new(
            StatusCode::BAD_REQUEST,
            "request",
            reason,
            "Refer to agents, people, messages and requests that `api/agents`, `people` and `state.transcript` have.",
        ),
    }
}

fn of_state(reason: &str) -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "request",
        format!("`state` is not one of this conversation: {reason}"),
        "Send the `state` of the last answer as it is, or `null` to begin a new conversation.",
    )
}

fn answer(setting: &Setting, bridge: &str, played: &Played) -> Value {
    let reports = played.ended.iter().filter_map(|ended| ended.report.as_ref());
    let total: Duration = reports.clone().map(TurnReport::duration).sum();
    let failed = reports.clone().find(|report| report.error().is_some());
    let sent = played.sent.iter().map(|sent| {
        json!({ "method": "POST", "url": sent.url, "body": sent.body, "attempt": sent.attempt, "status": sent.status })
    });
    json!({
        "ok": failed.is_none(),
        "times": { "total": milliseconds(total) },
        "error": failed.and_then(error),
        "wire": wire(setting, bridge, played),
        "sent": sent.collect::<Vec<_>>(),
        "effects": played.effects,
        "state": played.state,
    })
}

fn wire(setting: &Setting, bridge: &str, played: &Played) -> Value {
    let Some(ended) = played.ended.first() else {
        return json!({});
    };
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("action", "agent-event")
        .append_pair("agentId", &setting.agent)
        .append_pair("event", &ended.event)
        .finish();
    json!({
        "method": "POST",
        "target": format!("{bridge}?{query}"),
        "headers": [["content-type", "application/json"], ["novu-signature", "made by Novu with the secret key"]],
        "body": ended.body,
        "status": 200,
        "response": r#"{"status":"ack"}"#,
    })
}

/// Prints the error of a turn, as a preview prints its own.
fn error(report: &TurnReport) -> Option<Value> {
    let error = report.error()?;
    let message = error.to_string();
    let mut causes: Vec<_> = error.panic_message().map(str::to_owned).into_iter().collect();
    let first = error.error().and_then(|error| error.source());
    let mut source = first.map(|first| first as &(dyn std::error::Error + 'static));
    while let Some(cause) = source.filter(|_| causes.len() < MAX_CAUSES) {
        // The first is the handler's error itself.
        causes.extend(Some(cause.to_string()).filter(|text| *text != message));
        source = cause.source();
    }
    let part = if error.delivery().is_some() {
        "delivery"
    } else {
        "handler"
    };
    Some(json!({
        "code": report.outcome().as_str(), "status": 200, "message": message, "part": part,
        "pointer": null, "line": null, "column": null, "violations": [], "causes": causes, "next": "ends", "again": null,
        "path": error.path(), "took": milliseconds(report.duration()),
    }))
}
