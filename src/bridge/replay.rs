//! Caches responses to signed requests and returns them for exact repeats.

#[cfg(test)]
#[path = "tests/replay.rs"]
mod tests;

use super::{reply::Reply, request::Call};
use crate::signature::Accepted;
use bytes::Bytes;
use http::StatusCode;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most that an entry takes besides its response, in bytes: key and expiry, with the free room that maps
/// keep.
const OVERHEAD: usize = 256;

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
}

/// A hash of the request's signature, of the signed body, and of the target of its URL. Look-ups need not
/// take constant time: only requests with a valid signature get here.
type Key = [u8; 32];

/// Milliseconds since 1970.
type Time = i64;

#[derive(Default)]
struct Entries {
    answers: HashMap<Key, Bytes>,
    /// The keys of `answers` by when their signatures expire.
    order: BTreeSet<(Time, Key)>,
    bytes: usize,
}

impl Memory {
    /// Creates a memory of at most `max_entries` responses that take at most `max_bytes` bytes.
    pub(crate) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self {
            max_entries,
            max_bytes,
            entries: Mutex::default(),
        }
    }

    /// Locks the entries and removes those that have expired.
    fn fresh(&self, now: Time) -> MutexGuard<'_, Entries> {
        // No user code runs under the lock, so a poisoned one still guards whole data.
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while entries.order.first().is_some_and(|&(expiry, _)| expiry < now) {
            entries.remove_first();
        }
        entries
    }
}

impl Entries {
    fn remove_first(&mut self) {
        let first = self.order.pop_first();
        let removed = first.and_then(|(_, key)| self.answers.remove(&key));
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
    /// parameters are not. So is the body: a MAC covers `<t>.<body>`, and `1.5` with `{}` makes the same text
    /// as `1` with `5.{}`.
    pub(super) fn of(
        memory: Option<&'a Memory>,
        signature: Option<Accepted>,
        call: &Call<'_>,
        body: &[u8],
    ) -> Self {
        let (Some(memory), Some(signature), true) = (memory, signature, call.action.has_effects()) else {
            return Self(None);
        };
        let mut key = Sha256::new_with_prefix(signature.mac);
        for part in [call.action.label(), &call.workflow_id, &call.step_id] {
            key.update(part.len().to_le_bytes());
            key.update(part);
        }
        key.update(body);
        Self(Some(Place {
            memory,
            key: key.finalize().into(),
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
        if entries.answers.contains_key(&place.key) {
            return;
        }
        while entries.answers.len() >= memory.max_entries || entries.bytes > memory.max_bytes - size {
            entries.remove_first();
        }
        entries.bytes += size;
        entries.order.insert((place.signature.expiry, place.key));
        entries.answers.insert(place.key, answer);
    }
}
