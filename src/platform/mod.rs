//! Novu's part, played in process.

#[cfg(feature = "agents")]
mod chat;
mod error;
mod journey;
mod message;
mod notification;
mod progress;
mod run;
pub(crate) mod show;
mod steps;
mod throttle;
mod timeline;
mod watch;
mod window;
mod work;

#[cfg(feature = "agents")]
pub use chat::{AskedPerson, Conversation, PendingApproval, Saying, SentMessage, SentTrigger, TurnRun};
#[cfg(all(feature = "agents", feature = "studio"))]
pub(crate) use chat::{Deed, Played, Setting, State, Transport, Unplayable, play};
pub use error::Error;
#[cfg(feature = "studio")]
pub(crate) use journey::{ATTEMPTS, is_retried};
pub use message::Message;
pub use run::{Run, Status, StepRun};
pub use timeline::{Happening, HappeningKind};
pub use work::Work;

use crate::{registry::Registry, workflow::Workflow};
use jiff::Timestamp;
use journey::Journey;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    collections::{HashMap, VecDeque},
    fmt,
    ops::Index,
    time::{Duration, SystemTime},
};
use throttle::Throttles;

/// Novu in process: executes the steps of a registry's workflows as Novu does, on a clock that moves only
/// when the test moves it.
///
/// The clock starts at 2025-01-01T00:00:00Z, a Wednesday. Results that come from outside, such as whether a
/// message was read, are set with [`set_result`](Self::set_result). See the [module docs](crate::testing) for
/// examples and for the list of what is simulated.
pub struct Platform {
    registry: Registry,
    now: Timestamp,
    journeys: Vec<Journey>,
    throttles: Throttles,
    timeline: Vec<Happening>,
    settings: Settings,
    watch: watch::Watch,
}

/// The values that a test has set.
struct Settings {
    env: Map<String, Value>,
    context: Map<String, Value>,
    controls: HashMap<String, Result<Value, String>>,
    results: HashMap<String, Result<Value, String>>,
    /// Outputs of steps that then do not run.
    outputs: HashMap<String, Result<Value, String>>,
    /// The statuses with which the next executions of a step fail.
    failures: HashMap<String, VecDeque<u16>>,
}

/// The id of a run of a [`Platform`]: `novu[id]` is the [`Run`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(usize);

#[cfg(feature = "studio")]
impl RunId {
    /// Returns the run's place among all runs.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

impl Platform {
    /// Creates a platform to which these workflows are synced, and for which nothing is triggered yet.
    #[must_use]
    pub fn new(registry: &Registry) -> Self {
        Self {
            registry: registry.clone(),
            now: Timestamp::from_second(1_735_689_600).unwrap_or_default(),
            journeys: Vec::new(),
            throttles: Throttles::default(),
            timeline: Vec::new(),
            watch: watch::Watch::default(),
            settings: Settings {
                env: Map::from_iter(
                    [("name", "Development"), ("type", "dev")]
                        .map(|(name, value)| (name.to_owned(), value.into())),
                ),
                context: Map::new(),
                controls: HashMap::new(),
                results: HashMap::new(),
                outputs: HashMap::new(),
                failures: HashMap::new(),
            },
        }
    }

    /// Sets the clock to another time, such as `2025-03-03T08:30:00Z`, without waking any run.
    ///
    /// # Errors
    ///
    /// The text is not an ISO 8601 time with an offset.
    pub fn starting_at(mut self, time: &str) -> Result<Self, Error> {
        self.now = time.parse().map_err(|error| {
            Error::new(
                "",
                None,
                format!("`{time}` is not a time such as `2025-03-03T08:30:00Z`: {error}"),
            )
        })?;
        Ok(self)
    }

    /// Returns the time on the clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.now.into()
    }

    /// Sets the result that later steps get from a step: for example [`Message::Read`] for an inbox message,
    /// or the response of an HTTP request.
    ///
    /// It applies to the steps with that id in all runs, from their next request on, until it is set again.
    pub fn set_result(&mut self, step: impl Into<String>, result: impl Serialize) -> &mut Self {
        self.settings.results.insert(step.into(), written(result));
        self
    }

    /// Lets the next executions of the steps with that id fail with these statuses, one after the other,
    /// before their code runs. Novu executes a step again after 408, 429, 500, 503, 504, 521, 522 and 524, up
    /// to three times.
    pub fn fail_next(
        &mut self,
        step: impl Into<String>,
        statuses: impl IntoIterator<Item = u16>,
    ) -> &mut Self {
        self.settings
            .failures
            .entry(step.into())
            .or_default()
            .extend(statuses);
        self
    }

