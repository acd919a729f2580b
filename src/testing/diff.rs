//! Differences between texts, line by line.

use crate::platform::show::pretty;
use serde_json::Value;
use similar::TextDiff;

/// Returns the lines that differ, with `-` for those only in `old` and `+` for those only in `new`, and two
/// lines around them.
pub(super) fn lines(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    TextDiff::from_slices(&old, &new)
        .unified_diff()
        .context_radius(2)
        .to_string()
}

/// Returns the lines that differ between two values, or `None` if they are equal.
pub(super) fn json(expected: &Value, found: &Value) -> Option<String> {
    (expected != found).then(|| lines(&pretty(expected), &pretty(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_shows_changes_with_two_lines_around_them() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        let new = "a\nb\nc\nd\ne\nF\ng\nh\ni\nj\nk";
        assert_eq!(
            lines(old, new),
            "@@ -4,7 +4,8 @@\n d\n e\n-f\n+F\n g\n h\n i\n j\n+k\n"
        );
        assert_eq!(lines(old, old), "");
        assert_eq!(lines("", "a"), "@@ -0,0 +1 @@\n+a\n");
    }
}
