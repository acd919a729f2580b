use super::Turn;
use crate::error::Result;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::sync::{MutexGuard, PoisonError};

/// The most characters of a key that Novu accepts.
const MAX_KEY: usize = 128;

/// The metadata of a conversation, with the changes that this turn has queued.
///
/// Returned by [`Turn::metadata`]. `cx.conversation.metadata` keeps the values from before the turn.
#[derive(Debug)]
pub struct Metadata<'a, E> {
    turn: &'a Turn<E>,
}

impl<E> Turn<E> {
    /// Returns the metadata of the conversation, to read it and to queue changes.
    ///
    /// ```
    /// use novu_framework::{Result, agent::{Message, Turn}};
    ///
    /// async fn count(cx: Turn<Message>) -> Result<String> {
    ///     let count = cx.metadata().get::<u32>("count")?.unwrap_or(0) + 1;
    ///     cx.metadata().set("count", count)?;
    ///     Ok(format!("This is message {count}"))
    /// }
    /// ```
    pub fn metadata(&self) -> Metadata<'_, E> {
        Metadata { turn: self }
    }
}

impl<E> Metadata<'_, E> {
    /// Returns a value, or `None` if there is no such key.
    ///
    /// # Errors
    ///
    /// If the value is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let value = self.values().get(key).cloned();
        Ok(value.map(serde_json::from_value).transpose()?)
    }

    /// Queues a new value.
    ///
    /// # Errors
    ///
    /// If Novu does not accept the key, which has 1 to 128 ASCII letters and digits with single `-`, `_` or
    /// `:` between them, or if the value cannot be written as JSON.
    pub fn set(&self, key: &str, value: impl Serialize) -> Result<()> {
        check(key)?;
        let value = serde_json::to_value(value)?;
        let mut values = self.values();
        // Within the lock, so that signals are in the order of the changes.
        self.turn
            .signal(json!({ "type": "metadata", "action": "set", "key": key, "value": value }));
        values.insert(key.to_owned(), value);
        Ok(())
    }

    /// Queues the removal of a key.
    ///
    /// # Errors
    ///
    /// If Novu does not accept the key.
    pub fn remove(&self, key: &str) -> Result<()> {
        check(key)?;
        let mut values = self.values();
        self.turn
            .signal(json!({ "type": "metadata", "action": "delete", "key": key }));
        values.shift_remove(key);
        Ok(())
    }

    /// Queues the removal of all keys.
    pub fn clear(&self) {
        let mut values = self.values();
        self.turn.signal(json!({ "type": "metadata", "action": "clear" }));
        values.clear();
    }

    /// Returns all values.
    #[must_use]
    pub fn current(&self) -> Map<String, Value> {
        self.values().clone()
    }

    fn values(&self) -> MutexGuard<'_, Map<String, Value>> {
        let metadata = &self.turn.core.metadata;
        metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks a key by Novu's rule (`agents.md` §9.1).
fn check(key: &str) -> Result<()> {
    let separator = |byte: &u8| matches!(byte, b'-' | b'_' | b':');
    let bytes = key.as_bytes();
    let is_valid = key.len() <= MAX_KEY
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || separator(byte))
        && bytes.split(separator).all(|part| !part.is_empty());
    if is_valid {
        return Ok(());
    }
    let key: String = key.chars().take(MAX_KEY).collect();
    Err(format!(
        "Novu does not accept the metadata key {key:?}; use 1 to {MAX_KEY} letters and digits, with single `-`, `_` or `:` \
         between them"
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_rule_of_novu() {
        for key in ["a", "order-id", "a:b_c-1", &"k".repeat(128)] {
            assert!(check(key).is_ok(), "{key}");
        }
        for key in ["", "-a", "a-", "a--b", "a.b", "a b", "ä", &"k".repeat(129)] {
            assert!(check(key).is_err(), "{key}");
        }
    }
}
