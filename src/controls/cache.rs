//! Parsed controls, shared between requests.

use super::{json_string, markers};
use crate::{
    json::Json,
    liquid::{Error, Template},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, PoisonError, RwLock},
};

/// How many parts the cache has. Requests wait for each other only when one of them stores into the same part,
/// and never while one is parsed.
const SHARDS: usize = 16;

/// How many controls a part may hold.
const MAX_ENTRIES: usize = 256;

/// How much memory, in bytes by estimate, the controls of a part may take.
const MAX_BYTES: usize = 1024 * 1024;

/// What the text of a control is.
#[derive(Debug)]
pub(super) enum Control {
    /// A template.
    Template(Template),
    /// A JSON document with templates in it (jsonstring.md §1).
    Document(Json),
}

impl Control {
    fn parse(text: &str) -> Result<Self, Error> {
        match json_string::parse(text) {
            Some(document) => Ok(Self::Document(document)),
            None => Template::parse(&markers::protect(text)).map(Self::Template),
        }
    }

    /// About how much memory the control takes.
    fn size(&self, text: &str) -> usize {
        match self {
            Self::Template(template) => template.size(),
            // Short numbers and empty objects take the most room for their text.
            Self::Document(_) => size_of::<Self>() + text.len() * 16,
        }
    }
}

/// Parsed controls by their text, bounded in number and in memory: a full part starts afresh.
#[derive(Debug)]
pub(crate) struct TemplateCache {
    hasher: RandomState,
    shards: [RwLock<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    /// By the hash of their text, so that a long text is hashed once: to find the part and the place in it.
    controls: HashMap<u64, Kept>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    control: Arc<Control>,
    /// What it counts in [`Shard::bytes`].
    bytes: usize,
}

impl TemplateCache {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| RwLock::default()),
        }
    }

    /// The control with this text, from the cache or parsed now. Errors are not kept.
    pub(super) fn control(&self, text: &str) -> Result<Arc<Control>, Error> {
        let hash = self.hasher.hash_one(text);
        let shard = &self.shards[hash as usize % SHARDS];
        // A panic elsewhere leaves the map whole; at worst the byte count is off until the part is full.
        if let Some(kept) = shard
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .controls
            .get(&hash)
            && *kept.text == *text
        {
            return Ok(Arc::clone(&kept.control));
        }
        let control = Arc::new(Control::parse(text)?);
        let bytes = text.len() + control.size(text);
        if bytes <= MAX_BYTES / 4 {
            let kept = Kept {
                text: text.into(),
                control: Arc::clone(&control),
                bytes,
            };
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            if shard.controls.len() == MAX_ENTRIES || shard.bytes + bytes > MAX_BYTES {
                *shard = Shard::default();
            }
            shard.bytes += bytes;
            if let Some(replaced) = shard.controls.insert(hash, kept) {
                shard.bytes -= replaced.bytes;
            }
        }
        Ok(control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parsed_once() {
        let cache = TemplateCache::new();
        let first = cache.control("{{ a }}").unwrap();
        assert!(Arc::ptr_eq(&first, &cache.control("{{ a }}").unwrap()));
        assert!(!Arc::ptr_eq(&first, &cache.control("{{ b }}").unwrap()));
    }

    #[test]
    fn the_cache_stays_within_its_bounds() {
        let cache = TemplateCache::new();
        let filling = "x".repeat(1000);
        for index in 0..20_000 {
            cache.control(&format!("{{{{ a{index} }}}}{filling}")).unwrap();
        }
        for shard in &cache.shards {
            let shard = shard.read().unwrap();
            assert!(shard.bytes <= MAX_BYTES);
            assert!(shard.controls.len() <= MAX_ENTRIES);
            assert!(!shard.controls.is_empty());
        }
    }

    #[test]
    fn errors_and_huge_controls_are_not_kept() {
        let cache = TemplateCache::new();
        assert!(cache.control("{{").is_err());
        let huge = format!("{{{{ a }}}}{}", "x".repeat(MAX_BYTES));
        assert!(cache.control(&huge).is_ok());
        assert!(
            cache
                .shards
                .iter()
                .all(|shard| shard.read().unwrap().controls.is_empty())
        );
    }
}
