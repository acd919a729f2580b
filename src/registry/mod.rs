//! All workflows of a server, checked and compiled once.

mod build;
mod document;
mod error;

pub use build::RegistryBuilder;
pub(crate) use document::Sources;
pub use error::{BuildError, BuildErrorKind};

use crate::{
    engine::{Action, Code, Request, Run, WorkflowDefinition, answer},
    error::{ErrorCode, Fault, shortened},
    local,
    workflow::AnyWorkflow,
};
use bytes::Bytes;
use document::Document;
use std::{collections::HashMap, fmt, sync::Arc};

/// All workflows of a server.
///
/// Building one runs every workflow function once, with a mock payload, to find its steps; whatever is wrong
/// with a workflow is found there. After that it never changes: it is a cheap handle on shared data, and no
/// request takes a lock in it.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    workflows: Vec<Registered>,
    by_id: HashMap<String, usize>,
    steps: usize,
    discovery: Bytes,
}

/// A workflow with what was discovered of it.
struct Registered {
    workflow: Arc<dyn AnyWorkflow>,
    definition: Arc<WorkflowDefinition>,
}

impl Registry {
    /// A registry to add workflows to.
    pub fn builder() -> RegistryBuilder {
        RegistryBuilder::default()
    }

    /// The discovery document as JSON text. The one without sources is written anew, so ask for it once.
    pub(crate) fn discovery(&self, sources: Sources) -> Bytes {
        match sources {
            Sources::Shown => self.inner.discovery.clone(),
            Sources::Hidden => {
                let mut document = Document::new(sources);
                for Registered { workflow, definition } in &self.inner.workflows {
                    document.add(workflow.options(), definition);
                }
                document.finish().into()
            }
        }
    }

    /// How many workflows and how many steps there are.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.inner.workflows.len(), self.inner.steps)
    }

    /// The source of a workflow or of one of its steps, or what stands in for it (`bridge.md` §4).
    pub(crate) fn code(&self, workflow_id: &str, step_id: &str) -> Result<Code, Fault> {
        let registered = self.find(workflow_id)?;
        if step_id.is_empty() {
            return Ok(registered.definition.code);
        }
        registered
            .definition
            .step(step_id)
            .map(|step| step.code)
            .ok_or_else(|| {
                let step_id = shortened(step_id);
                let message = format!("workflow `{workflow_id}` has no step `{step_id}`");
                Fault::new(ErrorCode::StepNotFound, message)
            })
    }

    /// Answers for one step of a workflow: the response's body, or why there is none.
    ///
    /// Dropping the future cancels the workflow function.
    pub(crate) async fn run(
        &self,
        action: Action,
        workflow_id: &str,
        step_id: &str,
        body: Bytes,
    ) -> Result<Vec<u8>, Fault> {
        let registered = self.find(workflow_id)?;
        // Not held across the `await`: a future has room for all that it may hold at once.
        let run = Run::request(Request::one_step(&registered.definition, action, step_id, &body)?);
        // All of it has been copied, and the function may wait for long.
        drop(body);
        answer(&*registered.workflow, run).await
    }

    /// Runs all steps of a workflow: the response's body, or why there is none.
    ///
    /// Dropping the future cancels the workflow function.
    pub(crate) async fn run_local(&self, workflow_id: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let registered = self.find(workflow_id)?;
        local::run_whole(&*registered.workflow, &registered.definition, body).await
    }

    /// A workflow, and what was discovered of it.
    #[cfg(feature = "testing")]
    pub(crate) fn find_workflow(
        &self,
        workflow_id: &str,
    ) -> Result<(&Arc<dyn AnyWorkflow>, &Arc<WorkflowDefinition>), Fault> {
        self.find(workflow_id)
            .map(|registered| (&registered.workflow, &registered.definition))
    }

    /// The ids of a workflow and of a step of it, as far as there are such.
    pub(crate) fn known(&self, workflow_id: &str, step_id: &str) -> (Option<&str>, Option<&str>) {
        let found = self.inner.by_id.get(workflow_id);
        let found = found.map(|&index| &*self.inner.workflows[index].definition);
        let step = found.and_then(|workflow| workflow.step(step_id));
        (found.map(|workflow| &*workflow.id), step.map(|step| &*step.id))
    }

    fn find(&self, workflow_id: &str) -> Result<&Registered, Fault> {
        let found = self
            .inner
            .by_id
            .get(workflow_id)
            .map(|&index| &self.inner.workflows[index]);
        found.ok_or_else(|| {
            Fault::new(
                ErrorCode::WorkflowNotFound,
                format!("there is no workflow `{}`", shortened(workflow_id)),
            )
        })
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self
            .inner
            .workflows
            .iter()
            .map(|registered| &registered.definition.id);
        f.debug_struct("Registry")
            .field("workflows", &ids.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
