//! Limits the events about requests of strangers, who could otherwise fill the log.

use crate::error::ErrorCode;
use std::{
    array,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{SystemTime, UNIX_EPOCH},
};

/// The time between two events about one cause, in milliseconds.
const PAUSE: u64 = 60_000;
/// A cause for each code, and one for requests that were dropped.
const CAUSES: usize = ErrorCode::COUNT + 1;

/// The failures of requests that were not authenticated. No lock is taken.
#[derive(Debug)]
pub(super) struct Strangers {
    causes: [Cause; CAUSES],
}

#[derive(Debug, Default)]
struct Cause {
    /// The time of the next event.
    due: AtomicU64,
    /// The number of failures since the last event.
    suppressed: AtomicU64,
}

impl Default for Strangers {
    fn default() -> Self {
        Self {
            causes: array::from_fn(|_| Cause::default()),
        }
    }
}

impl Strangers {
    /// Counts a failure. Returns the number of those without an event before it if it gets an event: the
    /// first of a cause, then one a minute.
    pub(super) fn note(&self, code: Option<ErrorCode>, now: SystemTime) -> Option<u64> {
        let cause = &self.causes[code.map_or(CAUSES - 1, |code| code as usize)];
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let now = u64::try_from(now).unwrap_or(u64::MAX - PAUSE);
        let due = cause.due.load(Relaxed);
        // If the clock was set back, the next event would be too far away.
        let is_due = now >= due || due - now > PAUSE;
        if is_due
            && cause
                .due
                .compare_exchange(due, now + PAUSE, Relaxed, Relaxed)
                .is_ok()
        {
            return Some(cause.suppressed.swap(0, Relaxed));
        }
        cause.suppressed.fetch_add(1, Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::at, *};

    #[test]
    fn failures_of_one_cause_are_one_event_a_minute_with_their_count() {
        let strangers = Strangers::default();
        let note = |ms: u64| strangers.note(Some(ErrorCode::SignatureNotFound), at(1_700_000_000_000 + ms));
        assert_eq!(note(0), Some(0));
        assert_eq!([note(1), note(30_000), note(59_999)], [None; 3]);
        assert_eq!(note(60_000), Some(3));
        assert_eq!(note(60_001), None);
        assert_eq!(note(600_000), Some(1));
        assert_eq!(note(660_000), Some(0));
    }

    #[test]
    fn causes_have_events_of_their_own() {
        let strangers = Strangers::default();
        let codes = [
            Some(ErrorCode::SignatureNotFound),
            Some(ErrorCode::SignatureMismatch),
            None,
        ];
        for code in codes {
            assert_eq!(strangers.note(code, at(0)), Some(0));
            assert_eq!(strangers.note(code, at(1)), None);
        }
    }

    #[test]
    fn clock_set_back_does_not_silence_failures() {
        let strangers = Strangers::default();
        assert_eq!(strangers.note(None, at(1_700_000_000_000)), Some(0));
        assert_eq!(strangers.note(None, at(1_600_000_000_000)), Some(0));
        assert_eq!(strangers.note(None, at(1_600_000_059_999)), None);
        assert_eq!(strangers.note(None, at(1_600_000_060_000)), Some(1));
    }

    #[test]
    fn concurrent_failures_are_one_event_and_all_counted() {
        let strangers = Strangers::default();
        let events: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        (0..1000)
                            .filter(|_| strangers.note(None, at(0)).is_some())
                            .count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(events, 1);
        assert_eq!(strangers.note(None, at(60_000)), Some(3999));
    }
}
