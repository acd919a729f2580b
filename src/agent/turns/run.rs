//! Runs one turn (`agents.md` §4, §12.1).

use super::{
    Settings,
    contain::{Contained, contained},
    limits::Permit,
    report::{TurnOutcome, TurnReport},
};
use crate::{
    agent::{
        Agent, Decision, Event, OnError, Turn, TurnError, TurnErrorKind,
        handler::{Answer, AnswerFuture, Handler, OnErrorFuture},
        turn::Core,
    },
    error::{Error, shortened},
    panics::{Panicked, catch},
    trace::{self, Span, field},
    workflow::NoState,
};
use dialects::text::truncated;
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Instant,
};
use tokio::{runtime::Handle, time::timeout};

/// The longest text of a failure that is reported to Novu, in bytes.
const MAX_REPORT: usize = 256;

/// A turn that is to run. A turn that is dropped before its end reports that.
pub(super) struct RunningTurn {
    agent: Agent,
    event: Event,
    core: Arc<Core>,
    settings: Arc<Settings>,
    span: Span,
    began: Instant,
    /// Gone when the turn is over.
    permit: Option<Permit>,
}

impl RunningTurn {
    pub(super) fn new(
        agent: Agent,
        event: Event,
        core: Arc<Core>,
        settings: Arc<Settings>,
        (span, began): (Span, Instant),
        permit: Permit,
    ) -> Self {
        Self {
            agent,
            event,
            core,
            settings,
            span,
            began,
            permit: Some(permit),
        }
    }

    /// Runs the turn to its end. Never panics.
    pub(super) async fn run(mut self) {
        let span = self.span.clone();
        let work = async {
            let (outcome, error) = self.conduct().await;
            self.tell(outcome, error);
            self.permit = None;
        };
        span.instrument(work).await;
    }

    async fn conduct(&mut self) -> (TurnOutcome, Option<TurnError>) {
        self.core.outbox.begin();
        let reached = match &mut self.permit {
            Some(permit) => {
                let stopped = permit.stopped();
                unless(pin!(stopped), permit.reached()).await
            }
            None => Ok(()),
        };
        let worked = match (reached, &self.permit) {
            (Ok(()), Some(permit)) => {
                let stopped = permit.stopped();
                unless(pin!(stopped), self.limited()).await.unwrap_or_else(Err)
            }
            (reached, _) => reached,
        };
        let (outcome, error) = match worked {
            Ok(()) => (TurnOutcome::Completed, None),
            Err(error) => {
                let error = error.at(self.path());
                (Box::pin(self.failed(&error)).await, Some(error))
            }
        };
        // Boxed, like all that sends: a turn waits for its handler most of the time, and takes less memory
        // then.
        Box::pin(self.core.outbox.end(outcome.is_failure())).await;
        (outcome, error)
    }

    /// Runs the handler and sends its answer, within the deadline.
    async fn limited(&self) -> Result<(), TurnError> {
        let limit = self.settings.deadline;
        timeout(limit, self.handled()).await.unwrap_or_else(|_| {
            let message = format!("the turn took longer than its deadline of {limit:?}");
            Err(TurnError::of(TurnErrorKind::TimedOut, message))
        })
    }

    async fn handled(&self) -> Result<(), TurnError> {
        let span = Span::handler();
        let answer = match self.handler()? {
            Some(handler) => span.instrument(handler).await.map_err(panicked)?,
            None => Ok(Answer::Nothing),
        };
        let answer = answer.map_err(TurnError::failed)?;
        let content = match &answer {
            Answer::Content(content) => Some(content),
            Answer::Nothing => None,
        };
        let sent = Box::pin(self.core.outbox.answer(content)).await;
        sent.map_err(|error| TurnError::failed(Error::from(error)))
    }

    /// Calls the handler of the event, if there is one.
    fn handler(&self) -> Result<Option<Contained<Result<Answer, Error>>>, TurnError> {
        let handlers = self.agent.handlers();
        let action = match &self.event {
            Event::Message(message) => return self.call(Some(&handlers.message), message),
            Event::Reaction(reaction) => return self.call(handlers.reaction.as_ref(), reaction),
            Event::Resolve(resolve) => return self.call(handlers.resolve.as_ref(), resolve),
            Event::Action(action) => action,
        };
        if let Some(handler) = &handlers.decision
            && let Some(decision) = Decision::of(action, self.core.received())
        {
            let decision = decision.map_err(|error| TurnError::failed(Error::from(error)))?;
            return self.call(Some(handler), &Arc::new(decision));
        }
        self.call(handlers.action.as_ref(), action)
    }

    fn call<E>(
        &self,
        handler: Option<&Handler<E, NoState>>,
        event: &Arc<E>,
    ) -> Result<Option<Contained<Result<Answer, Error>>>, TurnError> {
        let call = |handler: &Handler<E, NoState>| {
            let turn = Turn::new(Arc::clone(event), Arc::clone(&self.core));
            contained(|| -> AnswerFuture { (handler.call)(turn, NoState) }).map_err(panicked)
        };
        handler.map(call).transpose()
    }

