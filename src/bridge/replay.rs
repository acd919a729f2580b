//! A bounded memory of answers, so that a signed request that comes again does not do its work again.

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

/// What an entry takes besides its answer, at most: key and expiry, with the free room that maps keep.
const OVERHEAD: usize = 256;

/// Remembers successful answers until the signatures that they were asked for with expire.
///
/// It only ever gives an answer once more and refuses nothing: Novu's own repeats are the same to the last byte, so they
/// cannot be told from those of somebody who has listened in. The lock is held for a look-up or an insertion, never while
/// a request is worked on; so of two equal requests at once both are worked on, and the answer of the first to end stays.
///
/// Nothing of it can be printed: answers are what subscribers get.
pub(crate) struct Memory {
    max_entries: usize,
    /// Of answers and [`OVERHEAD`] together.
    max_bytes: usize,
    entries: Mutex<Entries>,
}

/// What a request is known by: its signature, which stands for key, time and body, and what its URL asks for. Look-ups need
/// no constant time: only those get so far whose signature is good.
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
    /// A memory of at most so many answers that take at most so many bytes.
    pub(crate) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self {
            max_entries,
            max_bytes,
            entries: Mutex::default(),
        }
    }

    /// The entries, without those that have expired.
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
    /// The place of a signed request that does something. Discovery, sources and previews do nothing that may not be done
    /// again.
    ///
    /// Neither path nor query are signed, so what they ask for is part of the key, as it was understood: a parameter
    /// that means nothing makes no other request of it.
    pub(super) fn of(memory: Option<&'a Memory>, signature: Option<Accepted>, call: &Call<'_>) -> Self {
        let (Some(memory), Some(signature), true) = (memory, signature, call.action.has_effects()) else {
            return Self(None);
        };
        let mut key = Sha256::new_with_prefix(signature.mac);
        for part in [call.action.label(), &call.workflow_id, &call.step_id] {
            key.update(part.len().to_le_bytes());
            key.update(part);
        }
        Self(Some(Place {
            memory,
            key: key.finalize().into(),
            signature,
        }))
    }

    /// The answer to the same request, if it is still known.
    pub(super) fn recall(&self) -> Option<Reply> {
        let place = self.0.as_ref()?;
        let entries = place.memory.fresh(place.signature.checked);
        entries.answers.get(&place.key).cloned().map(Reply::json)
    }

    /// Remembers `reply` if it is a success. Those that expire first make room.
    pub(super) fn keep(&self, reply: &Reply) {
        let Some(place) = self.0.as_ref().filter(|_| reply.status() == StatusCode::OK) else {
            return;
        };
        let memory = place.memory;
        let size = reply.len().saturating_add(OVERHEAD);
        if size > memory.max_bytes || memory.max_entries == 0 {
            return;
        }
        // A copy of just the right size, made without the lock: an answer's own buffer may be larger than it.
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
