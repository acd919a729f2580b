//! What became of an event: its run, and the steps of it.

use super::{Error, show};
use crate::step::StepKind;
use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeStruct};
use serde_json::{Map, Value};
use std::fmt;

/// How far a run or a step of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Its turn has not come.
    Pending,
    /// It waits: for the end of a digest or delay, or to be tried again.
    Waiting,
    /// It is done; a message is on its way.
    Completed,
    /// `skip` said so.
    Skipped,
    /// The workflow function ended without this step, or took its error for no error: Novu gets empty outputs and
    /// would try to deliver them.
    Empty,
    /// The event went into a digest of an earlier one, whose run goes on in its place.
    Merged,
    /// A throttle held it back. No step after it runs.
    Throttled,
    /// It failed, after as many attempts as Novu makes.
    Failed,
    /// An earlier step failed, and that kind of step ends the run.
    Canceled,
}

impl Status {
    /// The word for people and for the state of requests.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Completed => "completed",
            Self::Skipped => "skipped",
            Self::Empty => "empty",
            Self::Merged => "merged",
            Self::Throttled => "throttled",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What became of one event, for one subscriber.
///
/// It prints and serialises the same way every time: without times and durations. So it can be compared with text,
/// with [`assert_snapshot`](crate::testing::assert_snapshot), or by a snapshot crate.
///
/// See the [module docs](crate::testing) for examples.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub(super) workflow: String,
    pub(super) subscriber: String,
    pub(super) steps: Vec<StepRun>,
}

impl Run {
    /// The id of the workflow.
    #[must_use]
    pub fn workflow(&self) -> &str {
        &self.workflow
    }

    /// The id of the subscriber.
    #[must_use]
    pub fn subscriber(&self) -> &str {
        &self.subscriber
    }

    /// How far it is as a whole: what stopped it, if something did.
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

    /// The steps, in the order in which the workflow takes them.
    #[must_use]
    pub fn steps(&self) -> &[StepRun] {
        &self.steps
    }

    /// The step of that id, if there is one.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&StepRun> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step of that id.
    ///
    /// # Panics
    ///
    /// There is none.
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

    /// The first error.
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

/// What became of one step of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRun {
    pub(super) workflow: String,
    pub(super) id: String,
    pub(super) kind: StepKind,
    pub(super) status: Status,
    pub(super) attempts: u32,
    pub(super) output: Option<Value>,
    pub(super) providers: Map<String, Value>,
    /// What a digest has collected.
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

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The kind of step.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        self.kind
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// How often it was asked for: more than once if an error was one after which Novu tries again.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The output as the step's own type, such as [`Email`](crate::Email), sanitised as Novu would get it.
    ///
    /// # Errors
    ///
    /// The step has no output (it was skipped, failed, or has not run), or one of another type.
    pub fn output<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let fail = |message| Error::new(&self.workflow, Some(&self.id), message);
        let Some(output) = &self.output else {
            return Err(self
                .error
                .clone()
                .unwrap_or_else(|| fail(format!("it has no output: it is {}", self.status))));
        };
        T::deserialize(output).map_err(|error| fail(format!("its output is of another type: {error}")))
    }

    /// The output as Novu would get it, if there is one.
    #[must_use]
    pub fn output_json(&self) -> Option<&Value> {
        self.output.as_ref()
    }

    /// What a provider is sent in place of, or beside, the output, if there is an override for it.
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&Value> {
        self.providers.get(id)
    }

    /// The events that a digest has collected, as later steps see them.
    #[must_use]
    pub fn events(&self) -> &[Value] {
        &self.events
    }

    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The step and its workflow, for messages.
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
            let plural = if self.events.len() == 1 { "" } else { "s" };
            write!(f, ", {} event{plural}", self.events.len())?;
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
