//! Random ids.

use std::{
    fmt::Write,
    hash::{BuildHasher, RandomState},
};

/// Returns `prefix`, an underscore, and a random UUID.
pub(super) fn random(prefix: &str) -> String {
    // The standard library seeds every hash map differently, from the system's source of randomness.
    let [high, low] = [(); 2].map(|()| RandomState::new().hash_one(prefix));
    let (time, version) = (high >> 16, 0x4000 | (high & 0x0fff));
    let (variant, node) = (0x8000 | ((low >> 48) & 0x3fff), low & 0xffff_ffff_ffff);
    let mut id = String::with_capacity(prefix.len() + 37);
    let _ = write!(
        id,
        "{prefix}_{:08x}-{:04x}-{version:04x}-{variant:04x}-{node:012x}",
        time >> 16,
        time & 0xffff
    );
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_distinct_uuids_of_version_four() {
        let ids: HashSet<_> = (0..1000).map(|_| random("msg")).collect();
        assert_eq!(ids.len(), 1000);
        for id in ids {
            assert_eq!((id.len(), &id[..4]), (40, "msg_"), "{id}");
            assert_eq!(&id[18..19], "4", "{id}");
            assert!("89ab".contains(&id[23..24]), "{id}");
        }
    }
}
