//! Everything that happened on the platform's clock, in order.

use super::{
    Platform, RunId, Status,
    journey::{Journey, Stage},
};
use std::time::SystemTime;

/// Something that happened in a run of a [`Platform`]: a step was executed, a wait ended, the run ended.
///
/// See [`Platform::timeline`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Happening {
    /// The time on the platform's clock.
    pub at: SystemTime,
    /// The run in which it happened.
    pub run: RunId,
    /// The id of the step; empty if it is about the whole run.
    pub step: String,
    /// The number of times that the step has been executed by then. An event that joins a digest counts none.
    pub attempt: u32,
    /// The kind of happening.
    pub kind: HappeningKind,
}

/// The kinds of [`Happening`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HappeningKind {
    /// The step was executed and is completed: a message is handed to the provider, a result is there.
    Sent,
    /// A digest or delay began.
    Waits {
        /// The time at which it ends.
        until: SystemTime,
    },
    /// A digest or delay ended.
    WaitEnds,
    /// The event of another run joined this run's open digest.
    Joins {
        /// The run of that event.
        from: RunId,
    },
    /// The event was added to the open digest of another run, and this run ends.
    Merged {
        /// The run that continues for both.
        into: RunId,
    },
    /// The step failed.
    Fails {
        /// The time of the next attempt; `None` if Novu does not try again.
        retry: Option<SystemTime>,
    },
    /// The step was skipped, or its digest let the event pass.
    Skipped,
    /// A throttle held the run back, and it ends.
    Throttled,
    /// The workflow function ended before this step, so there is no output.
    Empty,
    /// The run ended.
    Ends {
        /// The status of the run.
        status: Status,
    },
}

impl Platform {
    /// Returns everything that has happened, in order: each execution of a step, each wait, and the end of
    /// each run.
    ///
    /// ```
    /// use novu_framework::testing::{HappeningKind, Platform};
    /// use novu_framework::{Context, Delay, Registry, Result, Sms, Unit, Workflow};
    /// use serde_json::{Value, json};
    ///
    /// let remind = Workflow::builder("remind", async |cx: Context<Value>| -> Result<()> {
    ///     cx.step.delay("a-day", || Delay::of(1, Unit::Days)).await?;
    ///     cx.step.sms("text", || Sms::new("Tomorrow!")).await?;
    ///     Ok(())
    /// })
    /// .build();
    /// let mut novu = Platform::new(&Registry::builder().workflow(&remind).build()?);
    /// novu.fail_next("text", [503]);
    /// novu.run(&remind, "ann", json!({})).wait()?;
    ///
    /// let kinds: Vec<_> = novu.timeline().iter().map(|happening| happening.kind).collect();
    /// assert!(matches!(
    ///     kinds[..],
    ///     [
    ///         HappeningKind::Waits { .. },
    ///         HappeningKind::WaitEnds,
    ///         HappeningKind::Fails { retry: Some(_) },
    ///         HappeningKind::Sent,
    ///         HappeningKind::Ends { .. },
    ///     ]
    /// ));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn timeline(&self) -> &[Happening] {
        &self.timeline
    }

    /// Records the outcome of the step at this position, and the end of the run if it has ended.
    pub(super) fn record_step(&mut self, index: usize, position: usize) {
        let journey = &self.journeys[index];
        let kind = match (journey.run.steps[position].status, journey.wake) {
            (Status::Waiting, Some((until, Stage::Retry))) => HappeningKind::Fails {
                retry: Some(until.into()),
            },
            (Status::Waiting, Some((until, Stage::Due))) => HappeningKind::Waits { until: until.into() },
            (Status::Failed, _) => HappeningKind::Fails { retry: None },
            (Status::Skipped, _) => HappeningKind::Skipped,
            (Status::Throttled, _) => HappeningKind::Throttled,
            (Status::Empty, _) => HappeningKind::Empty,
            (Status::Merged, _) => HappeningKind::Merged {
                into: RunId(journey.merged_into.unwrap_or(index)),
            },
            _ => HappeningKind::Sent,
        };
        self.record(index, position, kind);
        self.record_end(index);
    }

    /// Records the end of a run, if it has ended.
    pub(super) fn record_end(&mut self, index: usize) {
        let Journey { position, run, .. } = &self.journeys[index];
        if *position == run.steps.len() {
            let (position, status) = (*position, run.status());
            self.record(index, position, HappeningKind::Ends { status });
        }
    }

    /// Records a happening of the step at this position, or of the whole run if there is no such step.
    pub(super) fn record(&mut self, index: usize, position: usize, kind: HappeningKind) {
        let step = self.journeys[index].run.steps.get(position);
        self.timeline.push(Happening {
            at: self.now.into(),
            run: RunId(index),
            step: step.map(|step| step.id.clone()).unwrap_or_default(),
            attempt: step.map_or(0, |step| step.attempts),
            kind,
        });
    }
}
