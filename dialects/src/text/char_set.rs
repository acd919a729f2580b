//! Sets of characters.

use crate::rank::sort_by_rank;

/// A set of characters as ranges in order, which neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct CharSet {
    ranges: Vec<(char, char)>,
}

impl CharSet {
    /// Creates a set of the ranges of code points, in any order; surrogates are not characters.
    pub(crate) fn new(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let range = |(from, to): (u32, u32)| {
            let from = char::from_u32(from).unwrap_or('\u{e000}');
            let to = char::from_u32(to).unwrap_or('\u{d7ff}');
            (from <= to).then_some((from, to))
        };
        let mut set = Self {
            ranges: ranges.into_iter().filter_map(range).collect(),
        };
        set.arrange();
        set
    }

    /// Returns the ranges, first and last character of each.
    pub(crate) fn ranges(&self) -> &[(char, char)] {
        &self.ranges
    }

    /// Returns whether the character is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        let after = self.ranges.partition_point(|&(from, _)| from <= c);
        after.checked_sub(1).is_some_and(|at| c <= self.ranges[at].1)
    }

    /// Adds the characters of `other`.
    pub(crate) fn union(&mut self, other: &Self) {
        if !other.ranges.is_empty() {
            self.ranges.extend_from_slice(&other.ranges);
            self.arrange();
        }
    }

    /// Replaces the set by its complement.
    pub(crate) fn negate(&mut self) {
        let mut from = Some('\0');
        let mut others = Vec::with_capacity(self.ranges.len() + 1);
        for &(start, end) in &self.ranges {
            others.extend(from.zip(before(start)).filter(|(from, to)| from <= to));
            from = after(end);
        }
        others.extend(from.map(|from| (from, char::MAX)));
        self.ranges = others;
    }

    /// Sorts the ranges and merges those that overlap or touch.
    fn arrange(&mut self) {
        sort_by_rank(&mut self.ranges, |&(from, to)| {
            u64::from(from) << 32 | u64::from(to)
        });
        self.ranges.dedup_by(|(from, to), (_, last)| {
            let merges = after(*last).is_none_or(|after| *from <= after);
            if merges {
                *last = (*last).max(*to);
            }
            merges
        });
    }
}

/// Returns the character after this one; the one after the last of the basic plane's first part is U+E000.
pub(crate) fn after(c: char) -> Option<char> {
    (c..=char::MAX).nth(1)
}

fn before(c: char) -> Option<char> {
    ('\0'..c).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_overlap_or_touch_are_merged() {
        let set = CharSet::new([
            (98, 99),
            (97, 97),
            (120, 122),
            (121, 121),
            (0xd700, 0xd900),
            (0xe000, 0xe001),
        ]);
        assert_eq!(set.ranges(), [('a', 'c'), ('x', 'z'), ('\u{d700}', '\u{e001}')]);
        for (c, contained) in [
            ('a', true),
            ('c', true),
            ('d', false),
            ('x', true),
            ('\0', false),
            ('😀', false),
        ] {
            assert_eq!(set.contains(c), contained, "{c}");
        }
        assert_eq!(CharSet::new([(0xd800, 0xdfff)]), CharSet::default());
    }

    #[test]
    fn complements_contain_all_other_characters() {
        for ranges in [
            &[][..],
            &[(0, 0)],
            &[(0, 0x10_ffff)],
            &[(0x10_ffff, 0x10_ffff)],
            &[(0xd7ff, 0xe000)],
            &[(5, 9), (11, 11)],
        ] {
            let set = CharSet::new(ranges.iter().copied());
            let mut other = set.clone();
            other.negate();
            for (from, to) in set.ranges().iter().chain(other.ranges()) {
                for c in [*from, *to] {
                    assert_ne!(set.contains(c), other.contains(c), "{ranges:?} {c:?}");
                }
            }
            let mut all = other.clone();
            all.union(&set);
            assert_eq!(all.ranges(), [('\0', char::MAX)], "{ranges:?}");
            other.negate();
            assert_eq!(other, set, "{ranges:?}");
        }
    }
}
