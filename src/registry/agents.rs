//! The agents of a server.

use super::{BuildErrorKind, Mistake};
use crate::agent::Agent;
use std::collections::HashMap;

/// Agents in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Agents {
    agents: Vec<Agent>,
    by_id: HashMap<String, usize>,
}

impl Agents {
    /// Checks the ids of the agents. Unlike in the reference, ids are unique (`agents.md` §17, A15).
    pub(super) fn checked(agents: Vec<Agent>, mistakes: &mut Vec<Mistake>) -> Self {
        let mut by_id = HashMap::with_capacity(agents.len());
        for (index, agent) in agents.iter().enumerate() {
            let mistake = |kind, message| Mistake::new(kind, agent.id(), agent.place(), message);
            if agent.id().is_empty() {
                let message = "its id is empty; give it the id that Novu's dashboard shows".to_owned();
                mistakes.push(mistake(BuildErrorKind::EmptyAgentId, message));
            }
            if let Some(first) = by_id.insert(agent.id().to_owned(), index) {
                let first: &Agent = &agents[first];
                let message = format!(
                    "two agents have this id, the other at {}; give each its own",
                    first.place()
                );
                mistakes.push(mistake(BuildErrorKind::DuplicateAgent, message));
            }
        }
        Self { agents, by_id }
    }

    pub(super) fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.agents.iter().map(Agent::id)
    }

    pub(super) fn find(&self, id: &str) -> Option<&Agent> {
        let index = self.by_id.get(id)?;
        self.agents.get(*index)
    }
}
