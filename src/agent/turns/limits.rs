//! Counts turns, and ends them at shutdown.

use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Notify, oneshot, watch},
    task::AbortHandle,
    time::timeout,
};

/// The time for reports after a drain has dropped turns.
const REPORTING: Duration = Duration::from_secs(5);
/// The time for turns whose reports took longer to notice that they are aborted.
const ABORTING: Duration = Duration::from_secs(1);

/// The turns that run.
pub(super) struct Running {
    counts: Mutex<Counts>,
    idle: Notify,
    stop: watch::Sender<bool>,
}

#[derive(Default)]
struct Counts {
    is_draining: bool,
    last: u64,
    /// The length of the bodies of all turns.
    bytes: usize,
    /// The turns that run, with the handles of those that are tasks of ours.
    turns: HashMap<u64, Option<AbortHandle>>,
    /// Conversations with a turn, and the turns that wait for it, if turns have an order.
    conversations: HashMap<String, VecDeque<oneshot::Sender<()>>>,
}

impl Default for Running {
    fn default() -> Self {
        Self {
            counts: Mutex::default(),
            idle: Notify::new(),
            stop: watch::Sender::new(false),
        }
    }
}

impl Running {
    /// Returns a permit for a turn with a body of `bytes`, unless `limit` turns run already, all bodies would
    /// have more than `budget` bytes, or the server shuts down. One body alone may have any length.
    pub(super) fn admit(self: &Arc<Self>, limit: usize, bytes: usize, budget: usize) -> Option<Permit> {
        let mut counts = self.counts();
        let is_over_budget = counts.bytes > 0 && counts.bytes.saturating_add(bytes) > budget;
        if counts.is_draining || counts.turns.len() >= limit || is_over_budget {
            return None;
        }
        counts.bytes = counts.bytes.saturating_add(bytes);
        counts.last += 1;
        let number = counts.last;
        counts.turns.insert(number, None);
        Some(Permit {
            running: Arc::clone(self),
            number,
            bytes,
            place: None,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.counts().turns.len()
    }

    /// Lets no turn begin any more, waits for those that run, and drops what is left after `patience`, with a
    /// few seconds for their reports. Returns how many were dropped.
    pub(super) async fn drain(&self, patience: Duration) -> usize {
        self.counts().is_draining = true;
        if timeout(patience, self.idle()).await.is_ok() {
            return 0;
        }
        let left = self.count();
        self.stop.send_replace(true);
        if timeout(REPORTING, self.idle()).await.is_err() {
            // Outside of the lock: an aborted turn takes it.
            let tasks: Vec<_> = self.counts().turns.values().flatten().cloned().collect();
            tasks.iter().for_each(AbortHandle::abort);
            // Turns that block their thread cannot be dropped.
            let _ = timeout(ABORTING, self.idle()).await;
        }
        left
    }

    async fn idle(&self) {
        loop {
            let mut idle = pin!(self.idle.notified());
            idle.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            idle.await;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to run a turn.
pub(super) struct Permit {
    running: Arc<Running>,
    number: u64,
    /// The length of the body.
    bytes: usize,
    /// The place among the turns of a conversation, if they have an order.
    place: Option<Place>,
}

struct Place {
    conversation: String,
    /// Receives when the turns before are over.
    reached: Option<oneshot::Receiver<()>>,
}

impl Permit {
    /// Spawns a task that holds the permit.
    pub(super) fn spawn<F>(self, runtime: &Handle, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (running, number) = (Arc::clone(&self.running), self.number);
        let task = runtime.spawn(task(self)).abort_handle();
        if let Some(turn) = running.counts().turns.get_mut(&number) {
            *turn = Some(task);
        }
    }

    /// Joins the turns of a conversation, which run one after the other.
    pub(super) fn join(&mut self, conversation: &str) {
        let mut counts = self.running.counts();
        let reached = match counts.conversations.get_mut(conversation) {
            Some(waiting) => {
                let (sender, receiver) = oneshot::channel();
                waiting.push_back(sender);
                Some(receiver)
            }
            None => {
                counts
                    .conversations
                    .insert(conversation.to_owned(), VecDeque::new());
                None
            }
        };
        drop(counts);
        self.place = Some(Place {
            conversation: conversation.to_owned(),
            reached,
        });
    }

    /// Waits until the turns of the conversation that joined before are over.
    pub(super) async fn reached(&mut self) {
        if let Some(Place { reached, .. }) = &mut self.place {
            if let Some(receiver) = reached {
                // The sender is not dropped before it has sent.
                let _ = receiver.await;
            }
            *reached = None;
        }
    }

    /// Waits until the turn is to be dropped.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stop = self.running.stop.subscribe();
        async move {
            // The sender lives as long as the permit.
            let _ = stop.wait_for(|stop| *stop).await;
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.running.counts();
        counts.turns.remove(&self.number);
        counts.bytes = counts.bytes.saturating_sub(self.bytes);
        if let Some(Place {
            conversation,
            reached,
        }) = self.place.take()
        {
            // A place that was not reached is skipped, because its receiver is gone.
            if reached.is_none_or(|mut reached| reached.try_recv().is_ok()) {
                counts.pass_on(&conversation);
            }
        }
        let is_idle = counts.turns.is_empty();
        drop(counts);
        if is_idle {
            self.running.idle.notify_waiters();
        }
    }
}

impl Counts {
    /// Lets the next turn of a conversation run.
    fn pass_on(&mut self, conversation: &str) {
        let Some(waiting) = self.conversations.get_mut(conversation) else {
            return;
        };
        // Turns that were dropped while they waited do not hear it.
        while let Some(next) = waiting.pop_front() {
            if next.send(()).is_ok() {
                return;
            }
        }
        self.conversations.remove(conversation);
    }
}
