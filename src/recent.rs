//! A map whose entries expire, for requests that may come again.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// Milliseconds since 1970.
pub(crate) type Time = i64;

/// Values by keys that identify their requests, until they expire.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    values: HashMap<K, V>,
    /// The keys of `values` by when they expire. Requests arrive nearly in this order, so a new key is
    /// inserted near the end.
    order: VecDeque<(Time, K)>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self {
            values: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<K: Copy + Hash + Ord, V> Recent<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.values.get(key)
    }

    /// Inserts a value. There must not be one yet.
    pub(crate) fn insert(&mut self, key: K, expiry: Time, value: V) {
        let place = self.order.partition_point(|known| *known < (expiry, key));
        self.order.insert(place, (expiry, key));
        self.values.insert(key, value);
    }

    /// Removes and returns the value that expires first, if it does so before `now`.
    pub(crate) fn remove_expired(&mut self, now: Time) -> Option<V> {
        let &(expiry, _) = self.order.front()?;
        if expiry < now { self.remove_first() } else { None }
    }

    /// Removes and returns the value that expires first.
    pub(crate) fn remove_first(&mut self) -> Option<V> {
        let (_, key) = self.order.pop_front()?;
        self.values.remove(&key)
    }

    /// Removes a value by its key and expiry.
    #[cfg(feature = "agents")]
    pub(crate) fn remove(&mut self, key: &K, expiry: Time) {
        if let Ok(place) = self.order.binary_search(&(expiry, *key)) {
            self.order.remove(place);
            self.values.remove(key);
        }
    }

    /// Returns the values, after a check that each has an expiry.
    #[cfg(test)]
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        assert_eq!(self.values.len(), self.order.len());
        self.values.values()
    }
}
