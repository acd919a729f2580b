//! Builds a registry: discovers, checks and compiles every workflow.

use super::{
    BuildError, BuildErrorKind, Inner, Mistake, Registered, Registry, SourceText, check::Findings,
    define::define, document::Document,
};
use crate::{
    controls::TemplateCache,
    trace,
    workflow::{AnyWorkflow, Workflow, WorkflowOptions},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::{collections::HashMap, fmt, sync::Arc};

/// Collects workflows for a [`Registry`].
#[derive(Default)]
#[must_use]
pub struct RegistryBuilder {
    workflows: Vec<Arc<dyn AnyWorkflow>>,
    #[cfg(feature = "agents")]
    agents: Vec<crate::agent::Agent>,
}

impl RegistryBuilder {
    /// Adds a workflow. Novu sees them in the order in which they are added.
    pub fn workflow<P>(mut self, workflow: &Workflow<P>) -> Self
    where
        P: DeserializeOwned + Send + Sync + 'static,
    {
        self.workflows.push(Arc::new(workflow.clone()));
        self
    }

    /// Adds an agent. Novu sees them in the order in which they are added. (Feature `agents`.)
    #[cfg(feature = "agents")]
    pub fn agent(mut self, agent: &crate::agent::Agent) -> Self {
        self.agents.push(agent.clone());
        self
    }

    /// Runs every workflow function once to find its steps, compiles all schemas and prints the discovery
    /// document.
    ///
    /// # Errors
    ///
    /// Returns all mistakes in all workflows: an id that is used twice, an unknown provider, a schema that
    /// does not compile, a default that does not match its own schema or has a malformed template, a workflow
    /// without steps, a function that fails, panics or waits for something that is not a step.
    pub fn build(self) -> Result<Registry, BuildError> {
        let templates = Arc::new(TemplateCache::new());
        let mut workflows: Vec<Registered> = Vec::with_capacity(self.workflows.len());
        let mut by_id: HashMap<String, usize> = HashMap::with_capacity(self.workflows.len());
        let mut discovery = Document::new(SourceText::Shown);
        let mut findings = Findings::default();
        let mut ids: HashMap<&str, &WorkflowOptions> = HashMap::with_capacity(self.workflows.len());
        for workflow in &self.workflows {
            let options = workflow.options();
            if let Some(first) = ids.insert(&options.id, options) {
                findings.mistakes.push(duplicate(first, options));
            }
            let known = findings.mistakes.len();
            let definition = define(&**workflow, &templates, &mut findings);
            let Some(definition) = definition.filter(|_| findings.mistakes.len() == known) else {
                continue;
            };
            discovery.add(options, &definition);
            let steps = definition.steps().iter();
            trace::discovered(
                &options.id,
                steps.map(|step| format!("{} ({})", step.id, step.kind.as_str())),
            );
            by_id.insert(options.id.clone(), workflows.len());
            workflows.push(Registered {
                definition: Arc::new(definition),
                workflow: Arc::clone(workflow),
            });
        }
        #[cfg(feature = "agents")]
        let agents = super::agents::Agents::checked(self.agents, &mut findings.mistakes);
        BuildError::of(findings.mistakes)?;
        #[cfg(feature = "agents")]
        {
            discovery.set_agents(&agents);
            agents.ids().for_each(trace::discovered_agent);
        }
        for warning in &findings.warnings {
            trace::warn(format_args!("{warning}"));
        }
        let steps = workflows
            .iter()
            .map(|registered| registered.definition.steps().len())
            .sum();
        let inner = Inner {
            workflows,
            by_id,
            steps,
            #[cfg(feature = "agents")]
            agents,
            discovery: Bytes::from(discovery.finish()),
            warnings: findings.warnings,
        };
        Ok(Registry {
            inner: Arc::new(inner),
        })
    }
}

/// Returns the mistake of two workflows with one id.
fn duplicate(first: &WorkflowOptions, second: &WorkflowOptions) -> Mistake {
    let message = format!(
        "two workflows have this id: {} at {} and {}; give each its own",
        first.code, first.location, second.code
    );
    Mistake::new(
        BuildErrorKind::DuplicateWorkflow,
        &second.id,
        second.location,
        message,
    )
}

impl fmt::Debug for RegistryBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.workflows.iter().map(|workflow| &workflow.options().id);
        f.debug_struct("RegistryBuilder")
            .field("workflows", &ids.collect::<Vec<_>>())
            .finish()
    }
}
