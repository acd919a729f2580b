//! `SECURITY.md` promises tests; they have to exist.

use std::{collections::BTreeSet, fs, path::Path};

const CHECKLIST: &str = include_str!("../../SECURITY.md");

/// The sources below a directory that hold tests.
fn sources(directory: &Path, found: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The functions that are tests: each `fn name(` with a test attribute above it.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for directory in ["src", "tests", "dialects"] {
        sources(&root.join(directory), &mut text);
    }
    let mut tests = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            if std::mem::take(&mut is_test) {
                tests.insert(name.to_owned());
            }
        }
    }
    tests
}

/// The checklist's lines, and what each has between backticks that looks like a test's name.
fn promises() -> Vec<(String, Vec<String>)> {
    let (_, checklist) = CHECKLIST.split_once("## Checklist").unwrap();
    let items = checklist.split("\n- ").skip(1);
    items
        .map(|item| {
            // Up to the next heading or paragraph.
            let item = item.split("\n\n").next().unwrap_or_default();
            let quoted = item.split('`').skip(1).step_by(2);
            let is_name = |text: &&str| {
                text.contains('_')
                    && text
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            };
            (
                item.to_owned(),
                quoted.filter(is_name).map(str::to_owned).collect(),
            )
        })
        .collect()
}

#[test]
fn every_test_that_the_checklist_names_exists() {
    let tests = tests();
    assert!(tests.contains("every_test_that_the_checklist_names_exists"));
    let promises = promises();
    assert!(promises.len() > 20, "{promises:?}");
    for (item, names) in promises {
        assert!(!names.is_empty(), "no test holds this up: {item}");
        for name in names {
            assert!(tests.contains(&name), "there is no test `{name}`");
        }
    }
}
