//! The claims of `SECURITY.md` and the tests that it names for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const SECURITY: &str = include_str!("../../SECURITY.md");
const CHECKS: &str = include_str!("../../.ci/run");

/// A heading with claims: the number of its claims, and the names in each row of its table.
struct Section<'a> {
    heading: &'a str,
    claims: usize,
    /// Whether the names are tests, or checks of `.ci/run`.
    tests: bool,
    rows: BTreeMap<usize, Vec<&'a str>>,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let sections = text.split("\n## ").skip(1).map(|section| {
        let (heading, body) = section.split_once('\n').unwrap();
        let numbers = body
            .lines()
            .filter_map(|line| line.split_once(". ")?.0.parse::<usize>().ok());
        let numbers: Vec<_> = numbers.collect();
        assert_eq!(
            numbers,
            (1..=numbers.len()).collect::<Vec<_>>(),
            "numbers of `{heading}`"
        );
        let mut rows = BTreeMap::new();
        for line in body.lines().filter(|line| line.starts_with("| ")) {
            let [_, claim, names, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                panic!("a row of `{heading}` does not have two columns: {line}");
            };
            if claim == "claim" {
                continue;
            }
            let names = names.split(", ").map(|name| {
                let quoted = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
                quoted.unwrap_or_else(|| panic!("`{heading}` {claim}: not a name: {name}"))
            });
            let claim = claim
                .parse()
                .unwrap_or_else(|_| panic!("`{heading}`: not a number: {claim}"));
            let earlier = rows.insert(claim, names.collect());
            assert!(earlier.is_none(), "`{heading}` {claim} has two rows");
        }
        Section {
            heading,
            claims: numbers.len(),
            tests: body.contains("| claim | tests |"),
            rows,
        }
    });
    sections
        .filter(|section| section.claims > 0 || !section.rows.is_empty())
        .collect()
}

/// The text of all Rust files below a directory.
fn sources(directory: &Path, text: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The names of all test functions: each `fn name(` with a test attribute above it.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for directory in ["src", "tests", "dialects", "browser/tests"] {
        sources(&root.join(directory), &mut text);
    }
    let mut tests = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            // Tests in a browser take the stage, and have no attribute.
            let is_in_browser = rest.ends_with("(stage: &Stage) {");
            if std::mem::take(&mut is_test) || is_in_browser {
                tests.insert(name.to_owned());
            }
        }
    }
    tests
}

#[test]
fn security_md_has_a_row_for_every_claim() {
    let sections = sections(SECURITY);
    let headings: Vec<_> = sections.iter().map(|section| section.heading).collect();
    let expected = [
        "Authentication",
        "Disclosure",
        "Availability",
        "Input limits",
        "Output",
        "Studio",
        "Supply chain",
    ];
    assert_eq!(headings, expected);
    for Section {
        heading,
        claims,
        rows,
        ..
    } in sections
    {
        for claim in 1..=claims {
            assert!(
                rows.contains_key(&claim),
                "`{heading}` {claim} has no row in the table"
            );
        }
        assert_eq!(
            rows.len(),
            claims,
            "the table of `{heading}` has rows without a claim"
        );
    }
}

#[test]
fn security_md_names_only_tests_and_checks_that_exist() {
    let tests = tests();
    assert!(tests.contains("security_md_names_only_tests_and_checks_that_exist"));
    for section in sections(SECURITY) {
        for (claim, names) in &section.rows {
            for name in names {
                let exists = match section.tests {
                    true => tests.contains(*name),
                    false => CHECKS
                        .lines()
                        .any(|line| line.trim_start().starts_with(&format!("{name})"))),
                };
                assert!(exists, "`{}` {claim}: `{name}` does not exist", section.heading);
            }
        }
    }
}
