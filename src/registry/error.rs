//! Mistakes found when a registry is built.

use crate::engine::ProblemKind;
use std::{error::Error, fmt, panic::Location};

/// The mistakes in workflows, found when a registry was built: all of them, not only the first.
///
/// `Debug` prints the same text as `Display`, so that `main` may return the error. Each mistake is a line
/// with its cause, its cure and its place in the source.
///
/// ```
/// use novu_framework::{Context, Registry, Result, Sms, Workflow};
///
/// async fn code(cx: Context<serde_json::Value>) -> Result<()> {
///     cx.step.sms("text", || Sms::new("1234")).provider("twillio", |_| serde_json::json!({})).await?;
///     Ok(())
/// }
///
/// let code = Workflow::builder("code", code).tags([""]).build();
/// let error = Registry::builder().workflow(&code).build().unwrap_err();
/// assert_eq!(error.mistakes().len(), 2);
/// assert!(error.to_string().contains("did you mean `twilio`?"), "{error}");
/// ```
#[derive(Clone)]
pub struct BuildError {
    /// Never empty.
    mistakes: Vec<Mistake>,
}

/// A mistake in a workflow, one of a [`BuildError`].
#[derive(Clone)]
pub struct Mistake {
    kind: BuildErrorKind,
    workflow: String,
    step: Option<String>,
    message: String,
    location: &'static Location<'static>,
}

/// The kind of a [`Mistake`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// Two workflows have the same id.
    DuplicateWorkflow,
    /// Two agents have the same id. (Feature `agents`.)
    #[cfg(feature = "agents")]
    DuplicateAgent,
    /// The id of an agent is empty. (Feature `agents`.)
    #[cfg(feature = "agents")]
    EmptyAgentId,
    /// Two steps of a workflow have the same id.
    DuplicateStep,
    /// A provider override is unknown, or declared twice.
    Provider,
    /// A JSON Schema is not one that Novu accepts.
    Schema,
    /// The example or a mock does not fit its schema or type.
    Example,
    /// A name, description or tag is one that Novu rejects, and with it the sync of all workflows.
    Metadata,
    /// A default does not match its own schema.
    Default,
    /// A template in the default of a control cannot be parsed.
    Template,
    /// The workflow has no steps, or awaits none.
    NoSteps,
    /// The workflow function waits for something that is not a step.
    Pending,
    /// The workflow function returned an error.
    Failed,
    /// The workflow function panicked.
    Panicked,
}

impl BuildError {
    /// Returns the error with these mistakes, if there are any.
    pub(super) fn of(mistakes: Vec<Mistake>) -> Result<(), Self> {
        if mistakes.is_empty() {
            return Ok(());
        }
        Err(Self { mistakes })
    }

    /// Returns all mistakes: workflow by workflow in the order in which they were added.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Returns the kind of the first mistake.
    #[must_use]
    pub fn kind(&self) -> BuildErrorKind {
        self.mistakes[0].kind
    }

    /// Returns the id of the workflow of the first mistake, or of the agent.
    #[must_use]
    pub fn workflow(&self) -> &str {
        &self.mistakes[0].workflow
    }

    /// Returns the id of the step, if the first mistake is in a step.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.mistakes[0].step()
    }
}

impl Mistake {
    pub(super) fn new(
        kind: BuildErrorKind,
        workflow: &str,
        location: &'static Location<'static>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            workflow: workflow.to_owned(),
            step: None,
            message: message.into(),
            location,
        }
    }

    pub(super) fn at_step(mut self, step: String) -> Self {
        self.step = Some(step);
        self
    }

    getters! {
        /// Returns the kind of mistake.
        kind: BuildErrorKind = *kind;
        /// Returns the id of the workflow, or of the agent if the mistake is in one.
        workflow: &str = workflow;
        /// Returns the id of the step, if the mistake is in one step.
        step: Option<&str> = step.as_deref();
        /// Returns its cause and its cure, without its place.
        message: &str = message;
        /// Returns the place in the source: the call of the step's method, or of
        /// [`Workflow::builder`](crate::Workflow::builder).
        location: &'static Location<'static> = *location;
    }
}

impl From<ProblemKind> for BuildErrorKind {
    fn from(kind: ProblemKind) -> Self {
        match kind {
            ProblemKind::DuplicateStep => Self::DuplicateStep,
            ProblemKind::Provider => Self::Provider,
            ProblemKind::Schema => Self::Schema,
            ProblemKind::Mock => Self::Example,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [mistake] = &*self.mistakes {
            return mistake.fmt(f);
        }
        write!(f, "{} mistakes in workflows:", self.mistakes.len())?;
        self.mistakes
            .iter()
            .try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match self.kind {
            #[cfg(feature = "agents")]
            BuildErrorKind::DuplicateAgent | BuildErrorKind::EmptyAgentId => "agent",
            _ => "workflow",
        };
        write!(f, "{subject} `{}`", self.workflow)?;
        if let Some(step) = &self.step {
            write!(f, ", step `{step}`")?;
        }
        write!(f, ": {} ({})", self.message, self.location)
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for BuildError {}
