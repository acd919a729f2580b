//! Looking for the end of a run of ordinary bytes, eight at a time.
//!
//! What [`memchr`] does for up to three bytes, for other sets of them; and unlike there nothing has to be set up, which
//! counts in texts where the next one is never far.

/// The high bit of every byte.
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Eight bytes of a text, the first one lowest.
#[derive(Clone, Copy)]
pub(crate) struct Word(u64);

/// The high bits of the bytes that a look at a [`Word`] has found. The lowest is always right; higher ones may not be.
#[derive(Clone, Copy)]
pub(crate) struct Found(u64);

impl Word {
    /// Finds `byte`.
    #[inline]
    pub(crate) fn equal(self, byte: u8) -> Found {
        Found(zeros(self.0 ^ spread(byte)))
    }

    /// Finds `byte`, and what differs from it in no other bits than those of `ignored`.
    #[inline]
    pub(crate) fn resembling(self, byte: u8, ignored: u8) -> Found {
        Found(zeros((self.0 | spread(ignored)) ^ spread(byte | ignored)))
    }

    /// Finds what is below `byte`, which is at most 0x80.
    #[inline]
    pub(crate) fn below(self, byte: u8) -> Found {
        Found(self.0.wrapping_sub(spread(byte)) & !self.0 & HIGH)
    }
}

impl std::ops::BitOr for Found {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The position of the first byte of `bytes` that `look` finds.
#[inline]
pub(crate) fn position(bytes: &[u8], look: impl Fn(Word) -> Found) -> Option<usize> {
    let find = |word: [u8; 8]| {
        let Found(bits) = look(Word(u64::from_le_bytes(word)));
        (bits != 0).then(|| bits.trailing_zeros() as usize / 8)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, &word) in words.iter().enumerate() {
        if let Some(at) = find(word) {
            return Some(index * 8 + at);
        }
    }
    let mut last = [0; 8];
    let (start, _) = last.split_at_mut_checked(rest.len())?;
    start.copy_from_slice(rest);
    find(last)
        .filter(|&at| at < rest.len())
        .map(|at| words.len() * 8 + at)
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

    proptest! {
        #[test]
        fn the_first_is_found_as_byte_by_byte(
            bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b'x'), any::<u8>()], 0..40),
        ) {
            let check = |look: &dyn Fn(Word) -> Found, is: &dyn Fn(u8) -> bool| {
                let slow = bytes.iter().position(|&byte| is(byte));
                prop_assert_eq!(position(&bytes, look), slow);
                Ok(())
            };
            check(&|word| word.equal(b'"'), &|byte| byte == b'"')?;
            check(&|word| word.below(b' '), &|byte| byte < b' ')?;
            check(&|word| word.resembling(b'<', 2), &|byte| byte == b'<' || byte == b'>')?;
            check(&|word| word.equal(0xff) | word.equal(b'x'), &|byte| byte == 0xff || byte == b'x')?;
        }
    }
}