    /// Sets the output of the steps with that id: their code does not run. For `custom` steps whose code has
    /// effects that a test must not have, such as charging a card.
    ///
    /// ```
    /// use novu_framework::{Context, Registry, Result, Sms, Workflow, testing::Platform};
    /// use serde_json::{Value, json};
    ///
    /// let pay = Workflow::builder("pay", async |cx: Context<Value>| -> Result<()> {
    ///     let charge = cx.step.custom("charge", || -> Result<Value> { Err("costs money".into()) }).await?;
    ///     cx.step.sms("text", || Sms::new(format!("Paid: {}", charge["id"]))).await?;
    ///     Ok(())
    /// })
    /// .build();
    /// let mut novu = Platform::new(&Registry::builder().workflow(&pay).build()?);
    /// novu.set_output("charge", json!({ "id": 7 }));
    /// let run = novu.run(&pay, "ann", json!({})).wait()?;
    /// run.step("text").assert_output(Sms::new("Paid: 7"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_output(&mut self, step: impl Into<String>, output: impl Serialize) -> &mut Self {
        self.settings.outputs.insert(step.into(), written(output));
        self
    }

    /// Sets the controls of the steps with that id, as people set them in the dashboard. Members that are not
    /// set have the defaults of their type.
    pub fn set_controls(&mut self, step: impl Into<String>, controls: impl Serialize) -> &mut Self {
        self.settings.controls.insert(step.into(), written(controls));
        self
    }

    /// Sets a variable of the environment for all later events. `name` and `type` are set already.
    pub fn set_env(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.settings.env.insert(name.into(), value.into());
        self
    }

    /// Sets a member of the context, such as the tenant, for all later events.
    pub fn set_context(&mut self, name: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.settings.context.insert(name.into(), value.into());
        self
    }

    /// Triggers a workflow and moves its [`Run`] on until it waits or ends.
    ///
    /// `to` is a subscriber's id, or a whole subscriber as a JSON object.
    ///
    /// # Errors
    ///
    /// The workflow is not in the registry, the payload does not match its schema, or `to` is neither an id
    /// nor an object. Later errors are in the [`Run`].
    pub fn trigger<P>(
        &mut self,
        workflow: &Workflow<P>,
        to: impl Into<Value>,
        payload: impl Serialize,
    ) -> Work<'_, Result<RunId, Error>> {
        self.trigger_id(workflow.id(), to, payload)
    }

    /// Triggers the workflow with that id, as [`trigger`](Self::trigger) does: for workflows that are not at
    /// hand as a [`Workflow`].
    ///
    /// # Errors
    ///
    /// As for [`trigger`](Self::trigger).
    pub fn trigger_id(
        &mut self,
        workflow_id: impl Into<String>,
        to: impl Into<Value>,
        payload: impl Serialize,
    ) -> Work<'_, Result<RunId, Error>> {
        let (id, to, payload) = (workflow_id.into(), to.into(), written(payload));
        Work::new(async move {
            let index = self.begin(&id, to, payload)?;
            self.proceed(index).await;
            Ok(RunId(index))
        })
    }

    /// Triggers a workflow and moves its run on to the end, and the clock as far as necessary.
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

    /// Moves the clock, and every run that is due on the way.
    pub fn advance(&mut self, time: Duration) -> Work<'_, ()> {
        let until = self.now.checked_add(time).unwrap_or(Timestamp::MAX);
        Work::new(async move {
            while self.wake_before(until).await {}
            self.now = until;
        })
    }

    /// Moves the clock until no run waits any more.
    pub fn settle(&mut self) -> Work<'_, ()> {
        Work::new(async move { while self.wake_before(Timestamp::MAX).await {} })
    }

    /// Returns all runs, in the order of their events.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.journeys.iter().map(|journey| &journey.run)
    }
}

fn written(value: impl Serialize) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

impl Index<RunId> for Platform {
    type Output = Run;

    /// Returns the run with that id.
    ///
    /// # Panics
    ///
    /// The id is from another platform.
    #[track_caller]
    fn index(&self, id: RunId) -> &Run {
        match self.journeys.get(id.0) {
            Some(journey) => &journey.run,
            None => panic!("the id is from another platform, which has more runs than this one"),
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
