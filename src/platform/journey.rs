//! One run on its way, and what Novu does with the answer for each kind of step.

use super::{Error, Platform, Run, Status, StepRun, notification::Notification, window};
use crate::{
    engine::{History, StepOutcome, WorkflowDefinition, digest_event, unattended_result},
    error::Fault,
    step::StepKind,
};
use dialects::json::Json;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value};
use std::sync::Arc;

/// How often a step is asked for at most (`bridge.md` §10.1).
const ATTEMPTS: u32 = 4;

/// A run on its way.
pub(super) struct Journey {
    notification: Notification,
    definition: Arc<WorkflowDefinition>,
    pub(super) run: Run,
    triggered: Timestamp,
    /// The step whose turn it is.
    pub(super) position: usize,
    /// When it goes on, while it waits.
    pub(super) wake: Option<(Timestamp, Stage)>,
}

/// What a run waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// To ask for the step again.
    Retry,
    /// The end of a digest or delay.
    Due,
}

/// Why there is no answer.
pub(super) enum Failure {
    /// The bridge has failed.
    Bridge(Fault),
    /// What the test has set cannot be used.
    Test(String),
}

/// What follows a failure: the next step, or a pause, which may be for ever.
pub(super) enum Failed {
    GoOn,
    Stop,
}

/// What follows an answer with outputs.
pub(super) enum Verdict {
    /// The step is done.
    Done,
    /// There was nothing to wait for.
    Skipped,
    /// It is done at that time.
    Until(Timestamp),
    /// The run ends: the status of this step and that of the rest.
    Stop(Status, Status),
}

impl Journey {
    pub(super) fn new(
        notification: Notification,
        definition: &Arc<WorkflowDefinition>,
        now: Timestamp,
    ) -> Self {
        let subscriber = notification.event().subscriber.as_deref();
        let subscriber = subscriber.and_then(|subscriber| subscriber.get("subscriberId"));
        let steps = definition.steps().iter();
        Self {
            run: Run {
                workflow: definition.id.clone(),
                subscriber: subscriber.and_then(Json::as_str).unwrap_or_default().to_owned(),
                steps: steps
                    .map(|step| StepRun::new(&definition.id, &step.id, step.kind))
                    .collect(),
            },
            notification,
            definition: Arc::clone(definition),
            triggered: now,
            position: 0,
            wake: None,
        }
    }

    /// The step whose turn it is.
    pub(super) fn current(&self) -> Option<(Arc<WorkflowDefinition>, usize)> {
        (self.position < self.run.steps.len()).then(|| (Arc::clone(&self.definition), self.position))
    }

    /// Ends the step.
    pub(super) fn leave(&mut self, status: Status) {
        self.run.steps[self.position].status = status;
        self.position += 1;
    }

    /// Ends the run in the middle.
    pub(super) fn stop(&mut self, status: Status, rest: Status) {
        self.leave(status);
        for step in &mut self.run.steps[self.position..] {
            step.status = rest;
        }
        self.position = self.run.steps.len();
    }

    /// Waits in the step.
    pub(super) fn wait(&mut self, until: Timestamp, stage: Stage) {
        self.run.steps[self.position].status = Status::Waiting;
        self.wake = Some((until, stage));
    }

    /// Notes an answer; the status stays pending where it depends on the kind of step what follows.
    pub(super) fn take(&mut self, outcome: Option<StepOutcome>) {
        let step = &mut self.run.steps[self.position];
        step.attempts += 1;
        step.error = None;
        match outcome {
            None => step.status = Status::Empty,
            Some(outcome) if outcome.skip => step.status = Status::Skipped,
            Some(outcome) => {
                step.output = Some(outcome.outputs.into());
                step.providers = outcome.providers.into();
                step.status = Status::Pending;
            }
        }
    }

    /// Notes a failure, and decides as Novu does whether the step is tried again and whether the run goes on.
    pub(super) fn fail(&mut self, failure: Failure, now: Timestamp) -> Failed {
        let step = &mut self.run.steps[self.position];
        step.attempts += 1;
        let (again, error) = match failure {
            Failure::Bridge(fault) => (
                is_retried(fault.status.as_u16()),
                Error::of_fault(&step.workflow, Some(&step.id), fault),
            ),
            Failure::Test(message) => (false, Error::new(&step.workflow, Some(&step.id), message)),
        };
        step.error = Some(error);
        let (attempts, kind) = (step.attempts, step.kind);
        if again && attempts < ATTEMPTS {
            // 1, 2 and 4 seconds (`bridge.md` §10.1).
            let back_off = (500_i64 << attempts).milliseconds();
            self.wait(now.checked_add(back_off).unwrap_or(now), Stage::Retry);
            return Failed::Stop;
        }
        if kind.is_channel() {
            self.leave(Status::Failed);
            Failed::GoOn
        } else {
            self.stop(Status::Failed, Status::Canceled);
            Failed::Stop
        }
    }

