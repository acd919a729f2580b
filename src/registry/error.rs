//! Mistakes found when a registry is built.

use crate::engine::ProblemKind;
use std::{error::Error, fmt};

/// A mistake in a workflow, found when the registry was built.
#[derive(Debug, Clone)]
pub struct BuildError {
    inner: Box<Inner>,
}

#[derive(Debug, Clone)]
struct Inner {
    kind: BuildErrorKind,
    workflow: String,
    step: Option<String>,
    message: String,
}

/// The kind of a [`BuildError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// Two workflows have the same id.
    DuplicateWorkflow,
    /// Two steps of a workflow have the same id.
    DuplicateStep,
    /// A provider override is unknown, or declared twice.
    Provider,
    /// A JSON Schema is not one that Novu accepts.
    Schema,
    /// The example or the mock does not fit the payload's schema or type.
    Example,
    /// A name, description or tag is one that Novu rejects, and with it the sync of all workflows.
    Metadata,
    /// The workflow function waits for something that is not a step.
    Pending,
    /// The workflow function returned an error.
    Failed,
    /// The workflow function panicked.
    Panicked,
}

impl BuildError {
    pub(super) fn new(kind: BuildErrorKind, workflow: &str, message: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            workflow: workflow.to_owned(),
            step: None,
            message: message.into(),
        };
        Self {
            inner: Box::new(inner),
        }
    }

    pub(super) fn at_step(mut self, step: String) -> Self {
        self.inner.step = Some(step);
        self
    }

    /// Returns the kind of mistake.
    #[must_use]
    pub fn kind(&self) -> BuildErrorKind {
        self.inner.kind
    }

    /// Returns the id of the workflow.
    #[must_use]
    pub fn workflow(&self) -> &str {
        &self.inner.workflow
    }

    /// Returns the id of the step, if the mistake is in one step.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.inner.step.as_deref()
    }
}

impl From<ProblemKind> for BuildErrorKind {
    fn from(kind: ProblemKind) -> Self {
        match kind {
            ProblemKind::DuplicateStep => Self::DuplicateStep,
            ProblemKind::Provider => Self::Provider,
            ProblemKind::Schema => Self::Schema,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "workflow `{}`", self.inner.workflow)?;
        if let Some(step) = &self.inner.step {
            write!(f, ", step `{step}`")?;
        }
        write!(f, ": {}", self.inner.message)
    }
}

impl Error for BuildError {}
