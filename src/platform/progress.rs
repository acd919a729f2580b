//! Moves runs on, from the event to the last step.

use super::{
    Error, Platform, Status,
    journey::{Journey, Stage},
    notification::Notification,
    timeline::HappeningKind,
};
use crate::{
    engine::{EventData, subscriber_of},
    error::{ErrorCode, Fault},
    registry::Registered,
};
use dialects::json::Object;
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;

impl Platform {
    /// Starts a run, before its first step, and returns its index.
    pub(super) fn begin(
        &mut self,
        workflow_id: &str,
        to: Value,
        payload: Result<Value, String>,
    ) -> Result<usize, Error> {
        let fail = |fault| Error::of_fault(workflow_id, None, fault);
        let Registered { workflow, definition } = self.registry.find(workflow_id).map_err(fail)?;
        let payload = payload.map_err(|error| {
            fail(Fault::new(
                ErrorCode::ExecutionEventPayloadInvalid,
                format!("the payload cannot be written as JSON: {error}"),
            ))
        })?;
        let event = EventData {
            payload: payload.into(),
            subscriber: Some(Arc::new(subscriber_of(to.into()).map_err(fail)?)),
            context: Some(Object::from(&self.settings.context).into()),
            env: Object::from(&self.settings.env).into(),
            ..EventData::default()
        };
        let notification = Notification::new(workflow, definition, event).map_err(fail)?;
        let journey = Journey::new(notification, definition, self.now);
        self.journeys.push(journey);
        Ok(self.journeys.len() - 1)
    }

    /// Wakes the run that is due first and no later than `until`. Returns whether there was one.
    pub(super) async fn wake_before(&mut self, until: Timestamp) -> bool {
        // Of two runs that are due at the same time, the older one is first.
        let wakes = self.journeys.iter().enumerate();
        let due = wakes
            .filter_map(|(index, journey)| Some((journey.wake?.0, index)))
            .min();
        match due {
            Some((at, index)) if at <= until && !self.watch.is_spent() => {
                self.now = self.now.max(at);
                self.proceed(index).await;
                true
            }
            _ => false,
        }
    }

    /// Moves a run on until it waits or ends.
    pub(super) async fn proceed(&mut self, index: usize) {
        if let Some((_, Stage::Due)) = self.journeys[index].wake.take() {
            self.record(index, self.journeys[index].position, HappeningKind::WaitEnds);
            self.journeys[index].leave(Status::Completed);
            self.record_end(index);
        }
        while let Some(kind) = self.journeys[index].current()
            && !self.watch.is_spent()
        {
            let position = self.journeys[index].position;
            match self.ask(index).await {
                Err(failure) => self.journeys[index].fail(failure, self.now),
                Ok(outcome) => {
                    if self.journeys[index].take(outcome) {
                        let verdict = self.verdict(index, kind);
                        self.journeys[index].settle(verdict);
                    }
                }
            }
            self.record_step(index, position);
        }
    }
}
