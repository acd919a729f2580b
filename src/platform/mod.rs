//! Novu's part, played in process.

mod error;
mod journey;
mod notification;
mod run;
pub(crate) mod show;
mod throttle;
mod window;
mod work;

pub use error::Error;
pub use run::{Run, Status, StepRun};
pub use work::Work;

use crate::{
    engine::{EventData, subscriber_of},
    error::{ErrorCode, Fault},
    registry::{Registered, Registry},
    workflow::Workflow,
};
use dialects::json::Object;
use jiff::Timestamp;
use journey::{Failed, Journey, Stage, Verdict};
use notification::Notification;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    collections::HashMap,
    fmt,
    ops::Index,
    sync::Arc,
    time::{Duration, SystemTime},
};
use throttle::Throttles;

/// Novu in process: it asks the workflows of a registry for their steps as Novu does, on a clock that only moves
/// when it is told to.
///
/// The clock starts at 2025-01-01T00:00:00Z, a Wednesday. What Novu asks the database for, such as whether a message
/// was read, is set with [`set_result`](Self::set_result). See the [module docs](crate::testing) for examples and for what is
/// simulated.
pub struct Platform {
    registry: Registry,
    now: Timestamp,
    journeys: Vec<Journey>,
    throttles: Throttles,
    settings: Settings,
}

/// What a test has set.
struct Settings {
    env: Map<String, Value>,
    context: Map<String, Value>,
    controls: HashMap<String, Result<Value, String>>,
    results: HashMap<String, Result<Value, String>>,
}

/// Names a run of a [`Platform`]: `novu[id]` is the [`Run`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunId(usize);

impl Platform {
    /// Novu with these workflows synced, and nothing triggered.
    #[must_use]
    pub fn new(registry: &Registry) -> Self {
        Self {
            registry: registry.clone(),
            now: Timestamp::from_second(1_735_689_600).unwrap_or_default(),
            journeys: Vec::new(),
            throttles: Throttles::default(),
            settings: Settings {
                env: Map::from_iter(
                    [("name", "Development"), ("type", "dev")]
                        .map(|(name, value)| (name.to_owned(), value.into())),
                ),
                context: Map::new(),
                controls: HashMap::new(),
                results: HashMap::new(),
            },
        }
    }

    /// The same with the clock at another time, such as `2025-03-03T08:30:00Z`. Nothing that waits is woken.
    ///
    /// # Errors
    ///
    /// It is no ISO 8601 time with an offset.
    pub fn starting_at(mut self, time: &str) -> Result<Self, Error> {
        self.now = time
            .parse()
            .map_err(|error| Error::new("", None, format!("`{time}` is no time: {error}")))?;
        Ok(self)
    }

