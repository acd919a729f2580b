//! `POST api/run`: a whole workflow on a clock that moves by itself.

use super::{
    exchange::{Made, completed, milliseconds},
    refusal::Refusal,
};
use crate::{
    platform::{Happening, HappeningKind, Platform, RunId, Status},
    registry::Registry,
};
use dialects::json::{self, Json};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

/// The most events of a scenario.
const MAX_EVENTS: usize = 50;

/// The most requests for steps after which a scenario is cut.
const MAX_ASKED: usize = 500;

/// The longest time between two events, in milliseconds: a hundred years.
const MAX_AT: u64 = 100 * 365 * 86_400_000;

/// A scenario.
#[derive(Debug, Deserialize)]
pub(super) struct Scenario {
    pub(super) workflow: String,
    pub(super) start: Option<String>,
    #[serde(default)]
    pub(super) subscribers: Map<String, Value>,
    #[serde(default)]
    pub(super) context: Map<String, Value>,
    #[serde(default)]
    pub(super) env: Map<String, Value>,
    pub(super) events: Vec<Event>,
    #[serde(default)]
    pub(super) results: Map<String, Value>,
    #[serde(default)]
    pub(super) controls: Map<String, Value>,
    #[serde(default)]
    pub(super) fail: BTreeMap<String, Vec<u16>>,
    #[serde(default)]
    pub(super) give: Map<String, Value>,
}

/// An event of a scenario.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    /// In milliseconds since the start.
    #[serde(default)]
    pub(super) at: u64,
    pub(super) to: String,
    #[serde(default)]
    pub(super) payload: Map<String, Value>,
}

/// The reason for which a scenario cannot be played.
pub(super) struct ScenarioError {
    /// JSON pointer of the part of the scenario.
    pointer: String,
    message: String,
}

impl ScenarioError {
    pub(super) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }

    pub(super) fn describe(&self) -> Value {
        let Self { pointer, message } = self;
        let error = json!({
            "code": "ScenarioError", "status": 400, "message": message, "part": "scenario", "pointer": pointer,
            "line": null, "column": null, "violations": [], "causes": [], "next": "ends", "again": null, "path": null, "took": 0,
        });
        json!({ "ok": false, "error": error })
    }
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    ///
    /// The body cannot be read, or the scenario is over a limit.
    pub(super) fn read(registry: &Registry, body: &[u8]) -> Result<Self, Refusal> {
        let mut scenario: Self = serde_json::from_slice(body).map_err(|error| Refusal::of_body(&error))?;
        if scenario.events.len() > MAX_EVENTS {
            return Err(Refusal::of_limit(
                format!(
                    "the scenario has {} events, the limit is {MAX_EVENTS}",
                    scenario.events.len()
                ),
                "Take some events out.",
            ));
        }
        if let Ok(registered) = registry.find(&scenario.workflow) {
            for (id, result) in &mut scenario.results {
                if let Some(step) = registered.definition.step(id) {
                    *result = completed(step.kind, result);
                }
            }
        }
        Ok(scenario)
    }

    /// Returns the subscriber of an event.
    pub(super) fn subscriber(&self, id: &str) -> Value {
        let mut subscriber = Map::from_iter([("subscriberId".to_owned(), Value::from(id))]);
        if let Some(Value::Object(known)) = self.subscribers.get(id) {
            subscriber.extend(known.clone());
        }
        subscriber.into()
    }

    /// Plays the scenario.
    ///
    /// # Errors
    ///
    /// A part of it cannot be played.
    pub(super) async fn play(&self, registry: &Registry) -> Result<(Platform, SystemTime), ScenarioError> {
        let mut novu = Platform::new(registry).watched(MAX_ASKED);
        if let Some(start) = &self.start {
            novu = novu
                .starting_at(start)
                .map_err(|error| ScenarioError::new("/start", error.to_string()))?;
        }
        for (step, result) in &self.results {
            novu.set_result(step, result);
        }
        for (step, controls) in &self.controls {
            novu.set_controls(step, controls);
        }
        for (step, output) in &self.give {
            novu.set_output(step, output);
        }
        for (step, statuses) in &self.fail {
            novu.fail_next(step, statuses.iter().copied());
        }
        for (name, value) in &self.env {
            novu.set_env(name, value.clone());
        }
        for (name, value) in &self.context {
            novu.set_context(name, value.clone());
        }
        let start = novu.now();
        let mut now = 0;
        for (index, event) in self.events.iter().enumerate() {
            let Some(wait) = event.at.checked_sub(now).filter(|wait| *wait <= MAX_AT) else {
                let message = "an event is before the one above it, or more than a hundred years after it";
                return Err(ScenarioError::new(format!("/events/{index}/at"), message));
            };
            novu.advance(Duration::from_millis(wait)).await;
            now = event.at;
            let to = self.subscriber(&event.to);
            novu.trigger_id(&*self.workflow, to, &event.payload)
                .await
                .map_err(|error| ScenarioError::new(format!("/events/{index}/payload"), error.to_string()))?;
        }
        novu.settle().await;
        Ok((novu, start))
    }
}

/// Plays a scenario and prints its timeline.
pub(super) async fn run(registry: &Registry, bridge: &str, body: &[u8]) -> Result<String, Refusal> {
    let scenario = Scenario::read(registry, body)?;
    Ok(match scenario.play(registry).await {
        Ok((novu, start)) => timeline(&scenario, registry, bridge, &novu, start),
        Err(unplayable) => unplayable.describe().to_string(),
    })
}

