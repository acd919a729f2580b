use crate::recent::{Recent, Time};
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::{Mutex, PoisonError},
};

/// The time for which an event is remembered, in milliseconds.
const MEMORY: Time = 10 * 60 * 1000;

/// The events that have been acknowledged, to recognise those that are delivered again (`agents.md` §17, A5).
pub(super) struct Repeats {
    max: usize,
    /// Has a secret key, so that nobody can choose two bodies with one hash.
    hasher: RandomState,
    events: Mutex<Recent<u64, ()>>,
}

/// An event that is remembered from now on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    key: u64,
    expiry: Time,
}

impl Repeats {
    pub(super) fn new(max: usize) -> Self {
        Self {
            max,
            hasher: RandomState::new(),
            events: Mutex::default(),
        }
    }

    /// Remembers an event. `None` if it is known already.
    ///
    /// `deliveryId` is not the key: an edited message has that of the message.
    pub(super) fn claim(&self, agent: &str, event: &str, body: &[u8], now: Time) -> Option<Claim> {
        let claim = Claim {
            key: self.key(agent, event, body),
            expiry: now.saturating_add(MEMORY),
        };
        if self.max == 0 {
            return Some(claim);
        }
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        while events.remove_expired(now).is_some() {}
        if events.get(&claim.key).is_some() {
            return None;
        }
        while events.len() >= self.max {
            events.remove_first();
        }
        events.insert(claim.key, claim.expiry, ());
        Some(claim)
    }

    /// Hashes an event with SipHash: the key never leaves the process, and SHA-256 over the body would take
    /// as long as its signature. That one of 10,000 events has the hash of a new one happens once in 10^15
    /// times.
    fn key(&self, agent: &str, event: &str, body: &[u8]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for part in [agent.as_bytes(), event.as_bytes(), body] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        hasher.finish()
    }

    /// Forgets an event that does not run after all.
    pub(super) fn release(&self, claim: &Claim) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.remove(&claim.key, claim.expiry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_claimed_once_within_ten_minutes() {
        let repeats = Repeats::new(10);
        assert!(repeats.claim("a", "onMessage", b"{}", 0).is_some());
        assert!(repeats.claim("a", "onMessage", b"{}", MEMORY).is_none());
        for (agent, event, body) in [
            ("b", "onMessage", "{}"),
            ("a", "onAction", "{}"),
            ("a", "onMessage", "{} "),
            ("aon", "Message", "{}"),
        ] {
            assert!(repeats.claim(agent, event, body.as_bytes(), 0).is_some());
        }
        assert!(repeats.claim("a", "onMessage", b"{}", MEMORY + 1).is_some());
    }

    #[test]
    fn oldest_events_make_room_and_released_ones_can_be_claimed_again() {
        let repeats = Repeats::new(2);
        let claim = |body: &str, now| repeats.claim("a", "onMessage", body.as_bytes(), now);
        claim("1", 1).unwrap();
        let second = claim("2", 2).unwrap();
        claim("3", 3).unwrap();
        assert!(claim("1", 4).is_some(), "the first was forgotten");
        repeats.release(&second);
        assert!(claim("2", 5).is_some());
        assert!(claim("2", 6).is_none());
    }

    #[test]
    fn memory_of_no_events_claims_every_time() {
        let repeats = Repeats::new(0);
        assert!(repeats.claim("a", "onMessage", b"{}", 0).is_some());
        assert!(repeats.claim("a", "onMessage", b"{}", 0).is_some());
    }
}
