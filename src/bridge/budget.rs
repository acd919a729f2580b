//! The budget of bytes that the bodies in flight share.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A budget of bytes. A clone is the same budget.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limit: usize,
    used: AtomicUsize,
}

impl Budget {
    /// Creates a budget of `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self(Arc::new(Inner {
            limit,
            used: AtomicUsize::new(0),
        }))
    }

    /// Returns an empty share of the budget.
    pub(crate) fn share(&self) -> Share {
        Share {
            budget: self.clone(),
            bytes: 0,
        }
    }
}

/// A body's share of a [`Budget`], returned when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Budget,
    bytes: usize,
}

impl Share {
    /// Takes more bytes of the budget. Returns `false`, and takes none, if it has fewer left.
    #[must_use]
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let Inner { limit, used } = &*self.budget.0;
        // The counter guards no other data, so no ordering is needed.
        let taken = used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
            used.checked_add(bytes).filter(|used| used <= limit)
        });
        if taken.is_ok() {
            self.bytes += bytes;
        }
        taken.is_ok()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.0.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_exceed_no_budget_and_are_returned_on_drop() {
        let budget = Budget::new(10);
        let (mut first, mut second) = (budget.share(), budget.share());
        assert!(first.grow(4) && second.grow(5) && first.grow(1));
        assert!(!second.grow(1) && !second.grow(usize::MAX));
        assert!(second.grow(0));
        drop(first);
        assert!(second.grow(5) && !second.grow(1));
        drop(second);
        assert_eq!(budget.0.used.load(Ordering::Relaxed), 0);
    }
}
