//! A bound on the number of values in a text.

/// The number of values that a text may have: its `null`s, words, numbers, strings, arrays and objects,
/// however they nest. A text of any length may have the given number, a longer one a value for each
/// [`BYTES_PER_VALUE`].
///
/// A value of two bytes takes up to 90 as [`Json`](super::Json) and up to 190 as `serde_json::Value`, so
/// without a bound a text could take a hundred times its own length.
#[derive(Debug, Clone, Copy)]
pub struct ValueLimit(usize);

/// The length of text that a value needs beyond the number that every text may have.
pub const BYTES_PER_VALUE: usize = 20;

impl ValueLimit {
    /// Creates a limit that allows `values` in a text of any length.
    pub const fn new(values: usize) -> Self {
        Self(values)
    }

    /// Returns the number of values that a text of `bytes` may have.
    pub(super) fn of(self, bytes: usize) -> usize {
        self.0.max(bytes / BYTES_PER_VALUE)
    }
}

impl Default for ValueLimit {
    /// Allows 100,000 values, which take up to 25 MB.
    fn default() -> Self {
        Self(100_000)
    }
}

/// Counts down the values of a text from a limit.
#[derive(Debug)]
pub(super) struct Room {
    limit: usize,
    left: usize,
}

impl Room {
    pub(super) fn of(values: usize) -> Self {
        Self {
            limit: values,
            left: values,
        }
    }

    /// Creates room for as many values as a text can have.
    pub(super) fn endless() -> Self {
        Self::of(usize::MAX)
    }

    /// Takes room for a value.
    ///
    /// # Errors
    ///
    /// The limit, if there is no room left.
    #[inline]
    pub(super) fn take(&mut self) -> Result<(), usize> {
        self.left = self.left.checked_sub(1).ok_or(self.limit)?;
        Ok(())
    }
}
