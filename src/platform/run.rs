//! Runs and their steps.

use super::{Error, show};
use crate::step::StepKind;
use dialects::text::counted;
use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeStruct};
use serde_json::{Map, Value};
use std::fmt;

named! {
    /// The status of a run or a step.
    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    Status {
        /// Not reached yet.
        Pending = "pending",
        /// Waiting for the end of a digest or delay, or for a retry.
        Waiting = "waiting",
        /// Completed; a message is handed to the provider.
        Completed = "completed",
        /// Skipped by `skip`, or a digest that let its event pass.
        Skipped = "skipped",
        /// The workflow function ended before this step, or ignored its error. Novu gets empty outputs and
        /// would try to deliver them.
        Empty = "empty",
        /// The event was added to the open digest of an earlier run, which continues for both.
        Merged = "merged",
        /// Held back by a throttle. No later step runs.
        Throttled = "throttled",
        /// Failed, after as many attempts as Novu makes.
        Failed = "failed",
        /// Not reached, because an earlier step ended the run.
        Canceled = "canceled",
    }
}

/// The run of a workflow for one event and one subscriber.
///
/// It prints and serialises the same way every time, without times and durations. So it can be compared with
/// a text, with [`assert_snapshot`](crate::testing::assert_snapshot), or by a snapshot crate.
///
/// See the [module docs](crate::testing) for examples.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub(super) workflow: String,
    pub(super) subscriber: String,
    pub(super) steps: Vec<StepRun>,
}

impl Run {
    getters! {
        /// Returns the id of the workflow.
        workflow: &str = workflow;
        /// Returns the id of the subscriber.
        subscriber: &str = subscriber;
    }

    /// Returns the status of the whole run: that of the step that stopped it, if one did.
    #[must_use]
    pub fn status(&self) -> Status {
        [
            Status::Waiting,
            Status::Failed,
            Status::Merged,
            Status::Throttled,
            Status::Pending,
        ]
        .into_iter()
        .find(|&status| self.steps.iter().any(|step| step.status == status))
        .unwrap_or(Status::Completed)
    }

    /// Returns the steps, in the order of the workflow.
    #[must_use]
    pub fn steps(&self) -> &[StepRun] {
        &self.steps
    }

    /// Returns the step with that id, if there is one.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&StepRun> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Returns the step with that id.
    ///
    /// # Panics
    ///
    /// The workflow has no such step.
    #[must_use]
    #[track_caller]
    pub fn step(&self, id: &str) -> &StepRun {
        let Some(step) = self.find(id) else {
            let known: Vec<_> = self.steps.iter().map(|step| &*step.id).collect();
            panic!(
                "workflow `{}` has no step `{id}`; its steps are: {}",
                self.workflow,
                known.join(", ")
            )
        };
        step
    }

    /// Returns the first error.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.steps.iter().find_map(|step| step.error.as_ref())
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "workflow {} for {}: {}",
            self.workflow,
            self.subscriber,
            self.status()
        )?;
        self.steps.iter().try_for_each(|step| write!(f, "\n{step}"))
    }
}

impl Serialize for Run {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut run = serializer.serialize_struct("Run", 4)?;
        run.serialize_field("workflow", &self.workflow)?;
        run.serialize_field("subscriber", &self.subscriber)?;
        run.serialize_field("status", &self.status())?;
        run.serialize_field("steps", &self.steps)?;
        run.end()
    }
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRun {
    pub(super) workflow: String,
    pub(super) id: String,
    pub(super) kind: StepKind,
    pub(super) status: Status,
    pub(super) attempts: u32,
    pub(super) output: Option<Value>,
    pub(super) providers: Map<String, Value>,
    /// The events that a digest has collected.
    pub(super) events: Vec<Value>,
    pub(super) error: Option<Error>,
}

impl StepRun {
    pub(super) fn new(workflow: &str, id: &str, kind: StepKind) -> Self {
        Self {
            workflow: workflow.to_owned(),
            id: id.to_owned(),
            kind,
            status: Status::Pending,
            attempts: 0,
            output: None,
            providers: Map::new(),
            events: Vec::new(),
            error: None,
        }
    }

    getters! {
        /// Returns the id.
        id: &str = id;
        /// Returns the kind of step.
        kind: StepKind = *kind;
        /// Returns the status.
        status: Status = *status;
        /// Returns the number of times that the step was executed: more than one if it failed and Novu
        /// retries that error.
        attempts: u32 = *attempts;
    }

    /// Returns the output as the step's own type, such as [`Email`](crate::Email), sanitised as Novu would
    /// get it.
    ///
    /// # Errors
    ///
    /// The step has no output (it was skipped, failed, or has not run), or the output has another type.
    pub fn output<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let fail = |message| Error::new(&self.workflow, Some(&self.id), message);
        let Some(output) = &self.output else {
            return Err(self
                .error
                .clone()
                .unwrap_or_else(|| fail(format!("the step has no output, its status is {}", self.status))));
        };
        T::deserialize(output)
            .map_err(|error| fail(format!("the output does not have the requested type: {error}")))
    }

    /// Returns the output as Novu would get it, if there is one.
    #[must_use]
    pub fn output_json(&self) -> Option<&Value> {
        self.output.as_ref()
    }

    /// Returns the override for a provider, which is sent in place of the output or beside it.
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&Value> {
        self.providers.get(id)
    }

    /// Returns all overrides for providers.
    #[cfg(feature = "studio")]
    pub(crate) fn providers(&self) -> &Map<String, Value> {
        &self.providers
    }

    getters! {
        /// Returns the events that a digest has collected, as later steps see them.
        events: &[Value] = events;
        /// Returns the error, if the step failed.
        error: Option<&Error> = error.as_ref();
    }

    /// Names the step and its workflow in messages.
    pub(crate) fn full_name(&self) -> String {
        format!("step `{}` of workflow `{}`", self.id, self.workflow)
    }
}

impl fmt::Display for StepRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {} {}: {}", self.kind.as_str(), self.id, self.status)?;
        if self.attempts > 1 {
            write!(f, " after {} attempts", self.attempts)?;
        }
        if !self.events.is_empty() {
            let events = counted(&self.events.len().to_string(), "event", "events");
            write!(f, ", {events}")?;
        }
        if let Some(error) = &self.error {
            write!(f, "\n    {error}")?;
        }
        if let Some(output) = &self.output {
            show::indented(f, output)?;
        }
        for (id, values) in &self.providers {
            write!(f, "\n    provider {id}:")?;
            show::indented(f, values)?;
        }
        Ok(())
    }
}

impl Serialize for StepRun {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut step = serializer.serialize_struct("StepRun", 8)?;
        step.serialize_field("id", &self.id)?;
        step.serialize_field("type", self.kind.as_str())?;
        step.serialize_field("status", &self.status)?;
        step.serialize_field("attempts", &self.attempts)?;
        step.serialize_field("output", &self.output)?;
        step.serialize_field("providers", &self.providers)?;
        step.serialize_field("events", &self.events.len())?;
        step.serialize_field("error", &self.error.as_ref().map(ToString::to_string))?;
        step.end()
    }
}
