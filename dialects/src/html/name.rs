//! Short names as integers, so that sorted tables of names are searched without comparing strings.

use crate::text::scan::word;

/// The longest name that can be packed.
const MAX: usize = 16;

/// Packs a name so that packed names sort like the names; `None` if it is longer than any in our tables.
pub(super) const fn pack(name: &[u8]) -> Option<u128> {
    let (front, back) = match name.split_at_checked(MAX / 2) {
        Some((front, back)) => (front, back),
        None => (name, name.split_at(name.len()).1),
    };
    match name {
        // NUL is what fills short names.
        [.., 0] => None,
        _ if back.len() > MAX / 2 => None,
        _ => Some((word(front).swap_bytes() as u128) << 64 | word(back).swap_bytes() as u128),
    }
}

/// The packed name with ASCII letters in lower case.
pub(super) fn lower_case(packed: u128) -> u128 {
    let mut bytes = packed.to_be_bytes();
    bytes.make_ascii_lowercase();
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_names_sort_like_names() {
        let packed = |name: &str| pack(name.as_bytes());
        assert!(packed("a") < packed("abbr"));
        assert!(packed("h1") < packed("hr"));
        assert_eq!(packed("SpAn").map(lower_case), packed("span"));
    }

    #[test]
    fn long_names_and_nul_do_not_pack() {
        assert_eq!(pack(b"seventeen-letters"), None);
        assert_eq!(pack(b"a\0"), None);
    }
}
