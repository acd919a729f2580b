//! Keeps the requests, used if the feature `studio` is on.

use super::super::Platform;
use crate::{
    engine::{EventData, Notes, StepOutcome, Witness},
    error::Fault,
};
use std::time::{Duration, Instant};

/// A request for one step and its outcome.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The index of the run.
    pub(crate) run: usize,
    /// The index of the step in its workflow.
    pub(crate) position: usize,
    pub(crate) attempt: u32,
    /// The event, with the controls and the results of earlier steps that the request has.
    pub(crate) event: EventData,
    pub(crate) outcome: Result<Option<StepOutcome>, Fault>,
    pub(crate) notes: Notes,
    pub(crate) took: Duration,
}

/// Keeps the requests, up to a limit at which the platform stops.
#[derive(Debug, Default)]
pub(in super::super) struct Watch {
    exchanges: Vec<Exchange>,
    limit: Option<usize>,
}

/// A request that has begun.
pub(in super::super) struct Begun {
    pub(in super::super) witness: Witness,
    began: Instant,
}

impl Watch {
    pub(in super::super) fn begin(&self) -> Begun {
        Begun {
            witness: self.limit.map(|_| Witness::watching()).unwrap_or_default(),
            began: Instant::now(),
        }
    }

    pub(in super::super) fn end(
        &mut self,
        begun: &Begun,
        (run, position, attempt): (usize, usize, u32),
        event: &EventData,
        outcome: &Result<Option<StepOutcome>, Fault>,
    ) {
        if self.limit.is_some() {
            self.exchanges.push(Exchange {
                run,
                position,
                attempt,
                event: event.clone(),
                outcome: outcome.clone(),
                notes: begun.witness.notes(),
                took: begun.began.elapsed(),
            });
        }
    }

    /// Returns whether the limit is reached.
    pub(in super::super) fn is_spent(&self) -> bool {
        self.limit.is_some_and(|limit| self.exchanges.len() >= limit)
    }
}

impl Platform {
    /// Keeps all requests, and stops after `limit` of them.
    pub(crate) fn watched(mut self, limit: usize) -> Self {
        self.watch.limit = Some(limit);
        self
    }

    /// Returns the requests so far.
    pub(crate) fn exchanges(&self) -> &[Exchange] {
        &self.watch.exchanges
    }

    /// Returns whether the platform has stopped because of its limit.
    pub(crate) fn is_cut(&self) -> bool {
        self.watch.is_spent()
    }
}
