use crate::agent::handler::{TurnError, TurnErrorKind};
use std::time::Duration;

/// The summary of a turn that is over.
#[derive(Debug, Clone)]
pub struct TurnReport {
    pub(super) agent: String,
    pub(super) event: &'static str,
    pub(super) delivery_id: String,
    pub(super) conversation_id: String,
    pub(super) transport: &'static str,
    pub(super) outcome: TurnOutcome,
    pub(super) error: Option<TurnError>,
    pub(super) duration: Duration,
    pub(super) sends: u32,
}

impl TurnReport {
    getters! {
        /// Returns the id of the agent.
        agent: &str = agent;
        /// Returns the name of the event: `onMessage`, `onAction`, `onReaction` or `onResolve`.
        event: &'static str = *event;
        /// Returns Novu's id of the delivery, to find the turn in logs. It is the same for all events of some
        /// kinds.
        delivery_id: &str = delivery_id;
        /// Returns Novu's id of the conversation.
        conversation_id: &str = conversation_id;
        /// Returns how the turn was to send: `events` or `replies`.
        transport: &'static str = *transport;
        /// Returns how the turn ended.
        outcome: TurnOutcome = *outcome;
        /// Returns why the turn has failed, if it has. Its text may be personal.
        error: Option<&TurnError> = error.as_ref();
        /// Returns the time from the acknowledgement to the last thing that was sent.
        duration: Duration = *duration;
        /// Returns the number of requests to Novu's API. Attempts at the same request count once.
        sends: u32 = *sends;
    }
}

named! {
    /// How a turn ended.
    TurnOutcome {
        /// The handler did its work.
        Completed = "completed",
        /// The handler failed, and the handler of errors answered.
        Answered = "answered",
        /// The handler failed, and the handler of errors suppressed the report.
        Suppressed = "suppressed",
        /// The handler returned an error.
        Failed = "failed",
        /// The handler panicked.
        Panicked = "panicked",
        /// The turn took longer than its deadline.
        TimedOut = "timed-out",
        /// The turn was dropped: the server shut down, or its host stopped it.
        Dropped = "dropped",
        /// Something of the turn could not be delivered.
        Undelivered = "undelivered",
    }
}

impl TurnOutcome {
    /// Returns the outcome of a failed turn that was reported.
    pub(super) fn of(error: &TurnError) -> Self {
        match error.kind() {
            TurnErrorKind::Panicked => Self::Panicked,
            TurnErrorKind::TimedOut => Self::TimedOut,
            TurnErrorKind::Dropped => Self::Dropped,
            TurnErrorKind::Failed if error.delivery().is_some() => Self::Undelivered,
            TurnErrorKind::Failed => Self::Failed,
        }
    }

    /// Returns whether the turn was reported to Novu as failed.
    pub(super) fn is_failure(self) -> bool {
        !matches!(self, Self::Completed | Self::Answered | Self::Suppressed)
    }
}
