use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Lets one at a time pass, in the order in which they joined.
#[derive(Debug, Default)]
pub(super) struct Line {
    waiting: Mutex<Waiting>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    last: u64,
    places: VecDeque<u64>,
}

impl Line {
    /// Joins at the end.
    pub(super) fn join(&self) -> Place<'_> {
        let mut waiting = self.waiting();
        waiting.last += 1;
        let number = waiting.last;
        waiting.places.push_back(number);
        Place { line: self, number }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a line, which is left when it is dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    line: &'a Line,
    number: u64,
}

impl Place<'_> {
    /// Waits until this place is the first.
    pub(super) async fn reached(&self) {
        loop {
            let mut left = pin!(self.line.left.notified());
            // Before the check, so that nobody leaves unnoticed.
            left.as_mut().enable();
            if self.line.waiting().places.front() == Some(&self.number) {
                return;
            }
            left.await;
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.line.waiting();
        waiting.places.retain(|place| *place != self.number);
        drop(waiting);
        self.line.left.notify_waiters();
    }
}