    /// Returns the Rust path of the handler of the event, if there is one.
    fn path(&self) -> Option<&'static str> {
        let handlers = self.agent.handlers();
        let action = match &self.event {
            Event::Message(_) => return Some(handlers.message.path),
            Event::Reaction(_) => return handlers.reaction.as_ref().map(|handler| handler.path),
            Event::Resolve(_) => return handlers.resolve.as_ref().map(|handler| handler.path),
            Event::Action(action) => action,
        };
        match &handlers.decision {
            Some(handler) if Decision::of(action, self.core.received()).is_some() => Some(handler.path),
            _ => handlers.action.as_ref().map(|handler| handler.path),
        }
    }

    /// Asks the handler of errors, answers or reports, and returns the outcome.
    async fn failed(&self, error: &TurnError) -> TurnOutcome {
        let outbox = &self.core.outbox;
        // A server that shuts down has no time for it.
        let decided = match error.kind() {
            TurnErrorKind::Dropped => OnError::Report,
            _ => self.decided(error).await,
        };
        match decided {
            OnError::Suppress => return TurnOutcome::Suppressed,
            OnError::Answer(content) if outbox.reply(&content, &[]).await.is_ok() => {
                return TurnOutcome::Answered;
            }
            OnError::Answer(_) | OnError::Report => {}
        }
        outbox.report(&one_clause(error)).await;
        TurnOutcome::of(error)
    }

    /// Returns the decision of the handler of errors; to report, if the agent has none or it fails.
    async fn decided(&self, error: &TurnError) -> OnError {
        let Some(handler) = &self.agent.handlers().error else {
            return OnError::Report;
        };
        let turn = Turn::new(Arc::new(self.event.clone()), Arc::clone(&self.core));
        let call = || -> OnErrorFuture { handler(error.clone(), turn, NoState) };
        let Ok(decision) = contained(call) else {
            return OnError::Report;
        };
        match timeout(self.settings.deadline, decision).await {
            Ok(Ok(Ok(decision))) => decision,
            _ => OnError::Report,
        }
    }

    /// Reports to span and hook how the turn ended.
    fn tell(&self, outcome: TurnOutcome, error: Option<TurnError>) {
        self.span.text(field::OUTCOME, outcome.as_str());
        if outcome.is_failure() {
            self.span.text(field::SPAN_STATUS, "ERROR");
        }
        let failure = error.as_ref().map(ToString::to_string);
        let received = self.core.received();
        let turn = [
            self.agent.id(),
            self.event.name(),
            shortened(received.delivery_id()),
            outcome.as_str(),
        ];
        trace::turned(turn, failure.as_deref(), self.began.elapsed());
        let Some(hook) = &self.settings.on_turn else {
            return;
        };
        let report = TurnReport {
            agent: self.agent.id().to_owned(),
            event: self.event.name(),
            delivery_id: received.delivery_id().to_owned(),
            conversation_id: received.conversation_id.clone(),
            transport: self.core.outbox.transport(),
            outcome,
            error,
            duration: self.began.elapsed(),
            sends: self.core.outbox.sends(),
        };
        // User code, and perhaps called while another panic unwinds.
        let _ = catch(|| hook(&report));
    }
}

impl Drop for RunningTurn {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else { return };
        let error = TurnError::of(TurnErrorKind::Dropped, DROPPED).at(self.path());
        self.tell(TurnOutcome::Dropped, Some(error));
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let core = Arc::clone(&self.core);
        // Still one of the turns that `drain` waits for.
        permit.spawn(&runtime, |permit| async move {
            core.outbox.report(DROPPED).await;
            core.outbox.stop_typing().await;
            drop(permit);
        });
    }
}

/// The text of a turn that was dropped.
const DROPPED: &str = "the turn was dropped before its end";

/// Returns the error of a panic, whose text stays in this process (`differences.md` 2).
fn panicked(panicked: Panicked) -> TurnError {
    TurnError::panicked(panicked.message)
}

/// Returns the first line of an error's text, cut to a length that is reported.
fn one_clause(error: &TurnError) -> String {
    let text = error.to_string();
    truncated(text.lines().next().unwrap_or_default(), MAX_REPORT).to_owned()
}

/// Waits for `work`, or returns the error of a stopped turn if `stopped` comes first.
async fn unless<T>(
    mut stopped: Pin<&mut (impl Future<Output = ()> + Send)>,
    work: impl Future<Output = T>,
) -> Result<T, TurnError> {
    let mut work = pin!(work);
    poll_fn(|cx| {
        if let Poll::Ready(value) = work.as_mut().poll(cx) {
            return Poll::Ready(Ok(value));
        }
        stopped.as_mut().poll(cx).map(|()| {
            let message = "the turn was dropped, because the server shuts down";
            Err(TurnError::of(TurnErrorKind::Dropped, message))
        })
    })
    .await
}
