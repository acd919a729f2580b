//! Caches responses to signed requests and returns them for exact repeats.

#[cfg(test)]
#[path = "tests/replay.rs"]
mod tests;

use super::{reply::Reply, request::Call};
use crate::{
    recent::{Recent, Time},
    signature::Accepted,
};
use bytes::Bytes;
use http::StatusCode;
use std::{
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most that an entry takes besides its response, in bytes: key and expiry, with the free room that maps
/// keep.
const OVERHEAD: usize = 256;

/// A request: its MAC, and a hash of the length of the signed body and the target of its URL.
type Key = ([u8; 32], u64);

/// Keeps successful responses until the signatures of their requests expire.
///
/// It returns responses and rejects nothing: Novu's retries are the same to the last byte, so they cannot be
/// distinguished from those of an eavesdropper. The lock is held for a look-up or an insertion, never while a
/// request is served; two equal concurrent requests are both served, and the response of the first to end is
/// kept.
///
/// It has no `Debug`: responses contain the messages of subscribers.
pub(crate) struct Memory {
    max_entries: usize,
    /// Of answers and [`OVERHEAD`] together.
    max_bytes: usize,
    entries: Mutex<Entries>,
    /// Has a secret key, so that nobody can choose two targets with the same hash.
    hasher: RandomState,
}

#[derive(Default)]
struct Entries {
    /// Look-ups need not take constant time: only requests with a valid signature get here.
    answers: Recent<Key, Bytes>,
    bytes: usize,
}

impl Memory {
    /// Creates a memory of at most `max_entries` responses that take at most `max_bytes` bytes.
    pub(crate) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self {
            max_entries,
            max_bytes,
            entries: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// Locks the entries and removes those that have expired.
    fn fresh(&self, now: Time) -> MutexGuard<'_, Entries> {
        // No user code runs under the lock, so a poisoned one still guards whole data.
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(answer) = entries.answers.remove_expired(now) {
            entries.bytes -= answer.len() + OVERHEAD;
        }
        entries
    }
}

impl Entries {
    fn remove_first(&mut self) {
        let removed = self.answers.remove_first();
        self.bytes -= removed.map_or(0, |answer| answer.len() + OVERHEAD);
    }
}

/// The place of a request in a memory, if it has one.
#[derive(Default)]
pub(super) struct Slot<'a>(Option<Place<'a>>);

struct Place<'a> {
    memory: &'a Memory,
    key: Key,
    signature: Accepted,
}

impl<'a> Slot<'a> {
    /// Returns the place of a signed request that has effects. Discovery, sources and previews are
    /// idempotent.
    ///
    /// Path and query are not signed, so the target that was read from them is part of the key; unknown
    /// parameters are not. So is the length of the body: a MAC covers `<t>.<body>`, and `1.5` with `{}` makes
    /// the same text as `1` with `5.{}`. Of one text, only one body has a given length.
    pub(super) fn of(
        memory: Option<&'a Memory>,
        signature: Option<Accepted>,
        call: &Call<'_>,
        body: &[u8],
    ) -> Self {
        let (Some(memory), Some(signature), true) = (memory, signature, call.action.has_effects()) else {
            return Self(None);
        };
        let target = (call.action.label(), &*call.workflow_id, &*call.step_id);
        let rest = memory.hasher.hash_one((body.len(), target));
        Self(Some(Place {
            memory,
            key: (signature.mac, rest),
            signature,
        }))
    }

    /// Returns the response to the same request, if it is still kept.
    pub(super) fn recall(&self) -> Option<Reply> {
        let place = self.0.as_ref()?;
        let entries = place.memory.fresh(place.signature.checked);
        entries.answers.get(&place.key).cloned().map(Reply::json)
    }

    /// Keeps `reply` if it is a success. Entries that expire first make room.
    pub(super) fn keep(&self, reply: &Reply) {
        let Some(place) = self.0.as_ref().filter(|_| reply.status() == StatusCode::OK) else {
            return;
        };
        let memory = place.memory;
        let size = reply.len().saturating_add(OVERHEAD);
        if size > memory.max_bytes || memory.max_entries == 0 {
            return;
        }
        // A copy of the exact size, made without the lock: the reply's own buffer may be larger.
        let answer = Bytes::copy_from_slice(reply.body());
        let mut entries = memory.fresh(place.signature.checked);
        if entries.answers.get(&place.key).is_some() {
            return;
        }
        while entries.answers.len() >= memory.max_entries || entries.bytes > memory.max_bytes - size {
            entries.remove_first();
        }
        entries.bytes += size;
        entries.answers.insert(place.key, place.signature.expiry, answer);
    }
}
