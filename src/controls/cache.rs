//! Parsed templates, shared between requests.

use super::markers;
use crate::liquid::{Error, Template};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, PoisonError, RwLock},
};

/// How many parts the cache has. Requests wait for each other only when one of them stores into the same part,
/// and never while a template is parsed.
const SHARDS: usize = 16;

/// How many templates a part may hold.
const MAX_ENTRIES: usize = 256;

/// How much memory, in bytes by estimate, the templates of a part may take.
const MAX_BYTES: usize = 1024 * 1024;

/// Templates by the text of their controls, bounded in number and in memory: a full part starts afresh.
#[derive(Debug)]
pub(crate) struct TemplateCache {
    hasher: RandomState,
    shards: [RwLock<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    templates: HashMap<Box<str>, Arc<Template>>,
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

    /// The template that the text of a control is, from the cache or parsed now. Errors are not kept.
    pub(super) fn template(&self, text: &str) -> Result<Arc<Template>, Error> {
        let shard = &self.shards[self.hasher.hash_one(text) as usize % SHARDS];
        // A panic elsewhere leaves the map whole; at worst the byte count is off until the part is full.
        let known = shard
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .templates
            .get(text)
            .map(Arc::clone);
        if let Some(known) = known {
            return Ok(known);
        }
        let template = Arc::new(Template::parse(&markers::protect(text))?);
        let bytes = text.len() + template.size();
        if bytes <= MAX_BYTES / 4 {
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            if shard.templates.len() == MAX_ENTRIES || shard.bytes + bytes > MAX_BYTES {
                *shard = Shard::default();
            }
            if shard
                .templates
                .insert(text.into(), Arc::clone(&template))
                .is_none()
            {
                shard.bytes += bytes;
            }
        }
        Ok(template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parsed_once() {
        let cache = TemplateCache::new();
        let first = cache.template("{{ a }}").unwrap();
        assert!(Arc::ptr_eq(&first, &cache.template("{{ a }}").unwrap()));
        assert!(!Arc::ptr_eq(&first, &cache.template("{{ b }}").unwrap()));
    }

    #[test]
    fn the_cache_stays_within_its_bounds() {
        let cache = TemplateCache::new();
        let filling = "x".repeat(1000);
        for index in 0..20_000 {
            cache.template(&format!("{{{{ a{index} }}}}{filling}")).unwrap();
        }
        for shard in &cache.shards {
            let shard = shard.read().unwrap();
            assert!(shard.bytes <= MAX_BYTES);
            assert!(shard.templates.len() <= MAX_ENTRIES);
            assert!(!shard.templates.is_empty());
        }
    }

    #[test]
    fn errors_and_huge_templates_are_not_kept() {
        let cache = TemplateCache::new();
        assert!(cache.template("{{").is_err());
        let huge = format!("{{{{ a }}}}{}", "x".repeat(MAX_BYTES));
        assert!(cache.template(&huge).is_ok());
        assert!(
            cache
                .shards
                .iter()
                .all(|shard| shard.read().unwrap().templates.is_empty())
        );
    }
}
