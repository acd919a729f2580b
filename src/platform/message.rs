//! States of an inbox message.

use serde::{Serialize, Serializer};

/// The state of an inbox message, for [`Platform::set_result`](super::Platform::set_result).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Message {
    /// Neither seen nor read, as every message is at first.
    Unseen,
    /// Seen in the inbox, not read.
    Seen,
    /// Seen and read.
    Read,
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::step::InAppResult {
            seen: *self != Self::Unseen,
            read: *self == Self::Read,
            ..Default::default()
        }
        .serialize(serializer)
    }
}
