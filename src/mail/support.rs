//! Which mail programs support which features of HTML and CSS.

use std::{collections::HashMap, sync::LazyLock};

/// From caniemail.com; `.ci/mail-support` makes it.
const TABLE: &str = include_str!("support.txt");

/// The programs, in the order of the table's columns.
const PROGRAMS: [&str; 6] = [
    "Gmail",
    "Outlook for Windows",
    "Outlook.com",
    "Apple Mail",
    "Yahoo! Mail",
    "Samsung Email",
];

/// The letters of each feature. Looking through the table for each feature of a mail took two thirds of the
/// instructions of a preview.
static ROWS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once(' ')).collect()
});

/// Returns the programs that do not support a feature; empty if all do, or if the feature is not known.
pub(super) fn lacking(feature: &str) -> Vec<&'static str> {
    let letters = ROWS.get(feature).copied().unwrap_or_default().bytes();
    PROGRAMS
        .iter()
        .zip(letters)
        .filter(|(_, letter)| *letter == b'n')
        .map(|(program, _)| *program)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_a_letter_for_each_program() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows, 286);
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (feature, letters) = line.split_once(' ').unwrap();
            assert_eq!(letters.len(), PROGRAMS.len(), "{feature}");
            assert!(
                letters.bytes().all(|letter| b"yanu".contains(&letter)),
                "{feature}"
            );
        }
    }

    #[test]
    fn programs_without_a_feature_are_named() {
        assert!(
            lacking("css-display-flex").is_empty()
                || lacking("css-display-flex").contains(&"Outlook for Windows")
        );
        assert!(lacking("html-video").contains(&"Gmail"));
        assert!(lacking("css-background-color").is_empty());
        assert!(lacking("#").is_empty());
    }
}