/// Prints the timeline of a scenario that was played.
fn timeline(
    scenario: &Scenario,
    registry: &Registry,
    bridge: &str,
    novu: &Platform,
    start: SystemTime,
) -> String {
    let elapsed = |time: SystemTime| {
        let elapsed = time.duration_since(start).unwrap_or_default().as_millis();
        u64::try_from(elapsed).unwrap_or(u64::MAX)
    };
    let runs: Vec<_> = novu.runs().enumerate().map(|(index, run)| {
        let steps = run.steps().iter().map(|step| json!({
            "id": step.id(), "type": step.kind().as_str(), "status": step.status(), "attempts": step.attempts(),
            "outputs": step.output_json(), "providers": step.providers(), "events": step.events().len(),
        }));
        json!({ "event": index, "status": run.status(), "steps": steps.collect::<Vec<_>>() })
    }).collect();
    let exchanges: Vec<_> = registry.find(&scenario.workflow).map_or_else(
        |_| Vec::new(),
        |registered| {
            let definition = &registered.definition;
            novu.exchanges()
                .iter()
                .map(|exchange| {
                    let step = &definition.steps()[exchange.position];
                    let body = exchange.event.body();
                    let made = Made {
                        definition,
                        step,
                        action: "execute",
                        bridge,
                        body: &body,
                        outcome: &exchange.outcome,
                        notes: &exchange.notes,
                        payload: Some(&exchange.event.payload),
                        attempt: exchange.attempt,
                        took: exchange.took,
                    };
                    let mut members = made.describe();
                    members.insert("run".into(), exchange.run.into());
                    members.insert("step".into(), step.id.as_str().into());
                    members.insert("attempt".into(), u64::from(exchange.attempt).into());
                    Json::Object(members)
                })
                .collect()
        },
    );
    let mut joined = BTreeMap::<(RunId, &str), usize>::new();
    let happenings: Vec<_> = novu
        .timeline()
        .iter()
        .filter_map(|happening| {
            if let HappeningKind::Joins { .. } = happening.kind {
                *joined.entry((happening.run, &happening.step)).or_insert(1) += 1;
            }
            shown(happening, novu, &joined, elapsed)
        })
        .collect();
    let clock = novu.timeline().last().map_or(0, |last| elapsed(last.at));
    let timeline = Json::object([
        ("ok", true.into()),
        ("clock", clock.into()),
        ("cut", novu.is_cut().into()),
        ("runs", Value::from(runs).into()),
        ("happenings", Value::from(happenings).into()),
        ("exchanges", exchanges.into()),
    ]);
    let mut text = String::new();
    json::stringify(&mut text, &timeline);
    text
}

/// Prints a happening; `None` for one that another one reports.
fn shown(
    happening: &Happening,
    novu: &Platform,
    joined: &BTreeMap<(RunId, &str), usize>,
    elapsed: impl Fn(SystemTime) -> u64,
) -> Option<Value> {
    let Happening {
        at,
        run,
        step,
        attempt,
        kind,
    } = happening;
    let number = run.index();
    let mut shown = json!({ "at": elapsed(*at), "run": number });
    let is = |what: &str, shown: &mut Value| shown["what"] = what.into();
    let exchange = novu.exchanges().iter().enumerate().rev().find(|(_, exchange)| {
        exchange.run == number
            && exchange.attempt == *attempt
            && novu[*run].steps()[exchange.position].id() == step
    });
    match kind {
        HappeningKind::Ends { status } => {
            is(
                if *status == Status::Merged {
                    "merged"
                } else {
                    "ends"
                },
                &mut shown,
            );
            shown["status"] = json!(status);
            return Some(shown);
        }
        HappeningKind::Joins { .. } => return None,
        HappeningKind::Sent | HappeningKind::WaitEnds => is("sent", &mut shown),
        HappeningKind::Waits { until } => {
            is("waits", &mut shown);
            shown["until"] = elapsed(*until).into();
        }
        HappeningKind::Merged { into } => {
            is("joins", &mut shown);
            shown["into"] = into.index().into();
            shown["count"] = joined.get(&(*into, &**step)).copied().unwrap_or(1).into();
        }
        HappeningKind::Fails { retry } => {
            is("fails", &mut shown);
            if let Some(retry) = retry {
                shown["until"] = elapsed(*retry).into();
            }
        }
        HappeningKind::Skipped => is("skipped", &mut shown),
        HappeningKind::Throttled => is("throttled", &mut shown),
        HappeningKind::Empty => is("empty", &mut shown),
    }
    shown["step"] = step.as_str().into();
    shown["attempt"] = (*attempt).into();
    if *kind == HappeningKind::WaitEnds {
        let events = novu[*run].step(step).events().len();
        if events > 0 {
            shown["count"] = events.into();
        }
    } else if let Some((position, exchange)) = exchange {
        shown["exchange"] = position.into();
        shown["took"] = milliseconds(exchange.took).into();
        shown["status"] = match &exchange.outcome {
            Ok(_) => 200,
            Err(fault) => fault.status.as_u16(),
        }
        .into();
    }
    Some(shown)
}
