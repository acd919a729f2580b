//! What differs between two texts, line by line.

use crate::platform::show::pretty;
use serde_json::Value;

/// How many equal lines are shown around those that differ.
const CONTEXT: usize = 2;
/// How many pairs of lines are compared at most; beyond, the differing middle is shown as replaced.
const PAIRS: usize = 4_000_000;

/// The lines that differ, with `-` for those only in `old` and `+` for those only in `new`, and a little of what is
/// around them.
pub(super) fn lines(old: &str, new: &str) -> String {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let edits = edits(&old, &new);
    let mut text = String::new();
    let mut shown = 0;
    for (index, edit) in edits.iter().enumerate() {
        let near = index.saturating_sub(CONTEXT)..edits.len().min(index + CONTEXT + 1);
        if !edits[near].iter().any(|edit| edit.0 != ' ') {
            continue;
        }
        if index > shown {
            text.push_str("  ...\n");
        }
        shown = index + 1;
        text.push(edit.0);
        text.push(' ');
        text.push_str(edit.1);
        text.push('\n');
    }
    text
}

/// What differs between two values line by line, or `None` if they are equal.
pub(super) fn json(expected: &Value, found: &Value) -> Option<String> {
    (expected != found).then(|| lines(&pretty(expected), &pretty(found)))
}

/// Each line with `-`, `+` or a blank.
fn edits<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let (before, after) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut edits: Vec<_> = old[..head].iter().map(|&line| (' ', line)).collect();
    // The length of the longest common subsequence of the lines from here on.
    let width = after.len() + 1;
    let mut common = vec![0_u32; 0];
    if before.len().saturating_mul(after.len()) <= PAIRS {
        common.resize((before.len() + 1) * width, 0);
        for i in (0..before.len()).rev() {
            for j in (0..after.len()).rev() {
                common[i * width + j] = if before[i] == after[j] {
                    common[(i + 1) * width + j + 1] + 1
                } else {
                    common[(i + 1) * width + j].max(common[i * width + j + 1])
                };
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            edits.push((' ', before[i]));
            (i, j) = (i + 1, j + 1);
        } else if common.is_empty() || common[(i + 1) * width + j] >= common[i * width + j + 1] {
            edits.push(('-', before[i]));
            i += 1;
        } else {
            edits.push(('+', after[j]));
            j += 1;
        }
    }
    edits.extend(before[i..].iter().map(|&line| ('-', line)));
    edits.extend(after[j..].iter().map(|&line| ('+', line)));
    edits.extend(old[old.len() - tail..].iter().map(|&line| (' ', line)));
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_differs_is_shown() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        let new = "a\nb\nc\nd\ne\nF\ng\nh\ni\nj\nk";
        assert_eq!(
            lines(old, new),
            "  ...\n  d\n  e\n- f\n+ F\n  g\n  h\n  i\n  j\n+ k\n"
        );
        assert_eq!(lines(old, old), "");
        assert_eq!(lines("", "a"), "+ a\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn both_texts_can_be_read_from_the_edits(old in "([abc]\n){0,12}", new in "([abc]\n){0,12}") {
            let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
            let edits = edits(&old, &new);
            let without = |sign| {
                edits.iter().filter(|edit| edit.0 != sign).map(|edit| edit.1).collect::<Vec<_>>()
            };
            prop_assert_eq!(without('+'), old);
            prop_assert_eq!(without('-'), new);
        }
    }
}
