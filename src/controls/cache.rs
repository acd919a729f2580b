//! Parsed controls, shared between requests.

use super::{json_string, markers};
use dialects::{
    json::Json,
    liquid::{Error, Template},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    mem,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// The number of shards. Requests wait for each other only when one of them stores into the same shard, and
/// never while one is parsed.
const SHARDS: usize = 16;

/// The most controls of a generation; a shard has two.
const MAX_ENTRIES: usize = 128;

/// The most memory of the controls of a generation, in bytes by estimate.
const MAX_BYTES: usize = 512 * 1024;

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
        match json_string::parse(text)? {
            Some(document) => Ok(Self::Document(document)),
            None => Template::parse(&markers::protect(text)).map(Self::Template),
        }
    }

    /// Estimates the memory of the control, in bytes.
    fn size(&self, text: &str) -> usize {
        match self {
            Self::Template(template) => template.size(),
            // Short numbers and empty objects take the most room for their text.
            Self::Document(_) => size_of::<Self>() + text.len() * 16,
        }
    }
}

/// Parsed controls by their text, bounded in number and in memory.
///
/// A shard has two generations. When the recent one is full it becomes the older one, whose controls are
/// dropped, and a control that is found in the older one moves to the recent one. So controls that are in use
/// stay, however many others are parsed once.
#[derive(Debug)]
pub(crate) struct TemplateCache {
    hasher: RandomState,
    shards: [RwLock<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    recent: Generation,
    older: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    /// By the sketch or the hash of their text, which also selects the shard.
    controls: HashMap<u64, Kept>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    text: Box<str>,
    control: Arc<Control>,
    /// Its share of [`Generation::bytes`].
    bytes: usize,
}

impl TemplateCache {
    /// Creates an empty cache.
    pub(crate) fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| RwLock::default()),
        }
    }

    /// Returns the control with this text, from the cache or parsed now. Errors are not kept.
    ///
    /// Hashing a long text takes longer than comparing it, so it is searched by a sketch first.
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
        if bytes <= MAX_BYTES / 2 {
            let kept = Kept {
                text: text.into(),
                control: Arc::clone(&control),
                bytes,
            };
            // The first text of a sketch is kept under it, others under their hash.
            let is_free = self.shard(sketch).get(sketch).is_none();
            let key = if is_free { sketch } else { hash };
            self.shard_mut(key).keep(key, kept);
        }
        Ok(control)
    }

    /// Returns the hash of the length and of some of the text.
    fn sketch(&self, text: &str) -> u64 {
        const PART: usize = 32;
        let (bytes, length) = (text.as_bytes(), text.len());
        let parts = |at: usize| bytes.get(at..at + PART);
        match (parts(0), parts(length / 2), parts(length.saturating_sub(PART))) {
            (Some(start), Some(middle), Some(end)) => self.hasher.hash_one((length, start, middle, end)),
            _ => self.hasher.hash_one(text),
        }
    }

    /// Returns the control with this text, if it is kept under this key.
    fn find(&self, key: u64, text: &str) -> Option<Arc<Control>> {
        let shard = self.shard(key);
        let kept = shard.get(key).filter(|kept| *kept.text == *text)?;
        let control = Arc::clone(&kept.control);
        if !shard.recent.controls.contains_key(&key) {
            drop(shard);
            self.shard_mut(key).renew(key);
        }
        Some(control)
    }

    // A panic elsewhere leaves the maps whole; at worst a count of bytes is wrong until its generation ends.

    fn shard(&self, key: u64) -> RwLockReadGuard<'_, Shard> {
        let shard = self.shards[key as usize % SHARDS].read();
        shard.unwrap_or_else(PoisonError::into_inner)
    }

    fn shard_mut(&self, key: u64) -> RwLockWriteGuard<'_, Shard> {
        let shard = self.shards[key as usize % SHARDS].write();
        shard.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn get(&self, key: u64) -> Option<&Kept> {
        let recent = self.recent.controls.get(&key);
        recent.or_else(|| self.older.controls.get(&key))
    }

    /// Moves a control to the recent generation, unless another request has done so.
    fn renew(&mut self, key: u64) {
        if let Some(kept) = self.older.controls.remove(&key) {
            self.older.bytes -= kept.bytes;
            self.keep(key, kept);
        }
    }

    /// Keeps a control under this key.
    fn keep(&mut self, key: u64, kept: Kept) {
        let recent = &mut self.recent;
        if recent.controls.len() == MAX_ENTRIES || recent.bytes + kept.bytes > MAX_BYTES {
            self.older = mem::take(recent);
        }
        recent.bytes += kept.bytes;
        if let Some(replaced) = recent.controls.insert(key, kept) {
            recent.bytes -= replaced.bytes;
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

    /// Asserts that each generation is within its bounds; returns the most entries and the most bytes of one.
    fn check(cache: &TemplateCache) -> (usize, usize) {
        let mut most = (0, 0);
        for shard in &cache.shards {
            let shard = shard.read().unwrap();
            for generation in [&shard.recent, &shard.older] {
                let (controls, bytes) = (&generation.controls, generation.bytes);
                assert!(controls.len() <= MAX_ENTRIES);
                assert!(bytes <= MAX_BYTES);
                assert_eq!(bytes, controls.values().map(|kept| kept.bytes).sum::<usize>());
                most = (most.0.max(controls.len()), most.1.max(bytes));
            }
        }
        most
    }

    #[test]
    fn template_cache_is_bounded_in_entries_and_bytes() {
        // With short texts the number of entries is reached first, with long ones the number of bytes.
        for (length, count) in [(10, 20_000), (10_000, 5000)] {
            let cache = TemplateCache::new();
            let filling = "x".repeat(length);
            let mut most = (0, 0);
            for index in 0..count {
                cache.control(&format!("{{{{ a{index} }}}}{filling}")).unwrap();
                if index % 100 == 0 {
                    let (entries, bytes) = check(&cache);
                    most = (most.0.max(entries), most.1.max(bytes));
                }
            }
            if length == 10 {
                assert_eq!(most.0, MAX_ENTRIES);
            } else {
                assert!(
                    most.0 < MAX_ENTRIES / 2 && most.1 > MAX_BYTES * 9 / 10,
                    "{most:?}"
                );
            }
        }
    }

    #[test]
    fn control_in_use_stays_while_others_fill_its_shard() {
        let cache = TemplateCache::new();
        let first = cache.control("{{ a }}").unwrap();
        for index in 0..20_000 {
            cache.control(&format!("{{{{ a{index} }}}}")).unwrap();
            assert!(Arc::ptr_eq(&first, &cache.control("{{ a }}").unwrap()), "{index}");
        }
        check(&cache);
    }

    #[test]
    fn errors_and_huge_controls_are_not_kept() {
        let cache = TemplateCache::new();
        assert!(cache.control("{{").is_err());
        let huge = format!("{{{{ a }}}}{}", "x".repeat(MAX_BYTES));
        assert!(cache.control(&huge).is_ok());
        assert_eq!(check(&cache), (0, 0));
    }
}
