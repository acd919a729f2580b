//! Parsed controls, shared between requests.

use super::{json_string, markers};
use dialects::{
    json::Json,
    liquid::{Error, Template},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

/// How many parts the cache has. Requests wait for each other only when one of them stores into the same
/// part, and never while one is parsed.
const SHARDS: usize = 16;

/// How many controls a part may hold.
const MAX_ENTRIES: usize = 256;

/// How much memory, in bytes by estimate, the controls of a part may take.
const MAX_BYTES: usize = 1024 * 1024;

/// The parsed text of a control.
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
    /// By the sketch or the hash of their text, which is also what finds the part.
    controls: HashMap<u64, Kept>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    control: Arc<Control>,
    /// Its share of [`Shard::bytes`].
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
    ///
    /// To hash a long text takes longer than to compare it, so it is looked for by a sketch first.
    pub(super) fn control(&self, text: &str) -> Result<Arc<Control>, Error> {
        let sketch = self.sketch(text);
        if let Some(control) = self.find(sketch, text) {
            return Ok(control);
        }
        let hash = self.hasher.hash_one(text);
        if let Some(control) = self.find(hash, text) {
            return Ok(control);
        }
        let control = Arc::new(Control::parse(text)?);
        let bytes = text.len() + control.size(text);
        if bytes <= MAX_BYTES / 4 {
            let kept = Kept {
                text: text.into(),
                control: Arc::clone(&control),
                bytes,
            };
            // Who is first has the sketch; others with the same one are found by their hash.
            let is_free = !self.shard(sketch).controls.contains_key(&sketch);
            self.keep(if is_free { sketch } else { hash }, kept);
        }
        Ok(control)
    }

    /// The hash of the length and of some of the text.
    fn sketch(&self, text: &str) -> u64 {
        const PART: usize = 32;
        let (bytes, length) = (text.as_bytes(), text.len());
        let parts = |at: usize| bytes.get(at..at + PART);
        match (parts(0), parts(length / 2), parts(length.saturating_sub(PART))) {
            (Some(start), Some(middle), Some(end)) => self.hasher.hash_one((length, start, middle, end)),
            _ => self.hasher.hash_one(text),
        }
    }

    /// The control with this text, if it is kept under this key.
    fn find(&self, key: u64, text: &str) -> Option<Arc<Control>> {
        let shard = self.shard(key);
        let kept = shard.controls.get(&key).filter(|kept| *kept.text == *text)?;
        Some(Arc::clone(&kept.control))
    }

    /// The part of a key, to be read.
    fn shard(&self, key: u64) -> RwLockReadGuard<'_, Shard> {
        // A panic elsewhere leaves the map whole; at worst the byte count is off until the part is full.
        let shard = self.shards[key as usize % SHARDS].read();
        shard.unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a control under this key.
    fn keep(&self, key: u64, kept: Kept) {
        let shard = self.shards[key as usize % SHARDS].write();
        let mut shard = shard.unwrap_or_else(PoisonError::into_inner);
        if shard.controls.len() == MAX_ENTRIES || shard.bytes + kept.bytes > MAX_BYTES {
            *shard = Shard::default();
        }
        shard.bytes += kept.bytes;
        if let Some(replaced) = shard.controls.insert(key, kept) {
            shard.bytes -= replaced.bytes;
        }
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
    fn texts_with_the_same_sketch_are_kept_apart() {
        let cache = TemplateCache::new();
        let text = |n: usize| format!("{0}{{{{ a{n} }}}}{0}{0}{0}", "x".repeat(100));
        let texts = [text(1), text(2), text(3)];
        let sketches = texts.each_ref().map(|text| cache.sketch(text));
        assert_eq!(sketches, [sketches[0]; 3]);
        let controls = texts.each_ref().map(|text| cache.control(text).unwrap());
        for (text, control) in texts.iter().zip(&controls) {
            assert!(Arc::ptr_eq(control, &cache.control(text).unwrap()));
        }
        assert!(!Arc::ptr_eq(&controls[0], &controls[1]));
        assert!(!Arc::ptr_eq(&controls[1], &controls[2]));
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
