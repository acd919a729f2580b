//! Suggestions for misspelt names.

/// The longest names that are compared, in characters: the time grows with the product of their lengths.
const MAX_LENGTH: usize = 64;

/// Returns the candidate that was probably meant by `wanted`, if one is close enough.
///
/// Case, `_` and `-` make no difference. A third of the letters may be wrong, missing, superfluous or swapped
/// with the next one. Of equally close candidates the first is returned.
pub fn closest<'c>(wanted: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = letters(wanted)?;
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters = letters(candidate)?;
            let distance = distance(&wanted, &letters);
            let allowed = (wanted.len().max(letters.len()) / 3).max(1);
            // Of two short names that share no letter, none is the other one misspelt.
            let related = distance < wanted.len().max(letters.len());
            (distance <= allowed && related).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the name in lower case without `_` and `-`, unless it is too long.
fn letters(name: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = name
        .chars()
        .take(MAX_LENGTH + 1)
        .filter(|c| !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect();
    (1..=MAX_LENGTH).contains(&letters.len()).then_some(letters)
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours between two names.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, &left) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(last.len());
        next.push(row + 1);
        for (column, &right) in b.iter().enumerate() {
            let mut best = (last[column] + usize::from(left != right))
                .min(last[column + 1] + 1)
                .min(next[column] + 1);
            if row > 0 && column > 0 && left == b[column - 1] && a[row - 1] == right {
                best = best.min(before[column - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_have_a_suggestion() {
        let names = ["name", "firstName", "postId", "createdAt", "id"];
        for (wanted, meant) in [
            ("nmae", "name"),
            ("nam", "name"),
            ("firstname", "firstName"),
            ("first_name", "firstName"),
            ("post_id", "postId"),
            ("cretedAt", "createdAt"),
            ("ids", "id"),
        ] {
            assert_eq!(closest(wanted, names), Some(meant), "{wanted}");
        }
    }

    #[test]
    fn unlike_names_have_no_suggestion() {
        let names = ["name", "firstName", "a"];
        for wanted in ["total", "", "b", "-", "né", &"n".repeat(1000)] {
            assert_eq!(closest(wanted, names), None, "{wanted}");
        }
    }

    #[test]
    fn first_of_equally_close_names_is_suggested() {
        assert_eq!(closest("nane", ["name", "lane"]), Some("name"));
    }
}
