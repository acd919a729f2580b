//! Looking for the end of a run of ordinary bytes, many at a time.
//!
//! What [`memchr`] does for up to three bytes, for other sets of them; and unlike there nothing has to be set up, which
//! counts in texts where the next one is never far.

/// The length of runs for which it is not worth while to look at more than eight bytes at a time.
const SHORT: usize = 16;

/// The high bit of every byte.
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// A set of bytes to look for.
pub(crate) trait Set {
    /// Bytes in the set, each with those of its bits that do not matter.
    const ALIKE: &'static [(u8, u8)];
    /// All bytes below this one, which is at most 0x80, are in the set.
    const BELOW: u8 = 0;
}

/// The position of the first byte that is in the set.
pub(crate) fn position<S: Set>(bytes: &[u8]) -> Option<usize> {
    // Most runs are short.
    let mut clean = 0;
    while let Some(&word) = bytes.get(clean..)?.first_chunk().filter(|_| clean < SHORT) {
        if let Some(at) = first_in::<S>(word) {
            return Some(clean + at);
        }
        clean += 8;
    }
    // Compilers make one comparison of all bytes of a block.
    let (blocks, _) = bytes.get(clean..)?.as_chunks::<16>();
    clean += 16 * blocks.iter().take_while(|block| !meets::<S>(block)).count();
    let bytes = bytes.get(clean..)?;
    let (words, rest) = bytes.as_chunks();
    for (index, &word) in words.iter().enumerate() {
        if let Some(at) = first_in::<S>(word) {
            return Some(clean + index * 8 + at);
        }
    }
    let last = rest.len().checked_sub(1)?;
    let at = first_in::<S>(word(rest).to_le_bytes()).filter(|&at| at <= last)?;
    Some(clean + words.len() * 8 + at)
}

/// Whether any of these bytes is in the set.
fn meets<S: Set>(block: &[u8; 16]) -> bool {
    block.iter().fold(false, |found, &byte| {
        let is_alike = |found, &(alike, ignored): &(u8, u8)| found | (byte | ignored == alike | ignored);
        S::ALIKE.iter().fold(found | (byte < S::BELOW), is_alike)
    })
}

/// The position of the first of eight bytes that is in the set.
#[inline]
fn first_in<S: Set>(word: [u8; 8]) -> Option<usize> {
    let word = u64::from_le_bytes(word);
    // The high bits of the bytes that are in the set. The lowest of them is right, higher ones may not be.
    let below = word.wrapping_sub(spread(S::BELOW)) & !word & HIGH;
    let found = S::ALIKE.iter().fold(below, |found, &(alike, ignored)| {
        found | zeros((word | spread(ignored)) ^ spread(alike | ignored))
    });
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// The first eight bytes, the first one lowest; zero where there are fewer.
pub(crate) const fn word(bytes: &[u8]) -> u64 {
    if let Some(&all) = bytes.first_chunk() {
        return u64::from_le_bytes(all);
    }
    if let (Some(&front), Some(&back)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // Four bytes each, of which some may be the same.
        let back = (u32::from_le_bytes(back) as u64) << (8 * (bytes.len() - 4));
        return u32::from_le_bytes(front) as u64 | back;
    }
    match *bytes {
        [a, b, c] => u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]),
        [a, b] => u64::from_le_bytes([a, b, 0, 0, 0, 0, 0, 0]),
        [a] => a as u64,
        _ => 0,
    }
}

/// The byte eight times.
const fn spread(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bits of the bytes that are zero, the lowest of them exactly.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(spread(1)) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_hold_eight_bytes() {
        let bytes = *b"123456789";
        for length in 0..=bytes.len() {
            let mut expected = [0; 8];
            let filled = length.min(8);
            expected[..filled].copy_from_slice(&bytes[..filled]);
            assert_eq!(word(&bytes[..length]), u64::from_le_bytes(expected));
        }
    }

    proptest! {
        #[test]
        fn the_first_is_found_as_byte_by_byte(
            bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b'x'), any::<u8>()], 0..80),
        ) {
            fn check<S: Set>(bytes: &[u8], is: impl Fn(u8) -> bool) -> Result<(), TestCaseError> {
                prop_assert_eq!(position::<S>(bytes), bytes.iter().position(|&byte| is(byte)));
                Ok(())
            }
            check::<Quote>(&bytes, |byte| byte == b'"')?;
            check::<Control>(&bytes, |byte| byte < b' ')?;
            check::<Angle>(&bytes, |byte| byte == b'<' || byte == b'>')?;
            check::<Odd>(&bytes, |byte| byte == 0xff || byte < 0x80)?;
        }
    }

    struct Quote;
    impl Set for Quote {
        const ALIKE: &'static [(u8, u8)] = &[(b'"', 0)];
    }

    struct Control;
    impl Set for Control {
        const ALIKE: &'static [(u8, u8)] = &[];
        const BELOW: u8 = b' ';
    }

    struct Angle;
    impl Set for Angle {
        const ALIKE: &'static [(u8, u8)] = &[(b'<', 2)];
    }

    struct Odd;
    impl Set for Odd {
        const ALIKE: &'static [(u8, u8)] = &[(0xff, 0), (b'x', 0)];
        const BELOW: u8 = 0x80;
    }
}