    /// The event as a digest holds it. `number` counts the runs, so that ids are the same every time.
    fn digested(&self, number: usize) -> Value {
        let id = format!("{}-{number}", self.run.workflow);
        let time = format!("{:.3}", self.triggered);
        digest_event(&id, &time, &self.notification.event().payload).into()
    }

    /// Whether both are for the same subscriber and workflow.
    fn is_kin_of(&self, other: &Self) -> bool {
        self.run.workflow == other.run.workflow && self.run.subscriber == other.run.subscriber
    }

    /// The value by which a digest step collects apart.
    fn digest_key(&self, step: usize) -> Option<&Value> {
        self.run.steps[step].output.as_ref()?.get("digestKey")
    }
}

/// Whether Novu tries again after this status.
fn is_retried(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 503 | 504 | 521 | 522 | 524)
}

impl Platform {
    /// Asks for the step whose turn it is.
    pub(super) async fn ask(&mut self, index: usize) -> Result<Option<StepOutcome>, Failure> {
        let journey = &self.journeys[index];
        let definition = Arc::clone(&journey.definition);
        let step = &definition.steps()[journey.position];
        let set = |value: &Result<Value, String>, what: &str| {
            value.clone().map_err(|error| {
                Failure::Test(format!(
                    "the {what} that was set cannot be written as JSON: {error}"
                ))
            })
        };
        let controls = match self.settings.controls.get(&step.id) {
            Some(controls) => set(controls, "controls")?,
            None => Value::Object(Map::new()),
        };
        if step.kind.is_run_by_platform()
            && let Some(result) = self.settings.results.get(&step.id)
        {
            // Novu makes the request, so there is nothing to ask the bridge for.
            return Ok(Some(StepOutcome {
                outputs: set(result, "result")?.into(),
                ..StepOutcome::default()
            }));
        }
        // Made anew for every request: a message may have been read meanwhile.
        let mut history = History::default();
        for earlier in journey.run.steps[..journey.position].iter().rev() {
            let result = match self.settings.results.get(&earlier.id) {
                Some(result) => set(result, "result")?.into(),
                None => {
                    // Novu counts from the event on, not from when the delay began.
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
        let notification = &mut self.journeys[index].notification;
        notification
            .ask(step, controls.into(), history)
            .await
            .map_err(Failure::Bridge)
    }

    /// What follows the outputs of the step whose turn it is (`bridge.md` §7.4).
    pub(super) fn settle_step(&mut self, index: usize, kind: StepKind) -> Result<Verdict, String> {
        let journey = &self.journeys[index];
        let outputs = journey.run.steps[journey.position]
            .output
            .clone()
            .unwrap_or_default();
        match kind {
            StepKind::Digest => self.digest(index, &outputs),
            StepKind::Delay => {
                let due = window::due(&outputs, journey.notification.event(), self.now)?;
                Ok(self.until(due))
            }
            StepKind::Throttle => {
                let event = journey.notification.event();
                let step = (&*journey.run.workflow, &*journey.run.steps[journey.position].id);
                let granted =
                    self.throttles
                        .reserve(&outputs, event, &journey.run.subscriber, step, self.now)?;
                Ok(if granted {
                    Verdict::Done
                } else {
                    Verdict::Stop(Status::Throttled, Status::Canceled)
                })
            }
            _ => Ok(Verdict::Done),
        }
    }

    fn until(&self, due: Timestamp) -> Verdict {
        if due <= self.now {
            Verdict::Done
        } else {
            Verdict::Until(due)
        }
    }

    /// Opens a digest, lets the event into one that is open, or past it.
    fn digest(&mut self, index: usize, outputs: &Value) -> Result<Verdict, String> {
        let journey = &self.journeys[index];
        let position = journey.position;
        let event = journey.digested(index + 1);
        let due = window::due(outputs, journey.notification.event(), self.now)?;
        let kin = |other: &&Journey| {
            other.is_kin_of(journey) && other.digest_key(position) == journey.digest_key(position)
        };
        if let Some(look_back) = outputs
            .get("lookBackWindow")
            .filter(|_| outputs.get("cron").is_none())
        {
            let since = window::before(look_back, self.now)?;
            let another = self
                .journeys
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, journey)| journey)
                .filter(kin)
                .any(|other| {
                    let step = &other.run.steps[position];
                    let passed = matches!(step.status, Status::Completed | Status::Skipped);
                    other.triggered >= since && passed && step.output.is_some()
                });
            if !another {
                self.journeys[index].run.steps[position].events = vec![event];
                return Ok(Verdict::Skipped);
            }
        }
        let open = self.journeys.iter().position(|other| {
            other.position == position && matches!(other.wake, Some((_, Stage::Due))) && kin(&other)
        });
        if let Some(open) = open {
            let events = &mut self.journeys[open].run.steps[position].events;
            events.push(event);
            events.sort_by(|a, b| a["time"].as_str().cmp(&b["time"].as_str()));
            return Ok(Verdict::Stop(Status::Merged, Status::Merged));
        }
        self.journeys[index].run.steps[position].events = vec![event];
        Ok(self.until(due))
    }
}
