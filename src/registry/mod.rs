//! The catalogue of a server's workflows, checked and compiled once. It finds workflows; it does not run
//! them.

#[cfg(feature = "agents")]
mod agents;
mod build;
mod check;
mod define;
mod document;
mod error;
mod sources;
mod warning;

pub use build::RegistryBuilder;
pub use error::{BuildError, BuildErrorKind, Mistake};
pub(crate) use sources::SourceText;
pub use warning::{BuildWarning, BuildWarningKind};

use crate::{
    engine::{Code, WorkflowDefinition},
    error::{ErrorCode, Fault, did_you_mean, shortened},
    workflow::AnyWorkflow,
};
use bytes::Bytes;
use document::Document;
use std::{collections::HashMap, fmt, sync::Arc};

/// All workflows of a server.
///
/// Building one runs every workflow function once, with a mock payload, to find its steps; mistakes in
/// workflows are found there. After that it never changes: it is a cheap handle on shared data, and no
/// request takes a lock in it.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    workflows: Vec<Registered>,
    by_id: HashMap<String, usize>,
    steps: usize,
    #[cfg(feature = "agents")]
    agents: agents::Agents,
    discovery: Bytes,
    warnings: Vec<BuildWarning>,
}

/// A workflow and its definition.
pub(crate) struct Registered {
    pub(crate) workflow: Arc<dyn AnyWorkflow>,
    pub(crate) definition: Arc<WorkflowDefinition>,
}

impl Registry {
    /// Creates a builder to add workflows to.
    pub fn builder() -> RegistryBuilder {
        RegistryBuilder::default()
    }

    /// Returns the ids of the workflows, in the order in which they were added.
    pub fn workflows(&self) -> impl ExactSizeIterator<Item = &str> {
        self.inner
            .workflows
            .iter()
            .map(|registered| &*registered.definition.id)
    }

    /// Returns all workflows with their definitions.
    #[cfg(feature = "studio")]
    pub(crate) fn entries(&self) -> &[Registered] {
        &self.inner.workflows
    }

    /// Returns the number of workflows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.workflows.len()
    }

    /// Returns whether there are no workflows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.workflows.is_empty()
    }

    /// Returns the discovery document as JSON text, source texts included: what Novu gets for
    /// `action=discover`. It is printed once, when the registry is built.
    ///
    /// ```
    /// use novu_framework::Registry;
    /// let registry = Registry::builder().build()?;
    /// assert_eq!(registry.discovery(), r#"{"workflows":[],"agents":[]}"#);
    /// # Ok::<(), novu_framework::BuildError>(())
    /// ```
    #[must_use]
    pub fn discovery(&self) -> Bytes {
        self.inner.discovery.clone()
    }

    /// Returns the probable mistakes that were found when the registry was built: templates in the defaults
    /// of controls that name what is not there, texts that become HTML unescaped, and steps that are not
    /// awaited. With the feature `tracing` each is a `WARN` event, too.
    ///
    /// A test can keep them out:
    ///
    /// ```
    /// use novu_framework::{Context, Registry, Result, Sms, Workflow};
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Comment {
    ///     author: String,
    /// }
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// #[serde(default)]
    /// struct Text {
    ///     body: String,
    /// }
    ///
    /// impl Default for Text {
    ///     fn default() -> Self {
    ///         Self { body: "{{ payload.autor }} commented".into() }
    ///     }
    /// }
    ///
    /// async fn comment(cx: Context<Comment>) -> Result<()> {
    ///     cx.step.sms("text", |text: Text| Sms::new(text.body)).await?;
    ///     Ok(())
    /// }
    ///
    /// let comment = Workflow::builder("comment", comment).build();
    /// let registry = Registry::builder().workflow(&comment).build()?;
    ///
    /// let [warning] = registry.warnings() else { panic!("{:?}", registry.warnings()) };
    /// assert_eq!(warning.pointer(), Some("/body"));
    /// assert_eq!(warning.message(), "`payload` has no `autor`; did you mean `payload.author`?");
    /// # Ok::<(), novu_framework::BuildError>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> &[BuildWarning] {
        &self.inner.warnings
    }

    /// Prints the discovery document without source texts.
    pub(crate) fn discovery_without_sources(&self) -> Bytes {
        let mut document = Document::new(SourceText::Hidden);
        for Registered { workflow, definition } in &self.inner.workflows {
            document.add(workflow.options(), definition);
        }
        #[cfg(feature = "agents")]
        document.set_agents(&self.inner.agents);
        document.finish().into()
    }

    /// Returns the ids of the agents, in the order in which they were added. (Feature `agents`.)
    #[cfg(feature = "agents")]
    pub fn agents(&self) -> impl ExactSizeIterator<Item = &str> {
        self.inner.agents.ids()
    }

    /// Finds an agent by its id, which is compared exactly.
    #[cfg(feature = "agents")]
    pub(crate) fn agent(&self, id: &str) -> Option<&crate::agent::Agent> {
        self.inner.agents.find(id)
    }

    /// Returns the number of steps of all workflows.
    pub(crate) fn step_count(&self) -> usize {
        self.inner.steps
    }

    /// Returns the source of a workflow, or of one of its steps if `step_id` is not empty (`bridge.md` §4).
    pub(crate) fn code(&self, workflow_id: &str, step_id: &str) -> Result<Code, Fault> {
        let definition = &self.find(workflow_id)?.definition;
        if step_id.is_empty() {
            return Ok(definition.code);
        }
        let step = definition.step(step_id).ok_or_else(|| {
            let known = definition.steps().iter().map(|step| &*step.id);
            let message = format!(
                "workflow `{workflow_id}` has no step `{}`{}",
                shortened(step_id),
                did_you_mean(step_id, known)
            );
            Fault::new(ErrorCode::StepNotFound, message)
        })?;
        Ok(step.code)
    }

    /// Returns the ids of a workflow and of one of its steps, as far as they exist.
    pub(crate) fn known(&self, workflow_id: &str, step_id: &str) -> (Option<&str>, Option<&str>) {
        let found = self.get(workflow_id).map(|registered| &*registered.definition);
        let step = found.and_then(|workflow| workflow.step(step_id));
        (found.map(|workflow| &*workflow.id), step.map(|step| &*step.id))
    }

    /// Finds a workflow.
    ///
    /// # Errors
    ///
    /// The registry does not have it.
    pub(crate) fn find(&self, workflow_id: &str) -> Result<&Registered, Fault> {
        self.get(workflow_id).ok_or_else(|| {
            Fault::new(
                ErrorCode::WorkflowNotFound,
                format!(
                    "there is no workflow `{}`{}",
                    shortened(workflow_id),
                    did_you_mean(workflow_id, self.workflows())
                ),
            )
        })
    }

    fn get(&self, workflow_id: &str) -> Option<&Registered> {
        let index = self.inner.by_id.get(workflow_id)?;
        self.inner.workflows.get(*index)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("workflows", &self.workflows().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
