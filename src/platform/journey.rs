//! One run on its way through the steps.

use super::{Error, Run, Status, StepRun, notification::Notification};
use crate::{
    engine::{StepOutcome, WorkflowDefinition, digest_event},
    error::Fault,
    step::StepKind,
};
use dialects::json::Json;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use std::sync::Arc;

/// The limit of requests for one step (`bridge.md` §10.1).
pub(crate) const ATTEMPTS: u32 = 4;

/// A run on its way.
pub(super) struct Journey {
    pub(super) notification: Notification,
    pub(super) definition: Arc<WorkflowDefinition>,
    pub(super) run: Run,
    pub(super) triggered: Timestamp,
    /// The index of the current step.
    pub(super) position: usize,
    /// The time at which a waiting run moves on.
    pub(super) wake: Option<(Timestamp, Stage)>,
    /// The index of the run whose digest has taken the event.
    pub(super) merged_into: Option<usize>,
}

/// The reason for which a run waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The step is executed again.
    Retry,
    /// A digest or delay ends.
    Due,
}

/// An error of a step.
pub(super) enum Failure {
    /// The bridge failed.
    Bridge(Fault),
    /// A value that the test has set cannot be used.
    Test(String),
}

/// The consequence of a step's output.
pub(super) enum Verdict {
    /// The step ends.
    End(Status),
    /// The step is completed at that time.
    Until(Timestamp),
    /// The run ends, with the status of this step and that of the remaining ones.
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
            merged_into: None,
        }
    }

    /// Returns the kind of the current step, or `None` if the run waits or has ended.
    pub(super) fn current(&self) -> Option<StepKind> {
        let step = self.run.steps.get(self.position)?;
        self.wake.is_none().then_some(step.kind)
    }

    /// Ends the current step.
    pub(super) fn leave(&mut self, status: Status) {
        self.run.steps[self.position].status = status;
        self.position += 1;
    }

    /// Ends the run.
    fn stop(&mut self, status: Status, rest: Status) {
        self.leave(status);
        for step in &mut self.run.steps[self.position..] {
            step.status = rest;
        }
        self.position = self.run.steps.len();
    }

    fn wait(&mut self, until: Timestamp, stage: Stage) {
        self.run.steps[self.position].status = Status::Waiting;
        self.wake = Some((until, stage));
    }

    /// Records a response. Returns whether the step has an output, which then decides what follows.
    pub(super) fn take(&mut self, outcome: Option<StepOutcome>) -> bool {
        let step = &mut self.run.steps[self.position];
        step.attempts += 1;
        step.error = None;
        match outcome {
            None => self.leave(Status::Empty),
            Some(outcome) if outcome.skip => self.leave(Status::Skipped),
            Some(outcome) => {
                step.output = Some(outcome.outputs.into());
                step.providers = outcome.providers.into();
                return true;
            }
        }
        false
    }

    /// Moves on from a step with an output.
    pub(super) fn settle(&mut self, verdict: Result<Verdict, String>) {
        match verdict {
            Ok(Verdict::End(status)) => self.leave(status),
            Ok(Verdict::Until(time)) => self.wait(time, Stage::Due),
            Ok(Verdict::Stop(status, rest)) => self.stop(status, rest),
            Err(message) => {
                let step = &mut self.run.steps[self.position];
                step.error = Some(Error::new(&step.workflow, Some(&step.id), message));
                self.stop(Status::Failed, Status::Canceled);
            }
        }
    }

    /// Records a failure. As Novu does, retries the step, moves on to the next one, or ends the run.
    pub(super) fn fail(&mut self, failure: Failure, now: Timestamp) {
        let step = &mut self.run.steps[self.position];
        step.attempts += 1;
        let (retried, error) = match failure {
            Failure::Bridge(fault) => (
                is_retried(fault.status.as_u16()),
                Error::of_fault(&step.workflow, Some(&step.id), fault),
            ),
            Failure::Test(message) => (false, Error::new(&step.workflow, Some(&step.id), message)),
        };
        step.error = Some(error);
        let (attempts, kind) = (step.attempts, step.kind);
        if retried && attempts < ATTEMPTS {
            // 1, 2 and 4 seconds (`bridge.md` §10.1).
            let back_off = (500_i64 << attempts).milliseconds();
            self.wait(now.checked_add(back_off).unwrap_or(now), Stage::Retry);
        } else if kind.is_channel() {
            self.leave(Status::Failed);
        } else {
            self.stop(Status::Failed, Status::Canceled);
        }
    }

    /// Returns the event as a digest holds it. `number` is the run's, so that ids are the same every time.
    pub(super) fn digested(&self, number: usize) -> Value {
        let id = format!("{}-{number}", self.run.workflow);
        let time = format!("{:.3}", self.triggered);
        digest_event(&id, &time, &self.notification.event().payload).into()
    }

    /// Returns whether the digest step at this position collects the events of both runs together.
    pub(super) fn shares_digest(&self, other: &Self, position: usize) -> bool {
        let key = |journey: &Self| {
            journey.run.steps[position]
                .output
                .as_ref()?
                .get("digestKey")
                .cloned()
        };
        self.run.workflow == other.run.workflow
            && self.run.subscriber == other.run.subscriber
            && key(self) == key(other)
    }
}

/// Returns whether Novu retries a request after this status.
pub(crate) fn is_retried(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 503 | 504 | 521 | 522 | 524)
}
