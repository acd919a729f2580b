//! Novu's part in each kind of step: the state before it, and the consequence of its output.

use super::{
    Platform, RunId, Status,
    journey::{Failure, Journey, Stage, Verdict},
    timeline::HappeningKind,
    window,
};
use crate::{
    engine::{History, StepOutcome, unattended_result},
    error::{ErrorCode, Fault},
    step::StepKind,
};
use dialects::json::Json;
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::{collections::VecDeque, sync::Arc};

impl Platform {
    /// Requests the current step of a run from the bridge.
    pub(super) async fn ask(&mut self, index: usize) -> Result<Option<StepOutcome>, Failure> {
        let journey = &self.journeys[index];
        let definition = Arc::clone(&journey.definition);
        let step = &definition.steps()[journey.position];
        let set = |value: &Result<Value, String>, name: &str| {
            value.clone().map_err(|error| {
                Failure::Test(format!(
                    "the {name} set by the test cannot be written as JSON: {error}"
                ))
            })
        };
        let controls = match self.settings.controls.get(&step.id) {
            Some(controls) => set(controls, "controls")?,
            None => Value::Object(Map::new()),
        };
        if let Some(output) = self.settings.outputs.get(&step.id) {
            return Ok(Some(StepOutcome {
                outputs: set(output, "output")?.into(),
                ..StepOutcome::default()
            }));
        }
        if step.kind.is_run_by_platform()
            && let Some(result) = self.settings.results.get(&step.id)
        {
            // Novu makes the HTTP request itself and does not call the bridge.
            return Ok(Some(StepOutcome {
                outputs: set(result, "result")?.into(),
                ..StepOutcome::default()
            }));
        }
        // The history is new in every request: a message may have been read meanwhile.
        let mut history = History::default();
        for earlier in journey.run.steps[..journey.position].iter().rev() {
            let result = match self.settings.results.get(&earlier.id) {
                Some(result) => set(result, "result")?.into(),
                None => {
                    // Novu measures from the event, not from the beginning of the delay.
                    let waited = self.now.duration_since(journey.triggered).as_millis();
                    let mut events = earlier.events.clone();
                    if events.is_empty() {
                        events.push(journey.digested(index + 1));
                    }
                    unattended_result(
                        earlier.kind,
                        earlier.output.as_ref().map(Json::from).as_ref(),
                        || events.into_iter().map(Json::from).collect(),
                        u64::try_from(waited).unwrap_or_default(),
                    )
                }
            };
            history.add(&earlier.id, result);
        }
        let failures = self.settings.failures.get_mut(&step.id);
        let demanded = failures
            .and_then(VecDeque::pop_front)
            .map(|status| demanded(&step.id, status));
        let Journey {
            notification,
            run,
            position,
            ..
        } = &mut self.journeys[index];
        notification.prepare(controls.into(), history);
        let begun = self.watch.begin();
        let outcome = match demanded {
            Some(fault) => Err(fault),
            None => notification.ask(step, begun.witness.clone()).await,
        };
        let attempt = run.steps[*position].attempts + 1;
        self.watch.end(
            &begun,
            (index, *position, attempt),
            notification.event(),
            &outcome,
        );
        outcome.map_err(Failure::Bridge)
    }

    /// Decides what follows the output of the current step (`bridge.md` §7.4).
    pub(super) fn verdict(&mut self, index: usize, kind: StepKind) -> Result<Verdict, String> {
        let journey = &self.journeys[index];
        let step = &journey.run.steps[journey.position];
        let outputs = step.output.clone().unwrap_or_default();
        let event = journey.notification.event();
        match kind {
            StepKind::Digest => self.digest(index, &outputs),
            StepKind::Delay => Ok(self.until(window::due(&outputs, event, self.now)?)),
            StepKind::Throttle => {
                let ids = (&*journey.run.workflow, &*step.id);
                let subscriber = &journey.run.subscriber;
                let granted = self
                    .throttles
                    .reserve(&outputs, event, subscriber, ids, self.now)?;
                Ok(if granted {
                    Verdict::End(Status::Completed)
                } else {
                    Verdict::Stop(Status::Throttled, Status::Canceled)
                })
            }
            _ => Ok(Verdict::End(Status::Completed)),
        }
    }

    fn until(&self, due: Timestamp) -> Verdict {
        if due <= self.now {
            Verdict::End(Status::Completed)
        } else {
            Verdict::Until(due)
        }
    }

    /// Opens a digest, merges the event into an open one, or lets it pass.
    fn digest(&mut self, index: usize, outputs: &Value) -> Result<Verdict, String> {
        let journey = &self.journeys[index];
        let position = journey.position;
        let event = journey.digested(index + 1);
        let due = window::due(outputs, journey.notification.event(), self.now)?;
        let related = |other: &Journey| other.shares_digest(journey, position);
        let look_back = outputs
            .get("lookBackWindow")
            .filter(|_| outputs.get("cron").is_none());
        if let Some(window) = look_back {
            let since = window::before(window, self.now)?;
            let recent = |other: &Journey| {
                let step = &other.run.steps[position];
                let passed = matches!(step.status, Status::Completed | Status::Skipped);
                other.triggered >= since && passed && step.output.is_some()
            };
            let mut others = self
                .journeys
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            if !others.any(|(_, other)| related(other) && recent(other)) {
                self.journeys[index].run.steps[position].events = vec![event];
                return Ok(Verdict::End(Status::Skipped));
            }
        }
        let open = self.journeys.iter().position(|other| {
            other.position == position && matches!(other.wake, Some((_, Stage::Due))) && related(other)
        });
        if let Some(open) = open {
            let events = &mut self.journeys[open].run.steps[position].events;
            events.push(event);
            events.sort_by(|a, b| a["time"].as_str().cmp(&b["time"].as_str()));
            self.journeys[index].merged_into = Some(open);
            self.record(open, position, HappeningKind::Joins { from: RunId(index) });
            return Ok(Verdict::Stop(Status::Merged, Status::Merged));
        }
        self.journeys[index].run.steps[position].events = vec![event];
        Ok(self.until(due))
    }
}

/// Returns the failure that [`Platform::fail_next`] has asked for.
fn demanded(step_id: &str, status: u16) -> Fault {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = format!("step `{step_id}` fails with {} on demand", status.as_u16());
    Fault::with_stack(ErrorCode::StepExecutionFailed, message).with_status(status)
}