    /// The time on the clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.now.into()
    }

    /// Sets what later steps find as the result of a step, from the time when it has run: for example
    /// [`Message::Read`] for an inbox message, or the response of an HTTP request. It holds for the steps of that id
    /// in all runs, until it is set again; runs that have gone further keep what they had.
    pub fn set_result(&mut self, step: impl Into<String>, result: impl Serialize) -> &mut Self {
        self.settings.results.insert(step.into(), written(result));
        self
    }

    /// Sets what people have set for a step in the dashboard, for the steps of that id. What is not set has the
    /// default of its type.
    pub fn set_controls(&mut self, step: impl Into<String>, controls: impl Serialize) -> &mut Self {
        self.settings.controls.insert(step.into(), written(controls));
        self
    }

    /// Sets a variable of the environment, for all events from now on. `name` and `type` are there already.
    pub fn set_env(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.settings.env.insert(name.into(), value.into());
        self
    }

    /// Sets a member of the context, such as the tenant, of all events from now on.
    pub fn set_context(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.settings.context.insert(name.into(), value.into());
        self
    }

    /// Triggers a workflow and runs it until it waits or ends: one [`Run`].
    ///
    /// `to` is a subscriber's id, or a whole subscriber as a JSON object.
    ///
    /// # Errors
    ///
    /// The workflow is not in the registry, the payload does not match its schema, or `to` is neither id nor object.
    /// What goes wrong later stands in the [`Run`].
    pub fn trigger<P>(
        &mut self,
        workflow: &Workflow<P>,
        to: impl Into<Value>,
        payload: impl Serialize,
    ) -> Work<'_, Result<RunId, Error>> {
        let (id, to, payload) = (workflow.id().to_owned(), to.into(), written(payload));
        Work::new(async move {
            let index = self.begin(&id, to, payload)?;
            self.proceed(index).await;
            Ok(RunId(index))
        })
    }

    /// Triggers a workflow and runs it to its end, moving the clock as far as that takes.
    ///
    /// # Errors
    ///
    /// As for [`trigger`](Self::trigger).
    pub fn run<P>(
        &mut self,
        workflow: &Workflow<P>,
        to: impl Into<Value>,
        payload: impl Serialize,
    ) -> Work<'_, Result<Run, Error>> {
        let (id, to, payload) = (workflow.id().to_owned(), to.into(), written(payload));
        Work::new(async move {
            let index = self.begin(&id, to, payload)?;
            self.proceed(index).await;
            while self.journeys[index].wake.is_some() {
                self.wake_before(Timestamp::MAX).await;
            }
            Ok(self.journeys[index].run.clone())
        })
    }

    /// Moves the clock, and does what falls due on the way.
    pub fn advance(&mut self, time: Duration) -> Work<'_, ()> {
        let until = self.now.checked_add(time).unwrap_or(Timestamp::MAX);
        Work::new(async move {
            while self.wake_before(until).await {}
            self.now = until;
        })
    }

    /// Moves the clock until nothing waits any more.
    pub fn settle(&mut self) -> Work<'_, ()> {
        Work::new(async move { while self.wake_before(Timestamp::MAX).await {} })
    }

    /// All runs, in the order of their events.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.journeys.iter().map(|journey| &journey.run)
    }

    /// Starts a run; none of its steps has been asked for.
    fn begin(
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

    /// Wakes the run that is due first, if that is not after `until`.
    async fn wake_before(&mut self, until: Timestamp) -> bool {
        // Of two that are due at the same time, the older event is first.
        let due = self
            .journeys
            .iter()
            .enumerate()
            .filter_map(|(index, journey)| Some((journey.wake?.0, index)))
            .min();
        match due {
            Some((at, index)) if at <= until => {
                self.now = self.now.max(at);
                self.proceed(index).await;
                true
            }
            _ => false,
        }
    }

    /// Takes a run on until it waits or ends.
    async fn proceed(&mut self, index: usize) {
        match self.journeys[index].wake.take() {
            Some((_, Stage::Due)) => self.journeys[index].leave(Status::Completed),
            Some((_, Stage::Retry)) | None => {}
        }
        while let Some((definition, step)) = self.journeys[index].current() {
            let asked = self.ask(index).await;
            let journey = &mut self.journeys[index];
            let outcome = match asked {
                Ok(outcome) => outcome,
                Err(failure) => match journey.fail(failure, self.now) {
                    Failed::GoOn => continue,
                    Failed::Stop => return,
                },
            };
            journey.take(outcome);
            if journey.run.steps[step].status != Status::Pending {
                journey.position += 1;
                continue;
            }
            let settled = self.settle_step(index, definition.steps()[step].kind);
            let journey = &mut self.journeys[index];
            match settled {
                Ok(Verdict::Done) => journey.leave(Status::Completed),
                Ok(Verdict::Skipped) => journey.leave(Status::Skipped),
                Ok(Verdict::Until(time)) => return journey.wait(time, Stage::Due),
                Ok(Verdict::Stop(status, rest)) => return journey.stop(status, rest),
                Err(message) => {
                    let step = &definition.steps()[step].id;
                    journey.run.steps[journey.position].error =
                        Some(Error::new(&definition.id, Some(step), message));
                    return journey.stop(Status::Failed, Status::Canceled);
                }
            }
        }
    }
}

/// A value of a test's as JSON.
fn written(value: impl Serialize) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

impl Index<RunId> for Platform {
    type Output = Run;

    /// The run of that id.
    ///
    /// # Panics
    ///
    /// The id is another platform's.
    #[track_caller]
    fn index(&self, id: RunId) -> &Run {
        match self.journeys.get(id.0) {
            Some(journey) => &journey.run,
            None => panic!("the run is one of another platform"),
        }
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Platform")
            .field("registry", &self.registry)
            .field("now", &self.now)
            .field("runs", &self.journeys.len())
            .finish_non_exhaustive()
    }
}

/// What a subscriber did with an inbox message, for [`Platform::set_result`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Message {
    /// Neither seen nor read, which is where every message begins.
    Unseen,
    /// Seen in the inbox, not opened.
    Seen,
    /// Seen and read.
    Read,
}

impl Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::step::InAppResult {
            seen: *self != Self::Unseen,
            read: *self == Self::Read,
            ..Default::default()
        }
        .serialize(serializer)
    }
}
